/* Bytes from outside, read through a cursor that cannot leave them: past the end every read gives 0 and `over` is set, once and for
 * all, so that a decoder checks once after it has read what it needs. */
#ifndef IOMT_CORE_GET_H
#define IOMT_CORE_GET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct get {
	const uint8_t *p;
	size_t n, at;
	bool over;
};

static inline struct get
get_from(const uint8_t *p, size_t n)
{
	return (struct get){ .p = p, .n = n };
}

static inline size_t
get_left(const struct get *g)
{
	return g->n - g->at;
}

static inline uint8_t
get_u8(struct get *g)
{
	if (g->at >= g->n) {
		g->over = true;
		return 0;
	}
	return g->p[g->at++];
}

static inline void
get_skip(struct get *g, size_t n)
{
	if (n > get_left(g)) {
		g->over = true;
		g->at = g->n;
	} else {
		g->at += n;
	}
}

/* The byte at `at` of the whole, wherever the cursor stands. */
static inline uint8_t
get_at(struct get *g, size_t at)
{
	if (at >= g->n) {
		g->over = true;
		return 0;
	}
	return g->p[at];
}

static inline uint16_t
get_le16(struct get *g)
{
	unsigned a = get_u8(g), b = get_u8(g);
	return (uint16_t)(a | b << 8);
}

static inline uint16_t
get_be16(struct get *g)
{
	unsigned a = get_u8(g), b = get_u8(g);
	return (uint16_t)(a << 8 | b);
}

static inline uint32_t
get_le32(struct get *g)
{
	uint32_t a = get_le16(g), b = get_le16(g);
	return a | b << 16;
}

static inline uint32_t
get_be32(struct get *g)
{
	uint32_t a = get_be16(g), b = get_be16(g);
	return a << 16 | b;
}

#endif
