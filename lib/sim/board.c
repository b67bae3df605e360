#include "sim/board.h"
#include "sim/real.h"

#include <math.h>
#include <string.h>

enum { HIDDEN = 1 << OXI_SPO2 | 1 << OXI_PULSE | 1 << OXI_PI, BREATHS = 14 };

void
board_start(struct board *b, const struct simdev_setup *setup, int fps)
{
	struct ecg_setup s = { .rhythm = { .seed = setup->seed, .sdnn = 0.025, .lfhf = 0.5, .breath = BREATHS / 60.0 },
		.fs = { fps, 1 },
		.nlead = 2,
		.height = 1.5,
		.qrs = 90,
		.t_wave = NAN };
	s.rhythm.npoint = scenario_rates(setup->scenario, 0, s.rhythm.point);
	s.lead[0] = shape_lead(STR("II"));
	s.lead[1] = shape_lead(STR("V1"));
	*b = (struct board){ .scenario = setup->scenario, .fps = fps };
	ecg_start(&b->ecg, &s); /* the tables hold nothing that it refuses */
}

void
board_begin(struct board *b, int64_t now)
{
	if (b->begun)
		return;
	b->begun = true;
	b->t0 = now;
}

int64_t
board_wake(const struct board *b)
{
	return b->begun && !b->gone ? b->t0 + rate_us((struct rate){ b->fps, 1 }, b->k) : INT64_MAX;
}

bool
board_due(struct board *b, int64_t now, struct simdev_say *say, struct board_now *n)
{
	struct ecg_sample s;
	struct ecg_truth beat;
	if (!b->begun || b->gone || now < board_wake(b))
		return false;
	*n = (struct board_now){ .k = b->k, .breaths = BREATHS };
	ecg_step(&b->ecg, &s);
	while (ecg_beat(&b->ecg, &beat)) { /* nobody asks for them here, but they must not pile up */
	}
	scenario_at(b->scenario, b->k, b->fps, &n->is);
	n->off = n->is.state == SCENARIO_OUT;
	n->ecg = s.mv[0];
	n->other = s.mv[1];
	n->pleth = n->is.state == SCENARIO_ON ? s.pleth : 0;
	n->breath = s.breath;
	n->rate = (int)rint(rhythm_rate(&b->ecg.rhythm, (double)b->k / b->fps));
	say->frame = (struct oxi_frame){
		.k = b->k, .spo2 = OXI_NONE, .pulse = OXI_NONE, .pi = OXI_NONE, .hidden = HIDDEN, .state = n->is.state
	};
	say->ticked = true;
	b->gone = say->gone = n->is.state == SCENARIO_GONE;
	b->k++;
	return true;
}

void
board_put(struct board *b, struct simdev_say *say, const uint8_t *bytes, size_t n)
{
	if (b->gone)
		n /= 2;
	if (say->n + n > sizeof say->bytes)
		return;
	memcpy(say->bytes + say->n, bytes, n);
	say->n += n;
	say->sent = !b->gone;
}

void
board_say(struct simdev_say *say, const char *text)
{
	size_t n = strlen(text);
	if (say->n + n > sizeof say->bytes)
		return;
	memcpy(say->bytes + say->n, text, n);
	say->n += n;
}

int32_t
board_count(double v, double scale, double base, int32_t low, int32_t high)
{
	double c = rint(v * scale + base);
	return (int32_t)real_min(real_max(c, low), high);
}
