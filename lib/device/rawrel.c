/* The part of device/rawdec.h that makes a stream run from 0 (downloads whose times are the device's own), and counts what is damaged. */
#include "core/status.h"
#include "device/rawdec.h"

/* Passes a record on; in a stream that is made to run from 0, with its TIME so. The end of a source is never before what was written:
 * stored records run ahead of the conversation, and a sample's time, where it was held above a tick, can lie a little behind the
 * moment at which the capture ended. */
void
rawdec_pass(struct pump *p, const struct rec *r)
{
	bool late = r->type == REC_END && p->w.newest > r->time;
	if (p->shift == 0 && !late) {
		recw_pass(&p->w, r);
		return;
	}
	char type[32];
	str_copy(type, sizeof type, r->name);
	recw_begin(&p->w, type, late ? p->w.newest : r->time, r->source, r->signal);
	const char *end = r->line.p + r->line.n;
	for (const char *at = r->signal.p + r->signal.n; at < end && *at == '\t';) {
		struct str word = { at + 1, 0 };
		while (word.p + word.n < end && word.p[word.n] != '\t' && word.p[word.n] != '\r')
			word.n++;
		recw_word(&p->w, word);
		at = word.p + word.n;
	}
	recw_end(&p->w);
}

/* A download from a device whose clock nobody read has its own times only: without --tz, or where they have no date, its stream
 * runs from 0. */
bool
rawdec_head(void *arg, struct pump *p, const struct rec *r)
{
	struct rawdec *d = arg;
	struct rec mine = *r;
	if (r->type == REC_IOMT) {
		struct str times = rec_key(r, STR("times"));
		if (!str_is(times, "undated") && !(str_is(times, "dated") && !d->zoned))
			return false;
		p->shift = r->time;
		p->head_time = 0;
		recw_begin(&p->w, "iomt", 0, STR("-"), STR("-"));
		recw_word(&p->w, STR("1"));
		struct str keys = r->keys, key, value;
		while (rec_next_key(&keys, &key, &value)) {
			char name[32];
			str_copy(name, sizeof name, key);
			recw_key_word(&p->w, name, str_is(key, "clock") ? STR("rel") : value);
		}
		recw_end(&p->w);
		return true;
	}
	mine.time -= p->shift;
	rawdec_pass(p, &mine);
	return true;
}

void
rawdec_count(struct rawdec *d, struct pump *p)
{
	d->errors += d->sink.errors;
	if (d->sink.errors + d->sink.refused > 0)
		p->status = st_worse(p->status, ST_DAMAGED);
	d->incomplete += d->sink.incomplete;
	if (d->sink.incomplete > 0)
		p->status = st_worse(p->status, ST_DEVICE);
	d->sink.incomplete = 0;
	d->sink.errors = d->sink.refused = 0;
}
