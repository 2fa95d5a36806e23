/* The yardstick in C, written for this comparison and part of seegrad: a struct-of-arrays tape for `graph`, and for `moons` an MLP with its
 * gradient derived by hand and the points innermost, so that the compiler makes SIMD of every loop. Sums keep the order that the source says:
 * compile without fast-math and with -ffp-contract=off.
 *
 *     tape moons FILE | graph | tangle      then lines on stdin: `check`, `run COUNT NODES`
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "timing.h"

/* ---- moons: 100 points padded to a whole number of vectors; the padding has target 0 and gradient 0 ---- */

enum { POINTS = 100, WIDE = 104, LANES = 4, HIDDEN = 16, PARAMETERS = 337 };

typedef double Row[WIDE];
static Row x[2], y, h1[HIDDEN], h2[HIDDEN], d1[HIDDEN], d2[HIDDEN], score, dscore;
static double start[PARAMETERS], p[PARAMETERS], g[PARAMETERS];
static int step;

/* A neuron's weights, then its bias, neuron by neuron. */
static double *first(double *from, int neuron) { return from + 3 * neuron; }
static double *second(double *from, int neuron) { return from + 48 + 17 * neuron; }
static double *third(double *from) { return from + 320; }

/* Sums in lanes: the compiler may not reorder a sum by itself. */
static double dot(const double *restrict a, const double *restrict b) {
  double s[LANES] = {0};
  for (int n = 0; n < WIDE; n += LANES)
    for (int l = 0; l < LANES; l++) s[l] += a[n + l] * b[n + l];
  return (s[0] + s[1]) + (s[2] + s[3]);
}
static double total(const double *restrict a) {
  double s[LANES] = {0};
  for (int n = 0; n < WIDE; n += LANES)
    for (int l = 0; l < LANES; l++) s[l] += a[n + l];
  return (s[0] + s[1]) + (s[2] + s[3]);
}

static double train(void) {
  for (int j = 0; j < HIDDEN; j++) {
    const double *w = first(p, j);
    for (int n = 0; n < WIDE; n++) {
      double s = w[2] + w[0] * x[0][n] + w[1] * x[1][n];
      h1[j][n] = s > 0 ? s : 0;
    }
  }
  for (int j = 0; j < HIDDEN; j++) {
    const double *w = second(p, j);
    Row s;
    for (int n = 0; n < WIDE; n++) s[n] = w[16];
    for (int i = 0; i < HIDDEN; i++)
      for (int n = 0; n < WIDE; n++) s[n] += w[i] * h1[i][n];
    for (int n = 0; n < WIDE; n++) h2[j][n] = s[n] > 0 ? s[n] : 0;
  }
  const double *w3 = third(p);
  for (int n = 0; n < WIDE; n++) score[n] = w3[16];
  for (int i = 0; i < HIDDEN; i++)
    for (int n = 0; n < WIDE; n++) score[n] += w3[i] * h2[i][n];

  double loss = 0;
  memset(dscore, 0, sizeof dscore);
  for (int n = 0; n < POINTS; n++) {
    double margin = 1 - y[n] * score[n];
    if (margin > 0) loss += margin, dscore[n] = -y[n] / POINTS;
  }
  loss /= POINTS;

  double *g3 = third(g);
  g3[16] = total(dscore);
  for (int i = 0; i < HIDDEN; i++) {
    g3[i] = dot(dscore, h2[i]);
    for (int n = 0; n < WIDE; n++) d2[i][n] = h2[i][n] > 0 ? w3[i] * dscore[n] : 0;
  }
  for (int j = 0; j < HIDDEN; j++) {
    double *gw = second(g, j);
    gw[16] = total(d2[j]);
    for (int i = 0; i < HIDDEN; i++) gw[i] = dot(d2[j], h1[i]);
  }
  for (int i = 0; i < HIDDEN; i++) {
    Row s = {0};
    for (int j = 0; j < HIDDEN; j++) {
      double w = second(p, j)[i];
      for (int n = 0; n < WIDE; n++) s[n] += w * d2[j][n];
    }
    for (int n = 0; n < WIDE; n++) d1[i][n] = h1[i][n] > 0 ? s[n] : 0;
  }
  for (int j = 0; j < HIDDEN; j++) {
    double *gw = first(g, j);
    gw[0] = dot(d1[j], x[0]), gw[1] = dot(d1[j], x[1]), gw[2] = total(d1[j]);
  }

  double squares = 0, rate = 1.0 - 0.9 * (step < 100 ? step : 100) / 100;
  for (int i = 0; i < PARAMETERS; i++) squares += p[i] * p[i];
  for (int i = 0; i < PARAMETERS; i++) p[i] -= rate * (g[i] + 2e-4 * p[i]);
  step++;
  return loss + 1e-4 * squares;
}

static void readMoons(const char *path) {
  FILE *file = fopen(path, "r");
  double number;
  for (int k = 0; file && k < 300 + PARAMETERS && fscanf(file, "%lf", &number) == 1; k++) {
    if (k < 200) x[k % 2][k / 2] = number;
    else if (k < 300) y[k - 200] = number;
    else start[k - 300] = number;
  }
  if (file) fclose(file);
}

/* ---- graph: a random graph, described in graph.ts ---- */

enum { LEAVES = 1000 };

typedef struct { double leaves[LEAVES]; uint8_t *kinds; uint32_t *partners; int nodes; } Plan;
/* 25 bytes a node: what it is, its two operands, its number and its gradient. */
typedef struct { uint8_t *kinds; uint32_t *a, *b; double *data, *grad; int length; } Tape;
static Plan plan;
static int tangled;
static Tape tape;
static uint32_t seed;

static double draw(void) {
  seed = seed * 1664525u + 1013904223u;
  return seed / 4294967296.0;
}

static void makePlan(int nodes, uint32_t from) {
  seed = from;
  plan.nodes = nodes;
  plan.kinds = realloc(plan.kinds, nodes);
  plan.partners = realloc(plan.partners, nodes * sizeof *plan.partners);
  plan.leaves[0] = 0.5;
  for (int k = 1; k < LEAVES; k++) plan.leaves[k] = 2 * draw() - 1;
  int halve = 0;
  for (int k = 0; k < nodes; k++) {
    if (halve) {
      plan.kinds[k] = 2, plan.partners[k] = 0, halve = 0;
      continue;
    }
    plan.kinds[k] = (uint8_t)(draw() * 3);
    double place = draw();
    if (draw() < 0.5) plan.partners[k] = (uint32_t)(place * LEAVES);
    else plan.partners[k] = tangled ? (uint32_t)(place * (LEAVES + k)) : LEAVES + k - 1 - (uint32_t)(place * LEAVES);
    halve = plan.kinds[k] != 2;
  }
  int all = LEAVES + nodes;
  tape.kinds = realloc(tape.kinds, all);
  tape.a = realloc(tape.a, all * sizeof *tape.a), tape.b = realloc(tape.b, all * sizeof *tape.b);
  tape.data = realloc(tape.data, all * sizeof *tape.data), tape.grad = realloc(tape.grad, all * sizeof *tape.grad);
}

static uint32_t record(uint8_t kind, uint32_t a, uint32_t b, double value) {
  int k = tape.length++;
  tape.kinds[k] = kind, tape.a[k] = a, tape.b[k] = b, tape.data[k] = value;
  return k;
}

static void passOver(double *root, double *leafGradients) {
  tape.length = 0;
  for (int k = 0; k < LEAVES; k++) record(3, 0, 0, plan.leaves[k]);
  uint32_t last = LEAVES - 1;
  for (int k = 0; k < plan.nodes; k++) {
    uint32_t other = plan.partners[k];
    double a = tape.data[last], b = tape.data[other];
    last = record(plan.kinds[k], last, other, plan.kinds[k] == 0 ? a + b : plan.kinds[k] == 1 ? a - b : a * b);
  }
  memset(tape.grad, 0, tape.length * sizeof *tape.grad);
  tape.grad[last] = 1;
  for (int k = tape.length - 1; k >= LEAVES; k--) {
    uint32_t a = tape.a[k], b = tape.b[k];
    double d = tape.grad[k];
    switch (tape.kinds[k]) {
      case 0: tape.grad[a] += d, tape.grad[b] += d; break;
      case 1: tape.grad[a] += d, tape.grad[b] -= d; break;
      default: tape.grad[a] += d * tape.data[b], tape.grad[b] += d * tape.data[a];
    }
  }
  *root = tape.data[last];
  *leafGradients = 0;
  for (int k = 0; k < LEAVES; k++) *leafGradients += tape.grad[k];
}

/* ---- */

int main(int count, char **words) {
  int moons = count > 2 && strcmp(words[1], "moons") == 0;
  tangled = count > 1 && strcmp(words[1], "tangle") == 0;
  if (moons) readMoons(words[2]);
  memcpy(p, start, sizeof p);
  char line[100];
  double a, b;
  while (fgets(line, sizeof line, stdin)) {
    int times, nodes;
    if (sscanf(line, "run %d %d", &times, &nodes) == 2) {
      if (!moons && plan.nodes != nodes) makePlan(nodes, 1);
      Watch then = now();
      for (int k = 0; k < times; k++) moons ? (void)train() : passOver(&a, &b);
      tell(then);
    } else if (moons) {
      memcpy(p, start, sizeof p);
      step = 0;
      double losses[3];
      for (int k = 0; k < 3; k++) losses[k] = train();
      printf("{\"losses\":[%.17g,%.17g,%.17g]}\n", losses[0], losses[1], losses[2]);
    } else {
      printf("{\"losses\":[");
      for (uint32_t k = 1; k <= 3; k++) {
        makePlan(10000, k);
        passOver(&a, &b);
        printf("%s%.17g,%.17g", k > 1 ? "," : "", a, b);
      }
      printf("]}\n");
    }
    fflush(stdout);
  }
}
