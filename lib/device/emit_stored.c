/* The third part of device/emit.h: what a device had stored. TIME of a stored record is the device's time less what its clock is
 * ahead of the host's, where the conversation told that; else the device's time in the zone of --tz; in bare bytes and in a download
 * that has neither (its stream is clock=rel) the first record has the time that is reached, and the others their distance from it by
 * the device's clock; in a live stream it is when the record came. `dtime` has the device's own time. */
#include "core/num.h"
#include "device/emit.h"

enum { ISO = 19 }; /* 2024-03-15T14:30:45 */

bool
emit_broken(const struct dev_emit *e)
{
	return e->hole > 0 || e->reopened;
}

void
emit_spot(struct dev_emit *e)
{
	for (unsigned i = 0; i < DEV_NUMS; i++)
		e->num[i].have = false;
}

static void
two(char *p, int64_t v)
{
	p[0] = (char)('0' + v / 10 % 10);
	p[1] = (char)('0' + v % 10);
}

static struct str
iso(char dst[ISO], int64_t us)
{
	int year;
	unsigned month, day;
	int64_t s = us / TM_S, days = s / 86400, in = s % 86400;
	tm_civil(days, &year, &month, &day);
	memcpy(dst, "yyyy-mm-ddThh:mm:ss", ISO);
	two(dst, year / 100);
	two(dst + 2, year);
	two(dst + 5, month);
	two(dst + 8, day);
	two(dst + 11, in / 3600);
	two(dst + 14, in / 60 % 60);
	two(dst + 17, in % 60);
	return (struct str){ dst, ISO };
}

void
emit_clock(struct dev_emit *e, int64_t device)
{
	char text[32];
	emit_info(e, "devtime", iso(text, device));
	if (e->arrival == TM_NONE)
		return;
	e->stored.clocked = true;
	e->stored.ahead = device - e->arrival;
	/* whole seconds: a clock that shows seconds is no more exact */
	int64_t s = e->stored.ahead / TM_S;
	emit_info(e, "clockdiff", (struct str){ text, (size_t)(num_put_i64(text, s) - text) });
}

static int64_t
stored_time(struct dev_emit *e, int64_t device, bool live, bool dated)
{
	struct emit_stored *s = &e->stored;
	if (!s->any) {
		s->base = e->now == TM_NONE ? 0 : e->now;
		s->first = device;
		s->written = INT64_MIN;
		s->any = true;
	}
	if (e->arrival == TM_NONE || e->sink->rel)
		return s->base + device - s->first;
	if (s->clocked && !live)
		return device - s->ahead;
	return dated && !live && e->sink->zone != TM_NONE ? device - e->sink->zone : emit_stamp(e, EMIT_NUM);
}

void
emit_user(struct dev_emit *e, unsigned user)
{
	e->stored.user = user;
}

/* SOURCE of a stored record. A name that is too long for its user's number loses its end. */
static struct str
whose(const struct dev_emit *e, char name[REC_SOURCE + 8])
{
	char tail[16] = "/u";
	size_t end = (size_t)(num_put_u64(tail + 2, e->stored.user) - tail), keep = strlen(e->source);
	if (e->stored.user == 0)
		return str_of(e->source);
	if (keep + end > REC_SOURCE)
		keep = REC_SOURCE - end;
	memcpy(name, e->source, keep);
	memcpy(name + keep, tail, end);
	return (struct str){ name, keep + end };
}

void
emit_download(struct dev_emit *e, int64_t want, int64_t got, bool torn)
{
	struct recw *w = e->sink->w;
	recw_begin(w, "event", emit_stamp(e, EMIT_EVENT), str_of(e->source), STR("-"));
	recw_word(w, STR("download"));
	if (want >= 0)
		recw_key_int(w, "want", want);
	recw_key_int(w, "got", got);
	recw_end(w);
	if (torn || got < want)
		e->sink->incomplete++;
}

void
emit_stored(struct dev_emit *e, unsigned num, struct emit_value v, int64_t device, bool dated)
{
	const struct dev_num *n = &e->dev->nums[num];
	int64_t time = stored_time(e, device, v.live, dated);
	char text[ISO], name[REC_SOURCE + 8];
	struct str from = whose(e, name);
	if (e->sink->only.p != NULL && !rec_match(e->sink->only, from, str_of(n->signal)))
		return;
	if (time < e->stored.written)
		emit_event(e, "clock-step", STR("the times of stored records go back"));
	e->stored.written = time;
	struct recw *w = e->sink->w;
	recw_begin(w, "num", time, from, str_of(n->signal));
	if (v.none)
		recw_word(w, STR("-"));
	else
		recw_dec(w, v.mantissa, v.decimals);
	recw_word(w, str_of(n->unit));
	recw_key_flags(w, v.flags);
	if (dated)
		recw_key_word(w, "dtime", iso(text, device));
	if (!v.live)
		recw_key_word(w, "stored", STR("1"));
	recw_end(w);
}
