/* The scored table of device/guess.h for people and programs. */
#include "core/listing.h"
#include "core/num.h"
#include "device/guess.h"
#include "device/words.h"

void
guess_why(const struct guess *g, const struct guess_row *row, char why[GUESS_WHY])
{
	const char *words[8] = { "" };
	struct words_small frames = words_number(row->frames), wrong = words_number(row->wrong);
	if (row->dev == g->chosen) {
		words[0] = "chosen: the check of ";
		words[1] = frames.z;
		words[2] = " frames is right, of ";
		words[3] = wrong.z;
		words[4] = " wrong";
	} else if (row->bits == 0) {
		words[0] = "offered: no check, -d ";
		words[1] = row->dev->name;
		words[2] = " if you know that it is one";
	} else if (row->score < GUESS_LEAST) {
		words[0] = "too little of the bytes is explained";
	} else if ((uint64_t)row->frames * row->bits < GUESS_SURE) {
		words[0] = "too few frames to be sure";
	} else {
		words[0] = g->chosen != NULL ? "another explains more" : "offered: two protocols explain these bytes alike";
	}
	struct str text = words_join(why, GUESS_WHY - 1, words);
	why[text.n] = '\0';
}

enum { CELLS = 9, CELL = 24 };

static const char *
cell(char *dst, uint64_t v, const char *unit)
{
	char *p = num_put_u64(dst, v);
	str_copy(p, CELL - (size_t)(p - dst), str_of(unit));
	return dst;
}

void
guess_list(const struct guess *g, struct out *out, bool jsonl, const char *source)
{
	static const char *const columns[] = { "name", "score", "frames", "wrong", "resyncs", "odd", "explained", "check", "why",
		"source", NULL };
	static const char *const single[] = { "name", "score", "frames", "wrong", "resyncs", "odd", "explained", "check", "why",
		NULL };
	static const unsigned widths[] = { 10, 5, 6, 5, 7, 4, 9, 11, 48 };
	struct listing l;
	listing_start(&l, out, jsonl, "guess", source != NULL ? columns : single, widths);
	for (unsigned i = 0; i < g->n; i++) {
		const struct guess_row *r = &g->row[i];
		char text[6][CELL], why[GUESS_WHY];
		guess_why(g, r, why);
		listing_row(&l, (const char *const[]){ r->dev->name, cell(text[0], r->score, ""), cell(text[1], r->frames, ""),
					cell(text[2], r->wrong, ""), cell(text[3], r->resyncs, ""), cell(text[4], r->odd, ""),
					cell(text[5], (uint64_t)r->explained * 100 / (r->bytes > 0 ? r->bytes : 1), " %"),
					r->dev->check, why, source });
	}
}
