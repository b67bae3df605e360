/* Contec CMS50D+ up to firmware 4.5 ("5-byte", BCI): streams by itself, 60 frames a second, and hears nothing.
 *
 *   byte 0  1 beat falling no-finger|too-long strength[3:0]
 *   byte 1  0 pleth[6:0]
 *   byte 2  0 pulse[7] searching probe-error bar[3:0]
 *   byte 3  0 pulse[6:0]      255: none
 *   byte 4  0 spo2[6:0]       127: none
 */
#include "sim/simdev.h"

#include "core/tm.h"

enum { FPS = 60, FRAME = 5, CUT = 3 };

struct state {
	struct oxi oxi;
	bool begun, gone;
	int64_t t0;
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
start(void *state, const struct simdev_setup *setup)
{
	struct state *s = state;
	*s = (struct state){ 0 };
	oxi_start(&s->oxi, setup->scenario, setup->seed, FPS);
}

static void
put_frame(uint8_t *b, const struct oxi_frame *f)
{
	bool finger = f->state != SCENARIO_OUT;
	unsigned pulse = f->pulse == OXI_NONE ? 255 : (unsigned)f->pulse;
	unsigned head = 0x80U | (unsigned)f->strength;
	if (f->beat)
		head |= 0x40;
	if (f->falling)
		head |= 0x20;
	if (!finger || f->state == SCENARIO_LONG)
		head |= 0x10;
	b[0] = (uint8_t)head;
	b[1] = (uint8_t)f->pleth;
	b[2] = (uint8_t)((pulse >> 1 & 0x40U) | (f->pulse == OXI_NONE ? 0x20U : 0) | (unsigned)f->bar);
	b[3] = (uint8_t)(pulse & 0x7f);
	b[4] = (uint8_t)(f->spo2 == OXI_NONE ? 127 : f->spo2);
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct state *s = state;
	*say = (struct simdev_say){ .wake = INT64_MAX };
	if (s->gone)
		return;
	if (!s->begun) {
		s->begun = true;
		s->t0 = now;
	}
	struct rate fps = { FPS, 1 };
	if (now >= s->t0 + rate_us(fps, s->oxi.k)) {
		oxi_step(&s->oxi, &say->frame);
		put_frame(say->bytes, &say->frame);
		say->ticked = true;
		s->gone = say->gone = say->frame.state == SCENARIO_GONE;
		say->sent = !s->gone;
		say->n = s->gone ? CUT : FRAME;
	}
	if (!s->gone)
		say->wake = s->t0 + rate_us(fps, s->oxi.k);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	(void)b;
	(void)n;
	due(state, now, say);
}

const struct simdev simdev_cms50d = {
	.name = "cms50d",
	.title = "Contec CMS50D+ (firmware 4.5 and before): 5 bytes, streams by itself",
	.fps = FPS,
	.state_size = sizeof(struct state),
	.start = start,
	.heard = heard,
	.due = due,
};
