/* The yardstick in C for `fit`, `rosenbrock` and `west`, written for this comparison and part of seegrad: gradients derived by hand, points innermost, so that
 * the compiler makes SIMD of the loops; for `west`, which has no structure, an interpreter of the graph, forward and backward. Sums keep the order that the
 * source says: compile without fast-math and with -ffp-contract=off, and link the mathematics of the platform.
 *
 *     derived fit | rosenbrock | west FILE      then lines on stdin: `check`, `run COUNT NODES`
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

static double numbers[60000];
static int length;

/* ---- fit: Σ heights·exp(−z²) + a line, z = (x − place)·steepness, over 1,000 points ---- */

enum { POINTS = 1000, BUMPS = 16, FITTED = 50, LANES = 4 };
static double p[FITTED];
static double e[BUMPS][POINTS], z[BUMPS][POINTS], d[POINTS];

static double weighed(const double *restrict a, const double *restrict b) {
  double s[LANES] = {0};
  for (int n = 0; n < POINTS; n += LANES)
    for (int l = 0; l < LANES; l++) s[l] += a[n + l] * b[n + l];
  return (s[0] + s[1]) + (s[2] + s[3]);
}
static double trainFit(void) {
  const double *x = numbers, *y = numbers + POINTS;
  for (int n = 0; n < POINTS; n++) d[n] = p[48] * x[n] + p[49] - y[n];
  for (int k = 0; k < BUMPS; k++) {
    double place = p[BUMPS + k], steep = p[2 * BUMPS + k], height = p[k];
    for (int n = 0; n < POINTS; n++) z[k][n] = (x[n] - place) * steep;
    for (int n = 0; n < POINTS; n++) e[k][n] = exp(-z[k][n] * z[k][n]);
    for (int n = 0; n < POINTS; n++) d[n] += height * e[k][n];
  }
  double loss = weighed(d, d) / POINTS, rate = 0.01 * 2 / POINTS, sum = 0;
  double slope = weighed(d, x);
  for (int n = 0; n < POINTS; n++) sum += d[n];
  for (int k = 0; k < BUMPS; k++) {
    double height = p[k], place = p[BUMPS + k], steep = p[2 * BUMPS + k];
    double byHeight = weighed(d, e[k]);
    for (int n = 0; n < POINTS; n++) e[k][n] *= d[n] * -2 * z[k][n];
    double byZ[LANES] = {0};
    for (int n = 0; n < POINTS; n += LANES)
      for (int l = 0; l < LANES; l++) byZ[l] += e[k][n + l];
    double all = (byZ[0] + byZ[1]) + (byZ[2] + byZ[3]), byX = weighed(e[k], x);
    p[k] -= rate * byHeight;
    p[BUMPS + k] += rate * height * steep * all;
    p[2 * BUMPS + k] -= rate * height * (byX - place * all);
  }
  p[48] -= rate * slope, p[49] -= rate * sum;
  return loss;
}

/* ---- rosenbrock ---- */

static double at[2], slopes[2];
__attribute__((noinline)) static void rosenbrock(const double *restrict x, double *restrict g) {
  double a = x[1] - x[0] * x[0], b = 1 - x[0];
  g[0] = -400 * a * x[0] - 2 * b, g[1] = 200 * a;
}

/* ---- west: the graph as numbers, inputs and then kind and operands; every kind says how many it has ---- */

enum { INPUTS = 100, NODES = 10100 + 8, WIDTH = 8 };
static int program[60000], steps;
static double data[NODES], adjoints[NODES], inputs[INPUTS];
static const int arity[4] = {1, 2, 2, WIDTH};

static double forward(void) {
  int made = INPUTS;
  memcpy(data, inputs, sizeof inputs);
  for (int k = 0; k < steps; k += 1 + arity[program[k]]) {
    const int *o = program + k + 1;
    switch (program[k]) {
      case 0: {
        double x = data[o[0]];
        data[made++] = x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
        break;
      }
      case 1: data[made++] = data[o[0]] + data[o[1]]; break;
      case 2: data[made++] = data[o[0]] * data[o[1]]; break;
      default: {
        double most = -INFINITY, sum = 0;
        for (int i = 0; i < WIDTH; i++) most = data[o[i]] > most ? data[o[i]] : most;
        for (int i = 0; i < WIDTH; i++) sum += data[made + i] = exp(data[o[i]] - most);
        for (int i = 0; i < WIDTH; i++) data[made++] /= sum;
      }
    }
  }
  double y = 0;
  for (int k = made - 100; k < made; k++) y += data[k];
  return y;
}
static int starts[NODES], count;
static double west(double *total) {
  double y = forward();
  int made = INPUTS;
  for (int k = 0; k < count; k++) made += program[starts[k]] == 3 ? WIDTH : 1;
  memset(adjoints, 0, sizeof adjoints);
  for (int k = made - 100; k < made; k++) adjoints[k] = 1;
  for (int k = count - 1; k >= 0; k--) {
    const int *o = program + starts[k] + 1;
    switch (program[starts[k]]) {
      case 0: made--, adjoints[o[0]] += adjoints[made] / (1 + exp(-data[o[0]])); break;
      case 1: made--, adjoints[o[0]] += adjoints[made], adjoints[o[1]] += adjoints[made]; break;
      case 2: {
        double g = adjoints[--made];
        adjoints[o[0]] += g * data[o[1]], adjoints[o[1]] += g * data[o[0]];
        break;
      }
      default: {
        made -= WIDTH;
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) sum += adjoints[made + i] * data[made + i];
        for (int i = 0; i < WIDTH; i++) adjoints[o[i]] += data[made + i] * (adjoints[made + i] - sum);
      }
    }
  }
  *total = 0;
  for (int k = 0; k < INPUTS; k++) *total += adjoints[k];
  return y;
}

/* ---- */

static int which;
static void reset(void) {
  if (which == 0) memcpy(p, numbers + 2 * POINTS, sizeof p);
  else if (which == 1) at[0] = -1.2, at[1] = 1;
  else memcpy(inputs, numbers, sizeof inputs);
}
static int unit(double *found) {
  if (which == 0) return found[0] = trainFit(), 1;
  if (which == 1) return at[0] += 0x1p-20, rosenbrock(at, slopes), found[0] = slopes[0], found[1] = slopes[1], 2;
  return inputs[0] += 0x1p-20, found[0] = west(found + 1), 2;
}

int main(int words, char **word) {
  which = words > 1 && strcmp(word[1], "fit") == 0 ? 0 : words > 1 && strcmp(word[1], "rosenbrock") == 0 ? 1 : 2;
  FILE *file = words > 2 ? fopen(word[2], "r") : 0;
  while (file && length < 60000 && fscanf(file, "%lf", numbers + length) == 1) length++;
  if (which == 2) {
    for (int k = INPUTS; k < length; k++) program[steps++] = (int)numbers[k];
    for (int k = 0; k < steps; k += 1 + arity[program[k]]) starts[count++] = k;
  }
  serve(reset, unit);
}
