/* Annotation files: byte 0 is the size of the pieces. In pieces and whole must give the same annotations; all bytes are accounted for. */
#include "format/wfdb_annot.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct mem {
	const uint8_t *p;
	size_t n, at, piece;
};

static long
read_mem(void *arg, void *buf, size_t n)
{
	struct mem *m = arg;

	if (n > m->piece)
		n = m->piece;
	if (n > m->n - m->at)
		n = m->n - m->at;
	if (n)
		memcpy(buf, m->p + m->at, n);
	m->at += n;
	return (long)n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct annot_reader a, b;
	struct mem whole, pieces;
	struct fmt_source src = { .read = read_mem, .size = -1 };
	uint64_t last = 0;

	if (size < 1)
		return 0;
	whole = (struct mem){ data + 1, size - 1, 0, SIZE_MAX };
	pieces = (struct mem){ data + 1, size - 1, 0, 1u + data[0] };
	src.arg = &whole;
	annot_start(&a, &src, (struct rate){ 360, 1 });
	src.arg = &pieces;
	annot_start(&b, &src, (struct rate){ 360, 1 });
	for (;;) {
		struct annot x, y;
		enum annot_got got = annot_next(&a, &x), same = annot_next(&b, &y);

		if (got != same)
			abort();
		if (got == ANNOT_END)
			break;
		if (x.offset != y.offset || x.offset < last || x.offset > size)
			abort();
		last = x.offset;
		if (got != ANNOT_ONE)
			continue;
		if (x.sample != y.sample || x.type != y.type || x.sub != y.sub || x.chan != y.chan || x.num != y.num || !str_eq(x.aux, y.aux) ||
			x.length != y.length)
			abort();
		if (x.type < 1 || x.type >= ANNOT_TYPES || x.offset + x.length > size || x.aux.n > ANNOT_AUX)
			abort();
	}
	if (a.rate.num != b.rate.num || a.rate.den != b.rate.den || a.rate.num <= 0 || a.rate.den <= 0)
		abort();
	annot_close(&a);
	annot_close(&b);
	return 0;
}
