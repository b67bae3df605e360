/* Stored recordings of the CMS50 V7 protocol: what a download brings. Values after unpacking (cms50v7.c):
 *
 *	08  user, segment, length in bytes (4 bytes, low first): 2 a sample, 4 with PI
 *	15  user, segment, A1 with PI or A0 without
 *	07  user, segment, century, year, month, day            the samples that follow are this recording's
 *	12  user, segment, hour, minute, second                 … from this time on, one a second
 *	0F  three times SpO2, pulse                             zeros at the end of a recording: cut at its length
 *	09  SpO2, pulse, PI × 100, low byte first
 *
 * Samples have no number and packets no check: where bytes are missing among them the rest of that recording has no time, and none
 * of it is taken. The host asks again, and what was written already is passed over. */
#include "device/cms50v7.h"

/* The table's row of user and segment, made where it is new; −1 when the table is full. */
static int
find(struct v7_stored *s, uint8_t user, uint8_t segment)
{
	for (int i = 0; i < s->known; i++)
		if (s->of[i].user == user && s->of[i].segment == segment)
			return i;
	if (s->known == V7_SEGMENTS)
		return -1;
	s->of[s->known].user = user;
	s->of[s->known].segment = segment;
	return s->known++;
}

bool
cms50v7_date(const uint8_t v[4], int64_t *us)
{
	unsigned year = v[0] * 100u + v[1];
	if (v[0] > 99 || v[1] > 99 || v[2] < 1 || v[2] > 12 || v[3] < 1 || v[3] > 31)
		return false;
	*us = tm_days((int)year, v[2], v[3]) * 86400 * TM_S;
	return true;
}

static const char *
length(struct v7_stored *s, struct dev_emit *e, const uint8_t *v)
{
	uint32_t bytes = v[2] | (uint32_t)v[3] << 8 | (uint32_t)v[4] << 16 | (uint32_t)v[5] << 24;
	int i = find(s, v[0], v[1]);
	s->any = true;
	if (i < 0)
		return "more recordings than are kept apart";
	if (bytes > V7_BYTES)
		emit_range(e, V7_SPO2, bytes, "bytes 0..1048576");
	else
		s->of[i].bytes = bytes;
	return NULL;
}

static const char *
kind(struct v7_stored *s, const uint8_t *v)
{
	int i = find(s, v[0], v[1]);
	if (i >= 0 && (v[2] == 0xa0 || v[2] == 0xa1))
		s->of[i].size = v[2] == 0xa1 ? 4 : 2;
	return NULL;
}

static const char *
date(struct v7_stored *s, const uint8_t *v)
{
	s->open = false;
	s->user = v[0];
	s->segment = v[1];
	s->dated = cms50v7_date(v + 2, &s->date);
	return NULL;
}

static const char *
start(struct v7_stored *s, struct dev_emit *e, const uint8_t *v)
{
	if (v[0] != s->user || v[1] != s->segment || v[2] > 23 || v[3] > 59 || v[4] > 59)
		s->dated = false;
	s->user = v[0];
	s->segment = v[1];
	s->time = ((v[2] * 60 + v[3]) * 60 + v[4]) * TM_S;
	s->current = find(s, v[0], v[1]);
	s->open = s->current >= 0;
	s->at = 0;
	s->torn = false;
	s->hole = e->hole;
	return NULL;
}

static void
value(struct dev_emit *e, unsigned num, unsigned v, bool none, unsigned most, const char *want, int64_t time, bool dated)
{
	struct emit_value is = { .none = none || v > most, .mantissa = v, .decimals = num == V7_PI ? 2 : 0 };
	if (!none && v > most)
		emit_range(e, num, v, want);
	emit_stored(e, num, is, time, dated);
}

static void
sample(struct v7_stored *s, struct dev_emit *e, const uint8_t *v, unsigned size)
{
	if ((s->at + 1) * size > s->of[s->current].bytes)
		return; /* padding */
	if (s->at++ < s->of[s->current].got)
		return; /* asked for again */
	s->of[s->current].got++;
	int64_t time = (s->dated ? s->date + s->time : s->time) + (s->at - 1) * TM_S;
	emit_user(e, s->users > 1 || s->user > 0 ? s->user + 1u : 0);
	value(e, V7_SPO2, v[0], v[0] == 0 || v[0] == V7_NO_SPO2, V7_MAX_SPO2, "0..100", time, s->dated);
	value(e, V7_PULSE, v[1], v[1] == 0 || v[1] == V7_NO_PULSE, V7_NO_PULSE, "0..254", time, s->dated);
	if (size == 4) {
		unsigned pi = v[2] | (unsigned)v[3] << 8;
		value(e, V7_PI, pi, pi == V7_NO_PI, V7_MAX_PI, "0..2200", time, s->dated);
	}
}

static const char *
samples(struct v7_stored *s, struct dev_emit *e, const struct v7_packet *p)
{
	unsigned size = p->type == 0x09 ? 4 : 2;
	if (!s->open)
		return "a stored record; which recording it is of was not told";
	s->torn = s->torn || e->hole != s->hole;
	if (s->torn)
		return NULL;
	s->of[s->current].size = (uint8_t)size;
	for (size_t i = 0; i + size <= p->n; i += size)
		sample(s, e, p->v + i, size);
	return NULL;
}

const char *
cms50v7_stored(struct v7_stored *s, struct dev_emit *e, const struct v7_packet *p)
{
	switch (p->type) {
	case 0x07:
		return date(s, p->v);
	case 0x08:
		return length(s, e, p->v);
	case 0x0a:
		s->any = s->any || p->v[1] == 0;
		return NULL;
	case 0x10:
		s->users = p->v[0];
		return NULL;
	case 0x12:
		return start(s, e, p->v);
	case 0x15:
		return kind(s, p->v);
	default:
		return samples(s, e, p);
	}
}

void
cms50v7_stored_end(const struct v7_stored *s, struct dev_emit *e)
{
	int64_t want = 0, got = 0;
	if (!s->any)
		return;
	for (int i = 0; i < s->known; i++) {
		want += s->of[i].bytes / (s->of[i].size == 4 ? 4 : 2);
		got += s->of[i].got;
	}
	emit_download(e, want, got, false);
}
