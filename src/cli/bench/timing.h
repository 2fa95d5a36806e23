/* What a contender in C tells of so many units of work: seconds by the clock and of the processor, and the most memory it has held; part of seegrad. */
#include <stdio.h>
#include <time.h>
#ifndef __wasi__
#include <sys/resource.h>
#endif

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

typedef struct {
  double wall, cpu;
} Watch;

static Watch now(void) { return (Watch){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)}; }

/* Prints what has passed since then. */
static void tell(Watch then) {
  Watch end = now();
#ifdef __wasi__
  /* What the program may touch; who runs it has more. */
  double peak = __builtin_wasm_memory_size(0) * 65536.0;
#else
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
#ifdef __APPLE__
  double peak = used.ru_maxrss;
#else
  double peak = used.ru_maxrss * 1024.0;
#endif
#endif
  printf("{\"wall\":%.9g,\"cpu\":%.9g,\"peak\":%.0f}\n", end.wall - then.wall, end.cpu - then.cpu, peak);
}
