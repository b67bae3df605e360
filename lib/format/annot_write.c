#include "format/annot_write.h"

#include "core/num.h"
#include "format/annot_of.h"

#include <stdlib.h>

enum { SKIP = 59, NUM = 60, SUB = 61, CHN = 62, AUX = 63, NEAR = 1023 };

struct writer {
	struct out *out;
	int64_t sample; /* of the annotation before */
	int chan, num;
};

static void
word(struct out *out, unsigned code, unsigned low)
{
	const unsigned w = code << 10 | (low & 1023);
	const uint8_t b[2] = { (uint8_t)(w & 255), (uint8_t)(w >> 8) };
	out_write(out, b, 2);
}

static void
skip(struct out *out, int32_t by)
{
	const uint32_t u = (uint32_t)by;
	const uint8_t b[4] = { (uint8_t)(u >> 16), (uint8_t)(u >> 24), (uint8_t)u, (uint8_t)(u >> 8) };
	word(out, SKIP, 0);
	out_write(out, b, 4);
}

static void
text(struct out *out, struct str s)
{
	if (s.n == 0)
		return;
	word(out, AUX, (unsigned)s.n);
	out_write(out, s.p, s.n);
	if (s.n % 2)
		out_write(out, "", 1);
}

static void
note(struct out *out, struct str s)
{
	word(out, ANNOT_NOTE, 0);
	text(out, s);
}

/* At most ANNOT_WRITE_AUX bytes, not ending inside of a character. */
static struct str
cut(struct str s, uint64_t *count)
{
	if (s.n <= ANNOT_WRITE_AUX)
		return s;
	++*count;
	s.n = ANNOT_WRITE_AUX;
	while (s.n && ((unsigned char)s.p[s.n] & 0xc0) == 0x80)
		s.n--;
	return s;
}

/* `42 CAL`: so that another reader can name it. */
static void
definitions(const struct annot_list *l, struct out *out)
{
	bool done[ANNOT_TYPES] = { false }, any = false;
	for (size_t i = 0; i < l->n; i++) {
		const struct annot_item *e = &l->item[i];
		char line[ANNOT_NAME + 8], *p = line;
		char number[24];
		struct str name = annot_item_name(l, e), code = { number, (size_t)(num_put_u64(number, e->type) - number) };
		if (e->type == 0 || e->type >= ANNOT_TYPES || done[e->type] || name.n == 0 || str_eq(name, code))
			continue;
		done[e->type] = true;
		if (!any)
			note(out, STR("## annotation type definitions"));
		any = true;
		memcpy(p, code.p, code.n);
		p += code.n;
		*p++ = ' ';
		for (size_t k = 0; k < name.n; k++)
			*p++ = name.p[k] == ' ' || name.p[k] == '\t' ? '_' : name.p[k];
		note(out, (struct str){ line, (size_t)(p - line) });
	}
	if (any)
		note(out, STR("## end of definitions"));
}

/* A note at time 0 that a reader would take for a definition gets a blank in front. */
static bool
looks_like_definition(const struct annot_item *e, struct str aux)
{
	return e->type == ANNOT_NOTE && e->sample == 0 &&
	       (str_starts(aux, STR("## time resolution:")) || str_is(aux, "## annotation type definitions"));
}

static void
one(struct writer *w, const struct annot_item *e, struct str aux)
{
	int64_t by = e->sample - w->sample;
	char shifted[ANNOT_WRITE_AUX + 1];
	if (by < 0 || by > NEAR) {
		for (; by < INT32_MIN || by > INT32_MAX; by -= by < 0 ? INT32_MIN : INT32_MAX)
			skip(w->out, by < 0 ? INT32_MIN : INT32_MAX);
		skip(w->out, (int32_t)by);
		by = 0;
	}
	word(w->out, e->type, (unsigned)by);
	if (e->sub)
		word(w->out, SUB, (uint8_t)e->sub);
	if (e->chan != w->chan)
		word(w->out, CHN, e->chan);
	if (e->num != w->num)
		word(w->out, NUM, (uint8_t)e->num);
	if (looks_like_definition(e, aux)) {
		shifted[0] = ' ';
		aux.n = aux.n < ANNOT_WRITE_AUX ? aux.n : ANNOT_WRITE_AUX - 1;
		memcpy(shifted + 1, aux.p, aux.n);
		aux = (struct str){ shifted, aux.n + 1 };
	}
	text(w->out, aux);
	w->sample = e->sample;
	w->chan = e->chan;
	w->num = e->num;
}

struct annot_written
annot_write(const struct annot_list *l, struct out *out)
{
	struct annot_written done = { .lost = l->lost };
	struct writer w = { .out = out };
	char line[64] = "## time resolution: ", *p = line + strlen(line);
	/* A decimal: what other readers parse. */
	p = num_put_sig(p, rate_hz(l->fs), 9);
	note(out, (struct str){ line, (size_t)(p - line) });
	definitions(l, out);
	for (size_t i = 0; i < l->n; i++) {
		const struct annot_item *e = &l->item[i];
		if (e->sample > ANNOT_WRITE_LAST || e->sample < -ANNOT_WRITE_LAST || e->type == 0 || e->type >= ANNOT_TYPES) {
			done.lost++;
			continue;
		}
		one(&w, e, cut(annot_item_aux(l, e), &done.cut));
		done.annotations++;
	}
	word(out, 0, 0);
	return done;
}
