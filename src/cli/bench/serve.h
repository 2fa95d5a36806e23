/* The lines that a contender in C answers: `check` with three results from the beginning, `run COUNT` with the time that so many units take; part of seegrad. */
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static double seconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

/* `unit` does one unit of work and says how many results it has left in `found`; `reset` begins anew. */
static void serve(void (*reset)(void), int (*unit)(double *found)) {
  char line[100];
  double found[2];
  reset();
  while (fgets(line, sizeof line, stdin)) {
    int times;
    if (sscanf(line, "run %d", &times) == 1) {
      double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
      for (int k = 0; k < times; k++) unit(found);
      wall = seconds(CLOCK_MONOTONIC) - wall, cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
      struct rusage used;
      getrusage(RUSAGE_SELF, &used);
#ifdef __APPLE__
      double peak = used.ru_maxrss;
#else
      double peak = used.ru_maxrss * 1024.0;
#endif
      printf("{\"wall\":%.9g,\"cpu\":%.9g,\"peak\":%.0f}\n", wall, cpu, peak);
    } else {
      reset();
      printf("{\"losses\":[");
      for (int k = 0; k < 3; k++)
        for (int i = 0, n = unit(found); i < n; i++) printf("%s%.17g", k + i > 0 ? "," : "", found[i]);
      printf("]}\n");
      reset();
    }
    fflush(stdout);
  }
}
