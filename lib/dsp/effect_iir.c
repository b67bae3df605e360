/* The causal IIR filters: Butterworth of stated order, and the notch. */
#include "dsp/design.h"
#include "dsp/effect.h"

#include <math.h>

#define HZ(word)                                                                                                                   \
	{                                                                                                                          \
		.name = word, .low = 1e-6, .high = 1e6                                                                             \
	}
#define ORDER(standing)                                                                                                            \
	{                                                                                                                          \
		.name = "ORDER", .low = 1, .high = DESIGN_ORDER, .whole = true, .optional = true, .standard = standing             \
	}

static int
pass_sections(const double *arg)
{
	return ((int)arg[1] + 1) / 2;
}

static int
band_sections(const double *arg)
{
	return (int)arg[2];
}

static int
one_section(const double *arg)
{
	(void)arg;
	return 1;
}

static int
highpass(struct biquad *q, const double *arg, double fs)
{
	return design_highpass(q, (int)arg[1], arg[0], fs);
}

static int
lowpass(struct biquad *q, const double *arg, double fs)
{
	return design_lowpass(q, (int)arg[1], arg[0], fs);
}

static int
bandpass(struct biquad *q, const double *arg, double fs)
{
	return design_bandpass(q, (int)arg[2], arg[0], arg[1], fs);
}

static int
bandstop(struct biquad *q, const double *arg, double fs)
{
	return design_bandstop(q, (int)arg[2], arg[0], arg[1], fs);
}

static int
notch(struct biquad *q, const double *arg, double fs)
{
	return design_notch(q, arg[0], arg[1], fs);
}

const struct effect effect_highpass = {
	.name = "highpass",
	.title = "Butterworth highpass: removes what is slower than HZ (order 2)",
	.delay = "none well above HZ; near HZ phases lead",
	.arg = { HZ("HZ"), ORDER(2) },
	.sections = pass_sections,
	.design = highpass,
};

const struct effect effect_lowpass = {
	.name = "lowpass",
	.title = "Butterworth lowpass: removes what is faster than HZ (order 2)",
	.delay = "order 2: 0.225 / HZ seconds well below HZ (1: 0.159, 4: 0.416), more near HZ",
	.arg = { HZ("HZ"), ORDER(2) },
	.sections = pass_sections,
	.design = lowpass,
};

const struct effect effect_bandpass = {
	.name = "bandpass",
	.title = "Butterworth bandpass: keeps LOW to HIGH Hz (order 2 each side)",
	.delay = "about 0.45 / (HIGH - LOW) seconds at the centre (order 2), more near the corners",
	.arg = { HZ("LOW"), HZ("HIGH"), ORDER(2) },
	.sections = band_sections,
	.design = bandpass,
};

const struct effect effect_bandstop = {
	.name = "bandstop",
	.title = "Butterworth bandstop: removes LOW to HIGH Hz (order 2 each side)",
	.delay = "none far from the band; near it phases turn",
	.arg = { HZ("LOW"), HZ("HIGH"), ORDER(2) },
	.sections = band_sections,
	.design = bandstop,
};

const struct effect effect_notch = {
	.name = "notch",
	.title = "removes HZ, as mains hum; 3 dB wide HZ / Q (30)",
	.delay = "none far from HZ; rings for about Q / HZ seconds after a step",
	.arg = { HZ("HZ"), { .name = "Q", .low = 0.5, .high = 1e4, .optional = true, .standard = 30 } },
	.sections = one_section,
	.design = notch,
};
