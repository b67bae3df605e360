/* WFDB signal files: the table of signal formats, and the hot path from packed samples to the text of a `wave` line. */
#ifndef IOMT_FORMAT_WFDB_SIGNAL_H
#define IOMT_FORMAT_WFDB_SIGNAL_H

#include <stddef.h>
#include <stdint.h>

/* A ready string of one code: "-2048 " and its length. Eight bytes, so that one store writes it. */
struct wfdb_word {
	char text[7];
	uint8_t n;
};

enum { WFDB_WORD = 8 /* bytes written a sample, of which the last may lie behind the text */ };

/* A format whose samples lie at fixed places. */
struct wfdb_pack {
	int code; /* as in the header */
	const char *title;
	unsigned bits;    /* of a sample */
	unsigned samples; /* that share `bytes` bytes: 2 in 3 for format 212 */
	unsigned bytes;
	int32_t invalid; /* the value that says "no sample" */

	/* Writes `count` samples, the first being number `at` of those at b and each next one `stride` further on, as text with a
	 * blank behind each; adds their values to *sum. The caller has checked that all of them are there and that p has room for
	 * WFDB_WORD bytes a sample. words: from wfdb_words(). Returns the end of the text. */
	char *(*put)(
		char *p, const struct wfdb_word *words, const uint8_t *b, size_t at, size_t stride, size_t count, int64_t *sum);

	/* One sample, for what is looked at rarely (the initial value). */
	int32_t (*get)(const uint8_t *b, size_t at);
};

enum { WFDB_PACKS = 2 };
extern const struct wfdb_pack wfdb_packs[WFDB_PACKS];

/* NULL when this version does not read that format. */
const struct wfdb_pack *wfdb_pack(int64_t code);

/* Formats that exist and are not read: their name, or NULL for a number that no format has. */
const char *wfdb_pack_unread(int64_t code);

/* Bytes that the first n samples of a file take. */
static inline uint64_t
wfdb_bytes(const struct wfdb_pack *pack, int64_t n)
{
	uint64_t whole = (uint64_t)(n / pack->samples), rest = (uint64_t)(n % pack->samples);

	return whole * pack->bytes + (rest * pack->bits + 7) / 8;
}

/* Number of entries of a format's table (1 << bits), and its entries by unsigned code. */
size_t wfdb_words_count(const struct wfdb_pack *pack);
void wfdb_words(struct wfdb_word *words, const struct wfdb_pack *pack);

#endif
