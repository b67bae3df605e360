#include "record/wavecut.h"
#include "core/status.h"

#include <string.h>

enum {
	FIXED = 200, /* bytes of a line for TYPE, TIME, INDEX, tabs, flags and cut */
	WORST = 12,  /* bytes of a sample with its blank */
	LEAST = 150  /* samples in a line at least, whatever keys it has: those are then cut, and say so */
};
#define SLOWEST  1e-6 /* Hz; and the largest INDEX: so that no sum overflows */
#define FURTHEST (INT64_C(1) << 62)

long
wavecut_next(struct str *rest, int32_t *dst)
{
	const struct str all = *rest;
	const char *p = all.p;
	size_t left = all.n;

	if (!all.n)
		return 0;
	if (all.n < WORST * SMP_BLOCK) { /* nearly always all of them fit */
		const long n = smp_get(all, dst, SMP_BLOCK);

		if (n > 0) {
			*rest = (struct str){ all.p + all.n, 0 };
			return n;
		}
	}
	for (int i = 0; i < SMP_BLOCK && p; i++) {
		p = memchr(p, ' ', left);
		if (p)
			left = all.n - (size_t)(++p - all.p);
	}
	*rest = p ? (struct str){ p, left } : (struct str){ all.p + all.n, 0 };
	if (p && !left)
		return -1; /* a blank at the end */
	return smp_get((struct str){ all.p, p ? (size_t)(p - 1 - all.p) : all.n }, dst, SMP_BLOCK);
}

bool
wavecut_clock(const struct rec *r, struct rate *rate)
{
	return rate_get(r->u.wave.fs, rate) && rate_hz(*rate) >= SLOWEST && r->u.wave.index < FURTHEST &&
	       r->u.wave.index > -FURTHEST;
}

bool
wavecut_ok(struct str samples)
{
	int32_t s[SMP_BLOCK];
	long n;

	do
		n = wavecut_next(&samples, s);
	while (n > 0);
	return n == 0;
}

static void
put_key(struct recw *w, struct str key, struct str value, const char *more)
{
	char text[REC_LINE];
	char *p = text;

	if (key.n + value.n + 8 > sizeof(text)) /* no writer's line has this */
		return;
	memcpy(p, key.p, key.n);
	p += key.n;
	*p++ = '=';
	if (value.n)
		memcpy(p, value.p, value.n);
	p += value.n;
	if (more)
		p += strlen(strcpy(p, more));
	recw_word(w, (struct str){ text, (size_t)(p - text) });
}

void
wavecut_put(struct recw *w, const struct rec *r, struct str signal, struct str gain, struct str base, struct rate rate, int64_t at,
	const int32_t *s, size_t n, bool sat)
{
	const size_t fixed = FIXED + r->source.n + signal.n + r->u.wave.unit.n + r->u.wave.fs.n + gain.n + base.n + r->keys.n;
	const size_t most = fixed + LEAST * WORST < REC_LINE ? (REC_LINE - fixed) / WORST : LEAST;

	for (size_t from = 0; from < n; from += most) {
		struct str keys = r->keys, key, value;
		bool flagged = false;

		recw_begin(w, "wave", r->time + rate_us(rate, at + (int64_t)from), r->source, signal);
		recw_word(w, r->u.wave.unit);
		recw_word(w, r->u.wave.fs);
		recw_word(w, gain);
		recw_word(w, base);
		recw_int(w, r->u.wave.index + at + (int64_t)from);
		recw_samples(w, s + from, n - from < most ? n - from : most);
		if (sat && !rec_key(r, STR("flags")).p) {
			recw_key_flags(w, FLAG_SAT);
			flagged = true;
		}
		while (rec_next_key(&keys, &key, &value)) {
			bool add = sat && !flagged && str_is(key, "flags") && !(flags_get(value) & FLAG_SAT);

			put_key(w, key, value, add ? (value.n ? ",sat" : "sat") : NULL);
		}
		recw_end(w);
	}
}

bool
wavecut_write(struct recw *w, const struct rec *r)
{
	struct str rest = r->u.wave.samples;
	int32_t s[SMP_BLOCK];
	struct rate rate;
	int64_t at = 0;

	if (!wavecut_clock(r, &rate) || !wavecut_ok(rest))
		return false;
	for (long n; (n = wavecut_next(&rest, s)) > 0; at += n)
		wavecut_put(w, r, r->signal, r->u.wave.gain, r->u.wave.base, rate, at, s, (size_t)n, false);
	return true;
}

/* The smallest k with TIME + k / FS >= us. */
static int64_t
first_from(const struct rec *r, struct rate rate, int64_t us)
{
	const int64_t d = us - r->time;
	int64_t k;

	if (d <= 0)
		return 0;
	k = rate_samples(rate, d);
	while (k > 0 && rate_us(rate, k - 1) >= d)
		k--;
	while (rate_us(rate, k) < d)
		k++;
	return k;
}

/* Behind the first k samples; p == NULL when there are no more. */
static struct str
skip_samples(struct str s, int64_t k)
{
	if (k > (int64_t)(s.n / 2)) /* more than the text can hold */
		return (struct str){ NULL, 0 };
	while (k-- > 0 && s.p)
		(void)str_cut(&s, ' ');
	return s;
}

enum wavecut
wavecut_part(struct rec *r, int64_t from, int64_t to)
{
	struct str *s = &r->u.wave.samples;
	enum wavecut answer = WAVECUT_WHOLE;
	struct rate rate;

	if (!wavecut_clock(r, &rate))
		return (from != TM_NONE && r->time < from) || (to != TM_NONE && r->time >= to) ? WAVECUT_NONE : WAVECUT_WHOLE;
	if (to != TM_NONE) {
		const struct str behind = skip_samples(*s, first_from(r, rate, to));

		if (behind.p == s->p)
			return WAVECUT_NONE;
		if (behind.p) {
			s->n = (size_t)(behind.p - 1 - s->p);
			answer = WAVECUT_PART;
		}
	}
	if (from != TM_NONE && from > r->time) {
		const int64_t k = first_from(r, rate, from);

		*s = skip_samples(*s, k);
		if (!s->p)
			return WAVECUT_NONE;
		r->time += rate_us(rate, k);
		r->u.wave.index += k;
		answer = WAVECUT_PART;
	}
	return answer;
}
