#include "beat/af.h"

#include "dsp/fn.h"

#include <math.h>
#include <string.h>

static float
median(const float *x)
{
	float s[AF_BEATS];

	for (int i = 0; i < AF_BEATS; i++) { /* sorted in as they come */
		int j = i;

		for (; j > 0 && s[j - 1] > x[i]; j--)
			s[j] = s[j - 1];
		s[j] = x[i];
	}
	return (s[AF_BEATS / 2 - 1] + s[AF_BEATS / 2]) / 2;
}

static double
evidence(const struct af *a)
{
	float x[AF_BEATS], next[AF_BEATS];
	float alike;
	int templates = 0, first = 0, second = 0;

	if (a->n < AF_BEATS)
		return NAN;
	alike = (float)AF_ALIKE * median(a->rr);
	for (uint32_t i = a->n - AF_BEATS; i + 1 < a->n; i++)
		if (a->joined[(i + 1) % AF_BEATS]) {
			x[templates] = a->rr[i % AF_BEATS];
			next[templates++] = a->rr[(i + 1) % AF_BEATS];
		}
	if (templates < AF_LEAST)
		return NAN;
	for (int i = 0; i < templates; i++)
		for (int j = i + 1; j < templates; j++) {
			int one = fabsf(x[i] - x[j]) < alike;

			first += one;
			second += one & (fabsf(next[i] - next[j]) < alike);
		}
	/* None alike is as irregular as can be told: half a pair stands for it. */
	return first ? -fn_log((second ? second : 0.5) / first) : fn_log(templates * (templates - 1) / 2);
}

void
af_interval(struct af *a, int64_t time, int64_t rr)
{
	uint32_t at = a->n % AF_BEATS;

	a->rr[at] = (float)((double)rr / 1e6);
	a->joined[at] = !a->broken && a->n > 0;
	a->began[at] = time - rr;
	a->broken = false;
	if (++a->n == 2 * AF_BEATS * 1000) /* only its remainder and that it is full matter */
		a->n = AF_BEATS;
	a->evidence = evidence(a);
	if (!isnan(a->evidence))
		a->is = a->evidence >= (a->is ? AF_OFF : AF_ON);
	else if (a->n >= AF_BEATS)
		a->is = false;
}

void
af_break(struct af *a)
{
	a->broken = true;
}

int64_t
af_since(const struct af *a)
{
	return a->n < AF_ONSET ? a->began[0] : a->began[(a->n - AF_ONSET) % AF_BEATS];
}
