/* Classes of beats and pulses of a pacemaker, on signals that are made here. */
#include "beat/qrs.h"
#include "unit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FS = 250, SECONDS = 60, N = FS * SECONDS };

static int32_t x[N];

/* A bump of height h and spread s seconds at t. */
static void
bump(double t, double h, double s)
{
	for (int i = (int)((t - 4 * s) * FS); i <= (t + 4 * s) * FS; i++)
		if (i >= 0 && i < N)
			x[i] += (int32_t)lrint(h * exp(-(i / (double)FS - t) * (i / (double)FS - t) / (2 * s * s)));
}

/* 70 a minute; each 8th beat is early, wide and upside down, with a pause behind it. */
static int
ectopics(double scale)
{
	int v = 0;

	memset(x, 0, sizeof(x));
	for (int k = 0; k < SECONDS * 7 / 6; k++) {
		double t = 0.5 + k / (70 / 60.0);

		if (k % 8 == 7) {
			bump(t - 0.3, -900 * scale, 0.035);
			bump(t, 350 * scale, 0.06);
			v++;
		} else {
			bump(t - 0.16, 80 * scale, 0.02);
			bump(t, 1000 * scale, 0.01);
			bump(t + 0.3, 200 * scale, 0.04);
		}
	}
	return v;
}

struct seen {
	int n, v, unknown, paced;
	char code[256];
};

static void
take(void *arg, const struct qrs_beat *b)
{
	struct seen *s = arg;

	s->v += b->class == 'V';
	s->paced += b->class == '/';
	s->unknown += b->class == '?';
	s->code[s->n++ % 256] = b->class;
}

static struct seen
run(size_t piece)
{
	static struct qrs q;
	struct seen s = { 0 };

	qrs_start(&q, (struct rate){ FS, 1 });
	for (size_t i = 0; i < N; i += piece)
		qrs_feed(&q, x + i, N - i < piece ? N - i : piece, take, &s);
	qrs_finish(&q, take, &s);
	return s;
}

static void
pulses(double h, double lead, double every)
{
	for (double t = 0.5 - lead; t < SECONDS; t += every) {
		int i = (int)(t * FS);

		if (i > 0)
			x[i] += (int32_t)h;
	}
}

static void
early_wide_beats_are_ventricular(void)
{
	int v = ectopics(1);
	struct seen a = run(N), b = run(7);

	CHECK(a.n >= 66 && a.v >= v - 1 && a.v <= v);
	CHECK_EQ(a.paced, 0);
	CHECK(memcmp(&a, &b, sizeof(a)) == 0); /* however it is cut */
}

static void
amplitude_and_sign_change_no_class(void)
{
	struct seen a, b;

	ectopics(1);
	a = run(N);
	ectopics(-20);
	b = run(N);
	CHECK_EQ(a.n, b.n);
	CHECK(memcmp(a.code, b.code, sizeof(a.code)) == 0);
}

static void
a_pulse_before_each_beat_paces_it(void)
{
	int n;
	struct seen b;

	ectopics(1);
	n = run(N).n;
	pulses(3000, 0.048, 60 / 70.0);
	b = run(N);
	CHECK(b.paced >= 40 && b.n == n);
}

static void
pulses_that_pace_nothing_are_no_beats(void)
{
	struct seen b;

	memset(x, 0, sizeof(x));
	pulses(3000, 0, 0.8);
	b = run(N);
	CHECK_EQ(b.n, 0);
	for (int k = 0; k < 30; k++)
		bump(0.9 + 2 * k, 1000, 0.01);
	b = run(N);
	CHECK(b.n >= 28 && b.n <= 31);
	CHECK_EQ(b.paced, 0);
}

static void
samples_go_through_whole_but_for_pulses(void)
{
	static struct spike one, two;
	static int32_t out[2][SPIKE_BLOCK + SPIKE_HOLD], all[2][N];
	size_t n[2] = { 0 };

	spike_start(&one, (struct rate){ FS, 1 });
	spike_start(&two, (struct rate){ FS, 1 });
	for (size_t i = 0; i < N; i += 250) {
		size_t m = spike_feed(&one, x + i, 250, out[0]);

		memcpy(all[0] + n[0], out[0], m * sizeof(**out));
		n[0] += m;
		for (size_t k = 0; k < 250; k += 10) {
			m = spike_feed(&two, x + i + k, 10, out[1]);
			memcpy(all[1] + n[1], out[1], m * sizeof(**out));
			n[1] += m;
		}
	}
	for (int w = 0; w < 2; w++) {
		size_t m = spike_finish(w ? &two : &one, out[w]);

		memcpy(all[w] + n[w], out[w], m * sizeof(**out));
		n[w] += m;
	}
	CHECK(n[0] == N && n[1] == N && memcmp(all[0], all[1], sizeof(all[0])) == 0);
	int high = 0, same = 0;

	for (int i = 0; i < N; i++) {
		high = all[0][i] > high ? all[0][i] : high;
		same += all[0][i] == x[i];
	}
	CHECK(one.found >= 73 && high < 1100 && same > N - 200);
	spike_start(&one, (struct rate){ 128, 1 }); /* nothing is looked for where a pulse is no wider than a wave */
	CHECK_EQ(spike_feed(&one, x, 100, out[0]), 100);
	CHECK_EQ(one.found, 0);
}

int
main(void)
{
	RUN(early_wide_beats_are_ventricular);
	RUN(amplitude_and_sign_change_no_class);
	RUN(a_pulse_before_each_beat_paces_it);
	RUN(pulses_that_pace_nothing_are_no_beats);
	RUN(samples_go_through_whole_but_for_pulses);
	return unit_done();
}
