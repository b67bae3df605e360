#include "core/num.h"
#include "record/recw.h"
#include "record/samples.h"

#include <string.h>

void
wavew_start(struct wavew *v, struct str source, struct str signal, const char *unit, struct rate fs, double gain, double base,
	bool live)
{
	char text[NUM_MAX];

	*v = (struct wavew){ .rate = fs, .block = smp_block(fs, live) };
	str_copy(v->source, sizeof(v->source), source);
	str_copy(v->signal, sizeof(v->signal), signal);
	str_copy(v->unit, sizeof(v->unit), str_of(unit));
	str_copy(v->gain, sizeof(v->gain), (struct str){ text, (size_t)(num_put_shortest(text, gain) - text) });
	str_copy(v->base, sizeof(v->base), (struct str){ text, (size_t)(num_put_shortest(text, base) - text) });
	str_copy(v->fs, sizeof(v->fs), (struct str){ text, (size_t)(rate_put(text, fs) - text) });
}

int64_t
wavew_time(const struct wavew *v, int64_t index)
{
	return v->t0 + rate_us(v->rate, index - v->i0);
}

void
wave_write(struct recw *w, int64_t time, struct str source, struct str signal, struct str unit, struct str fs, struct str gain,
	struct str base, int64_t index, const int32_t *s, size_t n, unsigned flags)
{
	recw_begin(w, "wave", time, source, signal);
	recw_word(w, unit);
	recw_word(w, fs);
	recw_word(w, gain);
	recw_word(w, base);
	recw_int(w, index);
	recw_samples(w, s, n);
	recw_key_flags(w, flags);
	recw_end(w);
}

void
wavew_flush(struct wavew *v, struct recw *w)
{
	int64_t first = v->index - v->n;

	if (!v->n)
		return;
	wave_write(w, wavew_time(v, first), str_of(v->source), str_of(v->signal), str_of(v->unit), str_of(v->fs), str_of(v->gain),
		str_of(v->base), first, v->s, (size_t)v->n, v->flags);
	v->n = 0;
	v->flags = 0;
}

void
wavew_seek(struct wavew *v, struct recw *w, int64_t index, int64_t time)
{
	wavew_flush(v, w);
	v->index = index;
	wavew_anchor(v, index, time);
}

void
wavew_anchor(struct wavew *v, int64_t index, int64_t time)
{
	v->i0 = index;
	v->t0 = time;
}

void
wavew_add(struct wavew *v, struct recw *w, int32_t sample)
{
	v->s[v->n++] = sample;
	v->index++;
	/* Blocks begin at multiples of their size. */
	if (v->index % v->block == 0)
		wavew_flush(v, w);
}
