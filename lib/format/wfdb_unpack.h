/* Signal files whose samples do not lie at fixed places, or have too many bits for a table of words: they are unpacked, piece by piece,
 * into int32 in the order of the file, and go on from there like any other signal file. */
#ifndef IOMT_FORMAT_WFDB_UNPACK_H
#define IOMT_FORMAT_WFDB_UNPACK_H

#include "format/format.h"

#include <stdbool.h>
#include <stdint.h>

struct wfdb_unpack;

/* How one format's bytes become samples. */
struct wfdb_code {
	unsigned samples, bytes; /* a pack on disk: so many samples in so many bytes; 0: not countable (FLAC) */

	/* Whole packs: n bytes at b, a multiple of `bytes`. */
	void (*unpack)(struct wfdb_unpack *u, const uint8_t *b, size_t n, int32_t *out);

	/* Samples in the first n < bytes bytes of a pack, at the end of a file. */
	unsigned (*rest)(size_t n);
};

/* The fewest bytes of a pack that hold its first n samples. */
unsigned wfdb_code_rest(const struct wfdb_code *code, unsigned n);

/* What it must know of the signals in the file. */
struct wfdb_unpack_signal {
	int64_t spf;
	int64_t initial; /* format 8: the value before the first difference */
};

/* Puts itself in front of *src (which it then owns) and takes its place: what is read from *src from now on are int32 in the machine's
 * byte order. The source must stand at the first sample. code: of the table below. bits: of a FLAC sample. NULL: no memory, src as it
 * was. */
struct wfdb_unpack *wfdb_unpack_start(struct fmt_source *src, const struct wfdb_code *code, unsigned bits,
	const struct wfdb_unpack_signal *signal, size_t nsignals);

/* Bytes taken from the file so far. */
uint64_t wfdb_unpack_taken(const struct wfdb_unpack *u);

/* What is wrong with the file, in words; NULL: nothing. */
const char *wfdb_unpack_fault(const struct wfdb_unpack *u);

extern const struct wfdb_code wfdb_code_8, wfdb_code_24, wfdb_code_32, wfdb_code_61, wfdb_code_80, wfdb_code_160, wfdb_code_310,
	wfdb_code_311, wfdb_code_flac;

/* Whether this build can read FLAC. */
extern const bool wfdb_flac;

/* For wfdb_flac.c: the inner source, a place for decoded samples. */
long wfdb_unpack_read(struct wfdb_unpack *u, void *buf, size_t n);

struct wfdb_flac;
struct wfdb_flac *wfdb_flac_start(struct wfdb_unpack *u, unsigned bits, const struct wfdb_unpack_signal *signal, size_t nsignals);
void wfdb_flac_stop(struct wfdb_flac *f);

/* Decodes one more block: *out (owned by f) and the count of samples in it; 0 at the end; a negative error. */
long wfdb_flac_more(struct wfdb_flac *f, const int32_t **out);
const char *wfdb_flac_fault(const struct wfdb_flac *f);

#endif
