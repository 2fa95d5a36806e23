/* The yardstick in C for `names` and `mnist-shaped`, written for this comparison and part of seegrad: gradients derived by hand, innermost loops along what lies side by
 * side, so that the compiler makes SIMD of them, and matrix products in blocks of four by four sums. Sums keep the order that the source says: compile without fast-math and
 * with -ffp-contract=off.
 *
 *     networks names | mnist-shaped FILE      then lines on stdin: `check`, `run COUNT`
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

static double *numbers;
static int length;

/* ---- names: tokens to places to scores, one text a step, at its true length ---- */

enum { T = 16, E = 16, HEADS = 4, D = E / HEADS, F = 64, V = 28 };
enum { TEXTS = 1000 };
static int rows; /* tokens, at most V: scores have a place more, so that their number is even */
static int starts[TEXTS];

/* Matrices as [in][out]: products run along `out`. */
static double letters[V][E], places[T][E], head[E][V], query[E][E], key[E][E], valued[E][E], output[E][E], wide[E][F], narrow[F][E];
static double dLetters[V][E], dPlaces[T][E], dHead[E][V], dQuery[E][E], dKey[E][E], dValued[E][E], dOutput[E][E], dWide[E][F], dNarrow[F][E];
#define MATRICES(X) \
  X(letters, dLetters) X(places, dPlaces) X(head, dHead) X(query, dQuery) X(key, dKey) X(valued, dValued) X(output, dOutput) X(wide, dWide) X(narrow, dNarrow)
enum { MOST = 2 * V * E + T * E + 4 * E * E + 2 * E * F };
static double means[MOST], squares[MOST];
static int step;

static double x1[T][E], n1[T][E], q[T][E], k_[T][E], v[T][E], g[T][E], x2[T][E], n2[T][E], h[T][F], x3[T][E], s[T][V];
static double r0[T], r1[T], r2[T], shares[HEADS][T][T];

/* y = x·W, or y += x·W. */
static inline __attribute__((always_inline)) void times(int in, int out, const double *restrict x, const double *restrict W, double *restrict y) {
  for (int i = 0; i < in; i++)
    for (int o = 0; o < out; o++) y[o] += x[i] * W[i * out + o];
}
/* dx += W·dy and dW += x⊗dy. */
static inline __attribute__((always_inline)) void back(int in, int out, const double *restrict x, const double *restrict W, const double *restrict dy, double *restrict dx, double *restrict dW) {
  for (int i = 0; i < in; i++) {
    double a = 0, b = 0;
    for (int o = 0; o < out; o += 2) a += W[i * out + o] * dy[o], b += W[i * out + o + 1] * dy[o + 1];
    dx[i] += a + b;
    for (int o = 0; o < out; o++) dW[i * out + o] += x[i] * dy[o];
  }
}
static inline double normed(const double *restrict x, double *restrict y) {
  double sum = 0;
  for (int i = 0; i < E; i++) sum += x[i] * x[i];
  double r = 1 / sqrt(sum / E + 1e-5);
  for (int i = 0; i < E; i++) y[i] = x[i] * r;
  return r;
}
/* y = x·r, r = 1/√(mean x² + ε): dx += r·dy − x·r³·(x·dy)/E. */
static inline void backNormed(const double *restrict x, double r, const double *restrict dy, double *restrict dx) {
  double dot = 0;
  for (int i = 0; i < E; i++) dot += x[i] * dy[i];
  dot *= r * r * r / E;
  for (int i = 0; i < E; i++) dx[i] += r * dy[i] - x[i] * dot;
}

static double trainNames(void) {
  const double *text = numbers + starts[step % TEXTS];
  int n = (int)text[0];
  const double *shown = text + 1, *wanted = shown + n;
  double loss = 0;
  memset(q, 0, sizeof q), memset(k_, 0, sizeof k_), memset(v, 0, sizeof v), memset(g, 0, sizeof g);
  memset(h, 0, sizeof h), memset(s, 0, sizeof s);
  static double e[T][E];
  for (int t = 0; t < n; t++) {
    for (int i = 0; i < E; i++) e[t][i] = letters[(int)shown[t]][i] + places[t][i];
    r0[t] = normed(e[t], x1[t]);
    r1[t] = normed(x1[t], n1[t]);
    times(E, E, n1[t], query[0], q[t]);
    times(E, E, n1[t], key[0], k_[t]);
    times(E, E, n1[t], valued[0], v[t]);
  }
  for (int t = 0; t < n; t++) {
    for (int a = 0; a < HEADS; a++) {
      double most = -INFINITY, sum = 0, *p = shares[a][t];
      for (int u = 0; u <= t; u++) {
        double dot = 0;
        for (int d = a * D; d < (a + 1) * D; d++) dot += q[t][d] * k_[u][d];
        p[u] = dot * 0.5;
        most = p[u] > most ? p[u] : most;
      }
      for (int u = 0; u <= t; u++) sum += p[u] = exp(p[u] - most);
      for (int u = 0; u <= t; u++) {
        p[u] /= sum;
        for (int d = a * D; d < (a + 1) * D; d++) g[t][d] += p[u] * v[u][d];
      }
    }
    memcpy(x2[t], x1[t], sizeof x2[t]);
    times(E, E, g[t], output[0], x2[t]);
    r2[t] = normed(x2[t], n2[t]);
    times(E, F, n2[t], wide[0], h[t]);
    for (int i = 0; i < F; i++) h[t][i] = h[t][i] > 0 ? h[t][i] : 0;
    memcpy(x3[t], x2[t], sizeof x3[t]);
    times(F, E, h[t], narrow[0], x3[t]);
    times(E, V, x3[t], head[0], s[t]);
    double most = -INFINITY, sum = 0;
    for (int i = 0; i < rows; i++) most = s[t][i] > most ? s[t][i] : most;
    double own = s[t][(int)wanted[t]] - most;
    for (int i = 0; i < rows; i++) sum += s[t][i] = exp(s[t][i] - most);
    loss += log(sum) - own;
    for (int i = 0; i < rows; i++) s[t][i] /= sum * n;
    s[t][(int)wanted[t]] -= 1.0 / n;
    for (int i = rows; i < V; i++) s[t][i] = 0;
  }
  /* backward */
#define CLEAR(W, dW) memset(dW, 0, sizeof dW);
  MATRICES(CLEAR)
  static double dx1[T][E], dn[E], dq[T][E], dk[T][E], dv[T][E], dg[E], dh[F], dx2[T][E], dx3[E], dp[T];
  memset(dx1, 0, sizeof dx1), memset(dx2, 0, sizeof dx2), memset(dq, 0, sizeof dq), memset(dk, 0, sizeof dk), memset(dv, 0, sizeof dv);
  for (int t = 0; t < n; t++) {
    memset(dx3, 0, sizeof dx3), memset(dh, 0, sizeof dh), memset(dn, 0, sizeof dn), memset(dg, 0, sizeof dg);
    back(E, V, x3[t], head[0], s[t], dx3, dHead[0]);
    back(F, E, h[t], narrow[0], dx3, dh, dNarrow[0]);
    for (int i = 0; i < F; i++) dh[i] = h[t][i] > 0 ? dh[i] : 0;
    back(E, F, n2[t], wide[0], dh, dn, dWide[0]);
    memcpy(dx2[t], dx3, sizeof dx3);
    backNormed(x2[t], r2[t], dn, dx2[t]);
    back(E, E, g[t], output[0], dx2[t], dg, dOutput[0]);
    memcpy(dx1[t], dx2[t], sizeof dx1[t]);
    for (int a = 0; a < HEADS; a++) {
      double sum = 0, *p = shares[a][t];
      for (int u = 0; u <= t; u++) {
        double dot = 0;
        for (int d = a * D; d < (a + 1) * D; d++) dot += dg[d] * v[u][d], dv[u][d] += p[u] * dg[d];
        dp[u] = dot;
        sum += dot * p[u];
      }
      for (int u = 0; u <= t; u++) {
        double ds = p[u] * (dp[u] - sum) * 0.5;
        for (int d = a * D; d < (a + 1) * D; d++) dq[t][d] += ds * k_[u][d], dk[u][d] += ds * q[t][d];
      }
    }
  }
  for (int t = 0; t < n; t++) {
    memset(dn, 0, sizeof dn);
    back(E, E, n1[t], query[0], dq[t], dn, dQuery[0]);
    back(E, E, n1[t], key[0], dk[t], dn, dKey[0]);
    back(E, E, n1[t], valued[0], dv[t], dn, dValued[0]);
    backNormed(x1[t], r1[t], dn, dx1[t]);
    double de[E] = {0};
    backNormed(e[t], r0[t], dx1[t], de);
    for (int i = 0; i < E; i++) dLetters[(int)shown[t]][i] += de[i], dPlaces[t][i] += de[i];
  }
  int at = step % TEXTS;
  step++;
  double rate = (0.01 - 0.01 * at / TEXTS) / (1 - pow(0.85, step)), spread = 1 / sqrt(1 - pow(0.99, step));
  double *m = means, *w = squares;
#define ADAM(W, dW) \
  for (int i = 0; i < (int)(sizeof W / sizeof(double)); i++) { \
    double d = ((double *)dW)[i]; \
    m[i] = 0.85 * m[i] + 0.15 * d, w[i] = 0.99 * w[i] + 0.01 * (d * d); \
    ((double *)W)[i] -= rate * (m[i] / (sqrt(w[i]) * spread + 1e-8)); \
  } \
  m += sizeof W / sizeof(double), w += sizeof W / sizeof(double);
  MATRICES(ADAM)
  return loss / n;
}
static const double *turned(const double *from, int out, int in, int room, double *to) {
  for (int o = 0; o < out; o++)
    for (int i = 0; i < in; i++) to[i * room + o] = from[o * in + i];
  return from + out * in;
}
static void resetNames(void) {
  rows = (int)numbers[0];
  const double *at = numbers + 2;
  for (int k = 0; k < TEXTS; k++) starts[k] = (int)(at - numbers), at += 1 + 2 * (int)at[0];
  memcpy(letters, at, sizeof(double) * rows * E), at += rows * E;
  memcpy(places, at, sizeof places), at += T * E;
  at = turned(at, rows, E, V, head[0]);
  at = turned(at, E, E, E, query[0]);
  at = turned(at, E, E, E, key[0]);
  at = turned(at, E, E, E, valued[0]);
  at = turned(at, E, E, E, output[0]);
  at = turned(at, F, E, F, wide[0]);
  turned(at, E, F, E, narrow[0]);
  memset(means, 0, sizeof means), memset(squares, 0, sizeof squares);
  step = 0;
}

/* ---- mnist-shaped: 784-128-10, relu between, softmax and cross entropy, the mean of a batch of 64 ---- */

enum { IN = 784, HIDDEN = 128, OUT = 10, BATCH = 64, SUMS = 4 };
static double X[BATCH][IN], XT[IN][BATCH], W1[HIDDEN][IN], b1[HIDDEN], W2[OUT][HIDDEN], b2[OUT];
static double a1[HIDDEN][BATCH], d1[HIDDEN][BATCH], z[OUT][BATCH];
static int wantedClass[BATCH];

static double trainDigits(void) {
  for (int j = 0; j < HIDDEN; j += SUMS)
    for (int b = 0; b < BATCH; b += SUMS) {
      double c[SUMS][SUMS];
      for (int p = 0; p < SUMS; p++)
        for (int r = 0; r < SUMS; r++) c[p][r] = b1[j + p];
      for (int i = 0; i < IN; i++)
        for (int p = 0; p < SUMS; p++)
          for (int r = 0; r < SUMS; r++) c[p][r] += W1[j + p][i] * XT[i][b + r];
      for (int p = 0; p < SUMS; p++)
        for (int r = 0; r < SUMS; r++) a1[j + p][b + r] = c[p][r] > 0 ? c[p][r] : 0;
    }
  for (int o = 0; o < OUT; o++) {
    for (int b = 0; b < BATCH; b++) z[o][b] = b2[o];
    for (int j = 0; j < HIDDEN; j++)
      for (int b = 0; b < BATCH; b++) z[o][b] += W2[o][j] * a1[j][b];
  }
  double loss = 0;
  for (int b = 0; b < BATCH; b++) {
    double most = -INFINITY, sum = 0, own = z[wantedClass[b]][b];
    for (int o = 0; o < OUT; o++) most = z[o][b] > most ? z[o][b] : most;
    for (int o = 0; o < OUT; o++) sum += z[o][b] = exp(z[o][b] - most);
    loss += log(sum) + most - own;
    for (int o = 0; o < OUT; o++) z[o][b] = (z[o][b] / sum - (o == wantedClass[b])) / BATCH;
  }
  memset(d1, 0, sizeof d1);
  for (int o = 0; o < OUT; o++)
    for (int j = 0; j < HIDDEN; j++) {
      for (int b = 0; b < BATCH; b++) d1[j][b] += W2[o][j] * z[o][b];
      double s[SUMS] = {0};
      for (int b = 0; b < BATCH; b += SUMS)
        for (int l = 0; l < SUMS; l++) s[l] += z[o][b + l] * a1[j][b + l];
      W2[o][j] -= 0.1 * ((s[0] + s[1]) + (s[2] + s[3]));
    }
  for (int o = 0; o < OUT; o++) {
    double s = 0;
    for (int b = 0; b < BATCH; b++) s += z[o][b];
    b2[o] -= 0.1 * s;
  }
  for (int j = 0; j < HIDDEN; j++) {
    double s = 0;
    for (int b = 0; b < BATCH; b++) s += d1[j][b] = a1[j][b] > 0 ? d1[j][b] : 0;
    b1[j] -= 0.1 * s;
  }
  for (int j = 0; j < HIDDEN; j += SUMS)
    for (int i = 0; i < IN; i += SUMS) {
      double c[SUMS][SUMS] = {{0}};
      for (int b = 0; b < BATCH; b++)
        for (int p = 0; p < SUMS; p++)
          for (int r = 0; r < SUMS; r++) c[p][r] += d1[j + p][b] * X[b][i + r];
      for (int p = 0; p < SUMS; p++)
        for (int r = 0; r < SUMS; r++) W1[j + p][i + r] -= 0.1 * c[p][r];
    }
  return loss / BATCH;
}
static void resetDigits(void) {
  const double *at = numbers;
  memcpy(X, at, sizeof X), at += BATCH * IN;
  for (int b = 0; b < BATCH; b++)
    for (int i = 0; i < IN; i++) XT[i][b] = X[b][i];
  for (int b = 0; b < BATCH; b++) wantedClass[b] = (int)*at++;
  /* A neuron's weights, then its bias, neuron by neuron. */
  for (int j = 0; j < HIDDEN; j++) memcpy(W1[j], at, sizeof W1[j]), at += IN, b1[j] = *at++;
  for (int o = 0; o < OUT; o++) memcpy(W2[o], at, sizeof W2[o]), at += HIDDEN, b2[o] = *at++;
}

/* ---- */

static int unitNames(double *found) { return found[0] = trainNames(), 1; }
static int unitDigits(double *found) { return found[0] = trainDigits(), 1; }

int main(int words, char **word) {
  int isNames = words > 1 && strcmp(word[1], "names") == 0;
  FILE *file = words > 2 ? fopen(word[2], "r") : 0;
  enum { MOST_NUMBERS = 400000 };
  numbers = malloc(sizeof(double) * MOST_NUMBERS);
  while (file && length < MOST_NUMBERS && fscanf(file, "%lf", numbers + length) == 1) length++;
  if (isNames) serve(resetNames, unitNames);
  else serve(resetDigits, unitDigits);
}
