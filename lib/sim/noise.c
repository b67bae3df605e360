#include "sim/noise.h"

#include "dsp/fn.h"
#include "sim/rhythm.h"
#include "sim/real.h"

#include <math.h>

enum { RENEW = 4096, STREAM_MAINS = 900, STREAM_CHANNEL = 1000 };
#define MUSCLE_HZ 20.0
#define MAINS_OFF 0.05 /* Hz: networks are never quite at 50 or 60 */
#define DRIFT_HZ  0.1
#define TOP       0.45 /* of FS: an amplifier's filter lets nothing higher through */
#define SWELL     0.5  /* the muscle's strength goes 1 ± this */

const char *const noise_names[NOISE_KINDS] = {
	[NOISE_MIX] = "mix",
	[NOISE_BASELINE] = "baseline",
	[NOISE_MUSCLE] = "muscle",
	[NOISE_MAINS] = "mains",
	[NOISE_WHITE] = "white",
	[NOISE_DRIFT] = "drift",
};

/* Shares of the power, not of the height; muscle has the rest. */
static const double mix_baseline = 0.6, mix_mains = 0.1;

bool
noise_fits(enum noise_kind kind, double fs, double mains)
{
	return kind != NOISE_MAINS || mains + MAINS_OFF < TOP * fs;
}

static void
tone_renew(struct noise_tone *t)
{
	t->re = rhythm_turn_sin(t->phase + 0.25);
	t->im = rhythm_turn_sin(t->phase);
	t->phase += t->turn * RENEW;
	t->phase -= floor(t->phase);
	t->left = RENEW;
}

/* power: mean square of gain × sin. */
static void
tone_start(struct noise_tone *t, double hz, double fs, double phase, double power)
{
	*t = (struct noise_tone){ .phase = phase, .turn = hz / fs, .gain = sqrt(2 * power) };
	t->step_re = rhythm_turn_sin(t->turn + 0.25);
	t->step_im = rhythm_turn_sin(t->turn);
	tone_renew(t);
}

static double
tone_step(struct noise_tone *t)
{
	double out = t->gain * t->im;
	double re = t->re * t->step_re - t->im * t->step_im;
	t->im = t->re * t->step_im + t->im * t->step_re;
	t->re = re;
	if (--t->left == 0)
		tone_renew(t);
	return out;
}

static void
baseline_start(struct noise *n, double fs, double power)
{
	double hz[NOISE_TONES], sum = 0;
	for (int i = 0; i < NOISE_TONES; i++) {
		/* evenly spaced on a logarithmic scale, 0.05 to 0.6 Hz, each somewhere in the middle of its place: two that were
		 * near each other would beat, and the power of an hour would not be that of the whole */
		hz[i] = 0.05 * fn_exp(fn_log(12.0) * (i + rng_between(&n->rng, 0.25, 0.75)) / NOISE_TONES);
		sum += 1 / (hz[i] * hz[i]);
	}
	for (int i = 0; i < NOISE_TONES; i++)
		tone_start(&n->tone[i], hz[i], fs, rng_unit(&n->rng), power / (hz[i] * hz[i]) / sum);
}

static void
muscle_start(struct noise *n, double fs, double power)
{
	/* y = p y' + keep (x - x'): power of keep (1 - 1/z) / (1 - p/z) over white noise is 2 keep² / (1 + p); of 1 + SWELL sin,
	 * squared, 1 + SWELL²/2 */
	n->pole = fn_exp(-2 * FN_PI * real_min(MUSCLE_HZ, fs / 8) / fs);
	n->keep = sqrt(power * (1 + n->pole) / (2 * (1 + SWELL * SWELL / 2)));
	/* drawn one after the other: the order of arguments is the compiler's own */
	double hz = 0.11 * rng_between(&n->rng, 0.8, 1.2), phase = rng_unit(&n->rng);
	tone_start(&n->swell, hz, fs, phase, SWELL * SWELL / 2);
}

static void
mains_start(struct noise *n, double fs, double mains, uint64_t seed, double power)
{
	static const double share[3] = { 0.90, 0.08, 0.02 };
	struct rng rng; /* the same for every channel: one building, one phase */
	rng_start(&rng, seed, STREAM_MAINS);
	double hz = mains + rng_between(&rng, -MAINS_OFF, MAINS_OFF), sum = 0;
	for (int i = 0; i < 3 && (2 * i + 1) * hz < TOP * fs; i++, n->nmains++)
		sum += share[i];
	for (int i = 0; i < 3; i++) {
		double phase = rng_unit(&rng);
		if (i < n->nmains)
			tone_start(&n->mains[i], (2 * i + 1) * hz, fs, phase, power * share[i] / sum);
	}
}

void
noise_start(struct noise *n, enum noise_kind kind, double fs, double mains, uint64_t seed, unsigned channel)
{
	*n = (struct noise){ .kind = kind };
	rng_start(&n->rng, seed, STREAM_CHANNEL + channel);
	if (kind == NOISE_DRIFT)
		n->tone[0].turn = DRIFT_HZ / fs;
	bool mix = kind == NOISE_MIX, hum = noise_fits(NOISE_MAINS, fs, mains);
	if (mix || kind == NOISE_BASELINE)
		baseline_start(n, fs, mix ? mix_baseline : 1);
	if (mix || kind == NOISE_MUSCLE)
		muscle_start(n, fs, mix ? 1 - mix_baseline - (hum ? mix_mains : 0) : 1);
	if (hum && (mix || kind == NOISE_MAINS))
		mains_start(n, fs, mains, seed, mix ? mix_mains : 1);
}

double
noise_step(struct noise *n)
{
	if (n->kind == NOISE_WHITE)
		return rng_gauss(&n->rng);
	if (n->kind == NOISE_DRIFT) { /* 4 |phase - 1/2| - 1, a quarter turn later; of mean square 1/3 */
		struct noise_tone *t = &n->tone[0];
		double at = t->phase + 0.75 - floor(t->phase + 0.75);
		t->phase += t->turn;
		t->phase -= floor(t->phase);
		return sqrt(3) * (4 * fabs(at - 0.5) - 1);
	}
	double out = 0;
	if (n->kind == NOISE_MIX || n->kind == NOISE_BASELINE)
		for (int i = 0; i < NOISE_TONES; i++)
			out += tone_step(&n->tone[i]);
	if (n->kind == NOISE_MIX || n->kind == NOISE_MUSCLE) {
		double in = rng_gauss(&n->rng);
		n->last_out = n->pole * n->last_out + n->keep * (in - n->last_in);
		n->last_in = in;
		out += n->last_out * (1 + tone_step(&n->swell));
	}
	for (int i = 0; i < n->nmains; i++)
		out += tone_step(&n->mains[i]);
	return out;
}
