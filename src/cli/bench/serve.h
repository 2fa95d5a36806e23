/* The lines that a contender in C answers: `check` with three results from the beginning, `run COUNT` with the time that so many units take; part of seegrad. */
#include "timing.h"

/* `unit` does one unit of work and says how many results it has left in `found`; `reset` begins anew. */
static void serve(void (*reset)(void), int (*unit)(double *found)) {
  char line[100];
  double found[2];
  reset();
  while (fgets(line, sizeof line, stdin)) {
    int times;
    if (sscanf(line, "run %d", &times) == 1) {
      Watch then = now();
      for (int k = 0; k < times; k++) unit(found);
      tell(then);
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
