/* Contec CMS50D+ up to firmware 4.5 ("5-byte", BCI): streams by itself, 60 frames a second. F5 F5: the stored recording
 * (F2 80 00 three times, its length, a record a second of it), then silence; F6 F6 F6: live again.
 *
 *   byte 0  1 beat falling no-finger|too-long strength[3:0]
 *   byte 1  0 pleth[6:0]
 *   byte 2  0 pulse[7] searching probe-error bar[3:0]
 *   byte 3  0 pulse[6:0]      255: none
 *   byte 4  0 spo2[6:0]       127: none
 */
#include "sim/simdev.h"

#include "core/tm.h"

#include <string.h>

enum { FPS = 60, FRAME = 5, CUT = 3, STORED = 400, AT_ONCE = 10 /* records a frame: about what the line carries */, TRIO = 3 };

struct state {
	struct oxi oxi;
	bool begun, gone;
	int64_t t0;
	bool loading; /* no live packets */
	int loaded;   /* records sent */
	uint8_t last; /* byte heard */
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
put_stored(struct state *s, struct simdev_say *say)
{
	for (int i = 0; i < AT_ONCE && s->loaded < STORED; i++, s->loaded++) {
		int pulse = s->loaded % 97 == 50 ? 255 : 60 + s->loaded / 7 % 80,
		    spo2 = pulse == 255 ? 127 : 99 - s->loaded / 40 % 12;
		say->bytes[say->n++] = (uint8_t)(0xf0 | pulse >> 7);
		say->bytes[say->n++] = (uint8_t)(0x80 | (pulse & 0x7f));
		say->bytes[say->n++] = (uint8_t)spo2;
	}
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
		say->sent = !s->gone && !s->loading;
		if (s->loading)
			put_stored(s, say);
		else
			say->n = s->gone ? CUT : FRAME;
	}
	if (!s->gone)
		say->wake = s->t0 + rate_us(fps, s->oxi.k);
}

/* What comes at once, before the next frame is due. */
static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	static const uint8_t head[TRIO] = { 0xf2, 0x80, 0x00 };
	struct state *s = state;
	bool begins = false;
	for (size_t i = 0; i < n; i++) {
		if (b[i] == 0xf5 && s->last == 0xf5) {
			s->loading = begins = true;
			s->loaded = 0;
		} else if (b[i] == 0xf6 && s->last == 0xf6) {
			s->loading = begins = false;
		}
		s->last = b[i];
	}
	if (!begins || s->gone) {
		due(state, now, say);
		return;
	}
	const unsigned length = STORED * TRIO - 1;
	*say = (struct simdev_say){ .wake = now };
	for (int i = 0; i < 3; i++, say->n += TRIO)
		memcpy(say->bytes + say->n, head, TRIO);
	say->bytes[say->n++] = (uint8_t)(0x80 | length >> 14);
	say->bytes[say->n++] = (uint8_t)(0x80 | (length >> 7 & 0x7f));
	say->bytes[say->n++] = length & 0x7f;
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
