#include "capture/fault.h"

void
fault_start(struct fault *f, double drop, double corrupt, uint64_t seed)
{
	*f = (struct fault){ .drop = drop, .corrupt = corrupt, .state = seed };
}

bool
fault_any(const struct fault *f)
{
	return f->drop > 0 || f->corrupt > 0;
}

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): passes BigCrush, and any seed will do. */
static uint64_t
draw(struct fault *f)
{
	uint64_t z = f->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

/* 53 bits are exact in a double: the comparison is the same everywhere. */
static bool
happens(struct fault *f, double p)
{
	return (double)(draw(f) >> 11) * 0x1p-53 < p;
}

/* Three draws a byte, whatever happens to it: the damage at one place does not depend on the damage before it. */
size_t
fault_apply(struct fault *f, uint8_t *b, size_t n, bool packet, bool *lost)
{
	size_t kept = 0;
	*lost = packet && happens(f, f->drop);
	for (size_t i = 0; i < n; i++) {
		bool drop = happens(f, f->drop), turn = happens(f, f->corrupt);
		uint8_t bit = (uint8_t)(1u << (draw(f) >> 61));
		if (drop && !packet)
			continue;
		b[kept++] = turn ? b[i] ^ bit : b[i];
	}
	return *lost ? 0 : kept;
}
