/* Contec CMS50D-BT after the host has asked for data: an EB 00 frame 60 times a second, an EB 01 frame behind every 30th of them.
 * No finger and no pulse yet is 7F for both numbers. */
#include "sim/simlive.h"

enum { FPS = 60, EVERY = 30, SAMPLE = 6, NUMBERS = 8, NONE = 0x7f };

static void
start(void *state, const struct simdev_setup *setup)
{
	simlive_start(state, setup, FPS);
}

static void
sum(uint8_t *b, size_t n)
{
	unsigned sum = 0;
	for (size_t i = 0; i < n - 1; i++)
		sum += b[i];
	b[n - 1] = sum & 0x7f;
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct simlive *l = state;
	*say = (struct simdev_say){ .n = 0 };
	simlive_begin(l, now);
	if (simlive_due(l, now, say)) {
		struct oxi_frame *f = &say->frame;
		bool numbers = f->k % EVERY == 0, finger = f->state != SCENARIO_OUT;
		uint8_t b[SAMPLE + NUMBERS] = { 0xeb, 0x00, (uint8_t)((f->beat ? 0x40 : 0) | f->strength), (uint8_t)f->pleth,
			(uint8_t)f->bar, 0, 0xeb, 0x01, finger ? 6 : 4, (uint8_t)(f->pulse == OXI_NONE ? NONE : f->pulse),
			(uint8_t)(f->spo2 == OXI_NONE ? NONE : f->spo2), 0x7f, 0x00 };
		sum(b, SAMPLE);
		sum(b + SAMPLE, NUMBERS);
		f->hidden = numbers ? 0 : 1u << OXI_SPO2 | 1u << OXI_PULSE;
		simlive_put(l, say, b, numbers && !l->gone ? sizeof b : SAMPLE);
	}
	say->wake = simlive_wake(l);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	(void)b;
	(void)n;
	due(state, now, say);
}

const struct simdev simdev_conteceb = {
	.name = "conteceb",
	.title = "Contec CMS50D-BT: EB frames, as after the host's request",
	.fps = FPS,
	.state_size = sizeof(struct simlive),
	.start = start,
	.heard = heard,
	.due = due,
};
