#include "beat/rates.h"

#include "dsp/fn.h"

#include <math.h>
#include <string.h>

#define LEAP INT64_C(60000000) /* µs: longer than any detector or other lead is waited for, or a line of 300 samples lasts */

static void
write_rate(struct rates *r, const struct rates_sink *s, int64_t time)
{
	recw_begin(s->w, "num", time, s->source, s->rate_name);
	recw_sig(s->w, hr_value(&r->hr, time), 12);
	recw_word(s->w, STR("/min"));
	recw_key_word(s->w, "by", s->signal);
	recw_end(s->w);
	r->due.rated = true;
}

void
rates_until(struct rates *r, const struct rates_sink *s, int64_t time)
{
	if (!r->due.counting)
		return;
	if (time - r->due.next > LEAP) { /* leads of one source whose clocks are apart: not a line for each second between */
		for (bool any = true; any && r->due.next < time; r->due.next += s->every) {
			any = !isnan(hr_value(&r->hr, r->due.next));
			write_rate(r, s, r->due.next);
		}
		due_begin(&r->due, time, s->every);
	}
	for (; r->due.next < time; r->due.next += s->every)
		write_rate(r, s, r->due.next);
}

/* The rate by first guesses: hr:now, or hr:II.now where the rate is hr:II. b: the guess, or NULL. */
static void
write_now(const struct rates_sink *s, int64_t time, const struct rates_beat *b, double value)
{
	char name[REC_SIGNAL + 1];
	size_t n = s->rate_name.n < REC_SIGNAL - 4 ? s->rate_name.n : REC_SIGNAL - 4;

	memcpy(name, s->rate_name.p, n);
	memcpy(name + n, sig_instance(s->rate_name).p ? ".now" : ":now", 4);
	recw_begin(s->w, "num", time, s->source, (struct str){ name, n + 4 });
	recw_sig(s->w, value, 12);
	recw_word(s->w, STR("/min"));
	recw_key_word(s->w, "by", s->signal);
	if (b) {
		recw_key_int(s->w, "index", b->index);
		recw_key_word(s->w, "fs", str_of(b->fs));
	}
	recw_end(s->w);
}

void
rates_guess(struct rates *r, const struct rates_sink *s, const struct rates_beat *b)
{
	if (r->now.any && b->time <= r->now.last)
		return;
	hr_beat(&r->now, b->time, b->rr);
	r->silent = false;
	write_now(s, b->time, b, hr_value(&r->now, b->time));
}

void
rates_silent(struct rates *r, const struct rates_sink *s, int64_t time)
{
	int64_t last = r->now.last + HR_SILENT;

	if (!s->provisional || !r->now.any || r->silent || time <= last)
		return;
	r->silent = true;
	write_now(s, last, NULL, NAN);
}

void
rates_beat(struct rates *r, const struct rates_sink *s, const struct rates_beat *b)
{
	rates_until(r, s, b->time);
	recw_begin(s->w, "beat", b->time, s->source, STR("-"));
	recw_word(s->w, str_of(b->code));
	if (b->rr > 0)
		recw_key_dec(s->w, "rr", b->rr, 6);
	recw_key_dec(s->w, "conf", (int64_t)floor(1000 / (1 + fn_exp(-b->odds)) + 0.5), 3);
	recw_key_word(s->w, "by", s->signal);
	recw_key_int(s->w, "index", b->index);
	recw_key_word(s->w, "fs", str_of(b->fs));
	recw_end(s->w);
	hr_beat(&r->hr, b->time, b->rr);
	if (s->every == 0)
		write_rate(r, s, b->time);
}

void
rates_finish(struct rates *r, const struct rates_sink *s, int64_t until)
{
	while (r->due.counting && r->due.next < until) {
		r->due.counting = !isnan(hr_value(&r->hr, r->due.next));
		write_rate(r, s, r->due.next);
		r->due.next += s->every;
	}
}
