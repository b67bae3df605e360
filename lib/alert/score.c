#include "alert/score.h"

#include "core/num.h"

#include <math.h>

double
score_round(struct str text, double v, int decimals)
{
	char b[NUM_MAX];
	int64_t m, unit = 1;
	int d;

	if (decimals >= SCORE_EXACT || !isfinite(v))
		return v;
	if (num_get_dec(text, &m, &d) && d >= 0) {
		for (; d > decimals; d--) {
			if (unit > INT64_MAX / 100)
				return 0; /* digits beyond the eighteenth behind the point */
			unit *= 10;
		}
		m = (m + (m < 0 ? -unit / 2 : unit / 2)) / unit;
		if (num_get_f64((struct str){ b, (size_t)(num_put_dec(b, m, d) - b) }, &v))
			return v;
	}
	unit = 1;
	for (int i = 0; i < decimals; i++)
		unit *= 10;
	return (v < 0 ? -floor(-v * (double)unit + 0.5) : floor(v * (double)unit + 0.5)) / (double)unit;
}

int
score_points(const struct score_table *t, const struct score_state *s, unsigned i)
{
	const struct score_input *in = &t->input[i];
	const struct score_bands *b = in->other.n && s->value[in->other_input].value > in->other_above ? &in->other : &in->bands;
	unsigned k = 0;

	while (k + 1 < b->n && s->value[i].value > b->band[k].high)
		k++;
	return b->band[k].points;
}

static bool
present(const struct score_table *t, const struct score_state *s, unsigned i, int64_t at)
{
	return s->value[i].time != TM_NONE && !s->value[i].wrong && at - s->value[i].time <= t->input[i].max_age;
}

struct score_result
score_sum(const struct score_table *t, const struct score_state *s, int64_t at)
{
	struct score_result r = { .inputs = t->n };

	for (unsigned i = 0; i < t->n; i++) {
		const struct score_input *in = &t->input[i];
		int points;

		if (s->value[i].wrong)
			r.wrong = in;
		/* How the value counts depends on the other input: without that one it does not count yet. */
		if (!present(t, s, i, at) || (in->other.n && !present(t, s, in->other_input, at)))
			continue;
		points = score_points(t, s, i);
		r.present++;
		r.total += points;
		if (points > r.single)
			r.single = points;
	}
	return r;
}
