#include "sim/oxitruth.h"

#define TRUTH STR("truth")

static const struct {
	const char *signal, *unit;
	int decimals;
} nums[OXI_NUMS] = {
	[OXI_SPO2] = { "spo2", "%", 0 },
	[OXI_PULSE] = { "pulse", "/min", 0 },
	[OXI_PI] = { "pi", "%", 2 },
};

void
oxitruth_start(struct oxitruth *t, struct recw *w, const struct simdev *d)
{
	*t = (struct oxitruth){ .beat = -1 };
	recw_begin(w, "dev", 0, TRUTH, STR("-"));
	recw_word(w, STR("sim"));
	recw_key_word(w, "model", str_of(d->name));
	recw_end(w);
}

static void
put(struct oxitruth *t, struct recw *w, const struct simdev *d, const struct oxi_frame *f, int which, int value)
{
	int64_t second = f->k / d->fps;
	if (f->hidden & 1u << which || (t->have[which] && t->last[which] == value && t->second[which] == second))
		return;
	t->have[which] = true;
	t->last[which] = value;
	t->second[which] = second;
	recw_begin(w, "num", rate_us((struct rate){ d->fps, 1 }, f->k), TRUTH, str_of(nums[which].signal));
	if (value == OXI_NONE)
		recw_word(w, STR("-"));
	else
		recw_dec(w, value, nums[which].decimals);
	recw_word(w, str_of(nums[which].unit));
	recw_end(w);
}

void
oxitruth_frame(struct oxitruth *t, struct recw *w, const struct simdev *d, const struct oxi_frame *f)
{
	struct rate fps = { d->fps, 1 };
	int64_t time = rate_us(fps, f->k);
	if (f->beat && !d->no_beats) {
		recw_begin(w, "beat", time, TRUTH, STR("pleth"));
		recw_word(w, STR("N"));
		if (t->beat >= 0)
			recw_key_dec(w, "rr", time - rate_us(fps, t->beat), 6);
		recw_key_int(w, "index", f->k);
		recw_key_int(w, "fs", d->fps);
		recw_end(w);
		t->beat = f->k;
	}
	put(t, w, d, f, OXI_SPO2, f->spo2);
	put(t, w, d, f, OXI_PULSE, f->pulse);
	/* A device that has shown no perfusion index yet is one without, as far as its bytes tell. */
	if (d->has_pi && (f->pi != OXI_NONE || d->pi_none || t->have[OXI_PI]))
		put(t, w, d, f, OXI_PI, f->pi);
}
