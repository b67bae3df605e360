#include "device/guessread.h"
#include "core/num.h"
#include "core/status.h"

enum { SOURCES = 1024 }; /* of one stream; each keeps its first GUESS_BYTES */

long
guess_read(struct guess_ahead *a, struct in *in, struct out *out, bool all)
{
	ssize_t n = in != NULL;
	guess_run(&a->guess, a->bytes, a->n);
	for (size_t next = all ? GUESS_BYTES : guess_next(a->n); n > 0; next = guess_next(a->n)) {
		while (n > 0 && a->n < next) {
			if (out != NULL && in_would_block(in))
				(void)out_flush(out);
			n = in_read(in, a->bytes + a->n, next - a->n);
			a->n += n > 0 ? (size_t)n : 0;
		}
		guess_run(&a->guess, a->bytes, a->n);
		if (a->guess.chosen != NULL || a->n == GUESS_BYTES)
			break;
	}
	return n < 0 ? n : 0;
}

struct heard {
	size_t n;
	uint8_t bytes[GUESS_BYTES];
};

static void
hear(struct map *sources, const struct rec *r)
{
	struct heard *h = map_get(sources, r->source, STR("-"), NULL);
	uint8_t b[REC_RAW];
	struct str hex = r->u.raw.hex;
	if (h == NULL || str_is(hex, "-"))
		return;
	hex.n = hex.n < 2 * sizeof b ? hex.n : 2 * sizeof b;
	long got = num_get_hex(hex, b, sizeof b);
	size_t room = sizeof h->bytes - h->n, n = got > 0 ? (size_t)got : 0;
	n = n < room ? n : room;
	memcpy(h->bytes + h->n, b, n);
	h->n += n;
}

int
guess_stream(struct recin *in, struct out *out, bool jsonl)
{
	struct map sources;
	struct rec r;
	bool sure = false, unsure = false;
	map_start(&sources, sizeof(struct heard), SOURCES);
	while (recin_next(in, &r))
		if (r.type == REC_RAW_BYTES && str_is(r.u.raw.dir, "<"))
			hear(&sources, &r);
	for (struct map_entry *e = sources.first; e != NULL; e = e->next) {
		const struct heard *h = e->state;
		struct guess g;
		char name[REC_SOURCE + 1];
		str_copy(name, sizeof name, e->source);
		guess_run(&g, h->bytes, h->n);
		guess_list(&g, out, jsonl, name);
		sure = sure || g.chosen != NULL;
		unsure = unsure || g.chosen == NULL;
	}
	map_free(&sources);
	return st_worse(in->status, sure && !unsure ? ST_OK : ST_NO);
}
