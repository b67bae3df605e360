/* Contec "V7.0": CMS50D+ from firmware 4.6, CMS50E, CMS50F. Silent until it is told to start; stops when it hears no keep-alive.
 *
 * Every packet: type (bit 7 clear), then bytes with bit 7 set: HH, whose bit i is the real bit 7 of byte i, and the bytes.
 * Live (01): 0 probe-error|beat|low|too-long|strength, 1 searching|pleth, 2 no-PI|bar, 3 pulse, 4 spo2, 5-6 PI × 100.
 * Where the protocol's description leaves open what a device does, iomt-sim(1), BUGS, says what this one does. */
#include "sim/simdev.h"

#include "core/tm.h"

#include <string.h>

enum { FPS = 60, PACKET = 9, DATA = 7, CUT = 4 };
enum { DONE = 0x00, DELETE_FAILED = 0x04, NOT_SUPPORTED = 0x05, UNKNOWN = 0xff };
#define PATIENCE 30e6 /* µs: without a keep-alive the firmware stops so long after the last one */

/* The stored recordings, one sample a second, the newest first. The last packet of three of the first is padded; the second is older
 * and has a perfusion index. */
enum { RECORDINGS = 2, CENTURY = 20 };
static const struct recording {
	int samples;
	bool pi;
	uint8_t date[3], time[3];
} recordings[RECORDINGS] = {
	{ 1000, false, { 24, 3, 15 }, { 22, 30, 0 } },
	{ 301, true, { 24, 3, 14 }, { 23, 58, 7 } },
};

struct state {
	struct oxi oxi;
	bool begun, gone, live;
	int64_t t0, kept; /* first start; last start or keep-alive */
	int64_t patience;
	uint8_t rx[PACKET];
	size_t nrx;
	uint8_t id[DATA];
	bool erased, loading; /* the recording was deleted; is being sent */
	int which, loaded;    /* the one, and samples of it sent */
	int64_t load_at;
};
_Static_assert(sizeof(struct state) <= SIMDEV_STATE, "SIMDEV_STATE");

static void
start(void *state, const struct simdev_setup *setup)
{
	struct state *s = state;
	*s = (struct state){ .id = { 'S', 'I', 'M', '0', '0', '0', '1' }, .patience = (int64_t)(PATIENCE * setup->speed) };
	oxi_start(&s->oxi, setup->scenario, setup->seed, FPS);
}

static void
put(struct simdev_say *say, uint8_t type, const uint8_t *d, size_t n)
{
	if (say->n + 2 + n > sizeof say->bytes)
		return; /* a host that asks faster than the line can carry loses answers, as with the device */
	uint8_t *b = say->bytes + say->n, high = 0x80;
	b[0] = type;
	for (size_t i = 0; i < n; i++) {
		high |= (uint8_t)((d[i] >> 7) << i);
		b[2 + i] = d[i] | 0x80;
	}
	b[1] = high;
	say->n += 2 + n;
}

#define PUT(say, type, ...) put(say, type, (const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* A text in packets of six characters behind their number, padded with zeros. */
static void
put_text(struct simdev_say *say, uint8_t type, const char *text)
{
	size_t n = strlen(text);
	for (size_t at = 0; at < n; at += DATA - 1) {
		uint8_t d[DATA] = { (uint8_t)(at / (DATA - 1)) };
		memcpy(d + 1, text + at, n - at < DATA - 1 ? n - at : DATA - 1);
		put(say, type, d, DATA);
	}
}

static void
put_live(struct simdev_say *say, const struct oxi_frame *f)
{
	bool none = f->pulse == OXI_NONE;
	unsigned flags = (unsigned)f->strength;
	if (f->state == SCENARIO_LONG)
		flags |= 0x10;
	if (f->spo2 != OXI_NONE && f->spo2 < 90)
		flags |= 0x20;
	if (f->beat || f->beat_again) /* the device marks a beat in two frames */
		flags |= 0x40;
	if (f->state == SCENARIO_OUT || f->state == SCENARIO_GONE)
		flags |= 0x80;
	unsigned pi = f->pi == OXI_NONE ? 0xffff : (unsigned)f->pi;
	PUT(say, 0x01, (uint8_t)flags, (uint8_t)((unsigned)f->pleth | (none ? 0x80U : 0)),
		(uint8_t)((unsigned)f->bar | (f->pi == OXI_NONE ? 0x10U : 0)), (uint8_t)(none ? 255 : f->pulse),
		(uint8_t)(f->spo2 == OXI_NONE ? 127 : f->spo2), (uint8_t)(pi & 0xff), (uint8_t)(pi >> 8));
}

static void
stored_sample(int i, uint8_t d[2])
{
	d[0] = (uint8_t)(96 + i / 37 % 3 - (i % 400 >= 300 && i % 400 < 330 ? 8 : 0));
	d[1] = (uint8_t)(60 + i / 11 % 9);
}

static void
put_stored(struct state *s, struct simdev_say *say)
{
	const struct recording *r = &recordings[s->which];
	uint8_t d[6] = { 0 };
	for (int i = 0; i < (r->pi ? 1 : 3); i++, s->loaded++)
		if (s->loaded < r->samples)
			stored_sample(s->loaded, d + 2 * i);
	if (r->pi) {
		unsigned pi = s->loaded % 50 == 0 ? 0xffff : 90u + (unsigned)s->loaded % 300;
		d[2] = pi & 0xff;
		d[3] = (uint8_t)(pi >> 8);
	}
	put(say, r->pi ? 0x09 : 0x0f, d, r->pi ? 4 : 6);
	s->loading = s->loaded < r->samples;
}

/* Whether user and segment name a recording. */
static bool
has(const struct state *s, const uint8_t *arg)
{
	return !s->erased && arg[0] == 0 && arg[1] < RECORDINGS;
}

/* d: the unpacked command and its arguments. */
static void
command(struct state *s, int64_t now, const uint8_t *d, struct simdev_say *say)
{
	const uint8_t *arg = d + 1;
	const struct recording *r = &recordings[arg[1] < RECORDINGS ? arg[1] : 0];
	const uint32_t bytes = (r->pi ? 4u : 2u) * (uint32_t)r->samples;
	switch (d[0]) {
	case 0xa1: /* start live */
		if (!s->begun) {
			s->begun = true;
			s->t0 = now;
		}
		s->live = true;
		s->loading = false;
		s->kept = now;
		return;
	case 0xa2: /* stop live */
		s->live = false;
		PUT(say, 0x0c);
		return;
	case 0xa3: /* how many recordings */
		PUT(say, 0x0a, arg[0], !s->erased && arg[0] == 0 ? RECORDINGS : 0);
		return;
	case 0xa4: /* length */
		if (!has(s, arg))
			break;
		PUT(say, 0x08, arg[0], arg[1], bytes & 0xff, bytes >> 8 & 0xff, bytes >> 16 & 0xff, (uint8_t)(bytes >> 24));
		return;
	case 0xa5: /* start */
		if (!has(s, arg))
			break;
		PUT(say, 0x07, arg[0], arg[1], CENTURY, r->date[0], r->date[1], r->date[2]);
		PUT(say, 0x12, arg[0], arg[1], r->time[0], r->time[1], r->time[2], 0);
		return;
	case 0xa6: /* samples */
		if (!has(s, arg) || s->live)
			break;
		s->loading = true;
		s->which = arg[1];
		s->loaded = 0;
		s->load_at = now;
		return;
	case 0xa7: /* stop samples */
		s->loading = false;
		PUT(say, 0x0c);
		return;
	case 0xa8:
		put_text(say, 0x02, "CMS50D+");
		return;
	case 0xa9:
		put_text(say, 0x03, "CONTEC");
		return;
	case 0xaa:
		put(say, 0x04, s->id, DATA);
		return;
	case 0xab:
		PUT(say, 0x05, arg[0], 'u', 's', 'e', 'r', 0, 0);
		return;
	case 0xac:
		PUT(say, 0x0e, 0);
		return;
	case 0xad:
		PUT(say, 0x10, 1);
		return;
	case 0xae: /* delete; segment 255: all */
		if (arg[0] != 0 || (arg[1] >= RECORDINGS && arg[1] != 0xff)) {
			PUT(say, 0x0b, d[0], DELETE_FAILED);
			return;
		}
		s->erased = true;
		s->loading = false;
		PUT(say, 0x0b, d[0], DONE);
		return;
	case 0xaf: /* keep-alive */
		s->kept = now;
		return;
	case 0xb0:
		PUT(say, 0x11, 1, s->erased ? 0 : 1, 0, 0, 0, 0, 0);
		return;
	case 0xb1: /* set the clock: nothing shows it */
	case 0xb2:
		PUT(say, 0x0b, d[0], DONE);
		return;
	case 0xb6:
		if (!has(s, arg))
			break;
		PUT(say, 0x15, arg[0], arg[1], r->pi ? 0xa1 : 0xa0, 0, 0, 0, 0);
		return;
	default:
		PUT(say, 0x0b, d[0], NOT_SUPPORTED);
		return;
	}
	PUT(say, 0x0b, d[0], UNKNOWN);
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	struct state *s = state;
	struct rate fps = { FPS, 1 };
	say->wake = INT64_MAX;
	if (s->gone)
		return;
	if (s->begun && now >= s->t0 + rate_us(fps, s->oxi.k)) {
		if (s->live && s->t0 + rate_us(fps, s->oxi.k) >= s->kept + s->patience)
			s->live = false;
		oxi_step(&s->oxi, &say->frame);
		say->ticked = true;
		s->gone = say->gone = say->frame.state == SCENARIO_GONE;
		if (s->live) {
			put_live(say, &say->frame);
			say->sent = !s->gone;
			if (s->gone)
				say->n -= PACKET - CUT;
		}
		if (s->gone)
			return;
	}
	if (s->loading && now >= s->load_at) {
		put_stored(s, say);
		s->load_at += TM_S / FPS;
	}
	if (s->begun)
		say->wake = s->t0 + rate_us(fps, s->oxi.k);
	if (s->loading && s->load_at < say->wake)
		say->wake = s->load_at;
}

static void
due_alone(void *state, int64_t now, struct simdev_say *say)
{
	*say = (struct simdev_say){ 0 };
	due(state, now, say);
}

static void
packet(struct state *s, int64_t now, struct simdev_say *say)
{
	uint8_t d[DATA];
	for (size_t i = 0; i < DATA; i++)
		d[i] = (uint8_t)((s->rx[2 + i] & 0x7f) | (s->rx[1] >> i & 1) << 7);
	if (s->rx[0] == 0x7d)
		command(s, now, d, say);
	else
		memcpy(s->id, d, DATA); /* 04: the host sets the id */
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	struct state *s = state;
	*say = (struct simdev_say){ 0 };
	for (size_t i = 0; i < n && !s->gone; i++) {
		if ((b[i] & 0x80) == 0) /* a type byte always begins a packet */
			s->nrx = 0;
		if (s->nrx == 0 && b[i] != 0x7d && b[i] != 0x04)
			continue;
		s->rx[s->nrx++] = b[i];
		if (s->nrx == PACKET) {
			packet(s, now, say);
			s->nrx = 0;
		}
	}
	due(state, now, say);
}

static const uint8_t hail[PACKET] = { 0x7d, 0x81, 0xa1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 };
static const uint8_t keep[PACKET] = { 0x7d, 0x81, 0xaf, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80 };

const struct simdev simdev_cms50v7 = {
	.name = "cms50v7",
	.title = "Contec CMS50D+ (firmware 4.6 and later), CMS50E, CMS50F: protocol V7, started and kept alive by the host",
	.fps = FPS,
	.has_pi = true,
	.state_size = sizeof(struct state),
	.start = start,
	.heard = heard,
	.due = due_alone,
	.hail = hail,
	.nhail = sizeof hail,
	.keep = keep,
	.nkeep = sizeof keep,
	.every = 5 * TM_S,
};
