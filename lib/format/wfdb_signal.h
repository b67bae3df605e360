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

enum { WFDB_WORD = 12 /* bytes written a sample at the most, of which the last may lie behind the text */ };

/* A signal format. Those with `unpack` are unpacked into int32 first (wfdb_unpack.h): bits, samples and bytes are then those of that,
 * not of the file. */
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

	const struct wfdb_code *unpack; /* NULL: the samples are read where they lie in the file */
	unsigned flac;                  /* bits of a sample in a FLAC stream */
};

enum { WFDB_PACKS = 14 };
extern const struct wfdb_pack wfdb_packs[WFDB_PACKS];

/* NULL when there is no such format. Format 0 (null signal) has a row, and no samples. */
const struct wfdb_pack *wfdb_pack(int64_t code);

/* Bytes that the first n samples take in the file; 0 where that cannot be told (FLAC). */
uint64_t wfdb_file_bytes(const struct wfdb_pack *pack, int64_t n);

/* Bytes that n samples take in a buffer. */
static inline uint64_t
wfdb_bytes(const struct wfdb_pack *pack, int64_t n)
{
	uint64_t whole = (uint64_t)(n / pack->samples), rest = (uint64_t)(n % pack->samples);

	return whole * pack->bytes + (rest * pack->bits + 7) / 8;
}

/* Number of entries of a format's table (1 << bits; 0 with `unpack`), and its entries by unsigned code. */
size_t wfdb_words_count(const struct wfdb_pack *pack);
void wfdb_words(struct wfdb_word *words, const struct wfdb_pack *pack);

#endif
