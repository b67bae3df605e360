/* Contec 08A after the host's request for all users: the beginning of the download, then a report of 64 bytes a second: for each of
 * two users their number of records, and the records. */
#include "sim/simlive.h"

#include <string.h>

enum { FPS = 1, REPORT = 64, USERS = 2, RECORDS = 20, BLOCK = 8 };

static void
start(void *state, const struct simdev_setup *setup)
{
	simlive_start(state, setup, FPS);
}

/* Seven values as a block of eight bytes, all with bit 7. */
static void
pack(uint8_t *b, const int *v, size_t n)
{
	b[0] = 0x80;
	for (size_t i = 0; i < n; i++) {
		b[0] |= (uint8_t)(v[i] >> 7 << i);
		b[1 + i] = (uint8_t)(0x80 | v[i]);
	}
}

static void
record(uint8_t *b, int k)
{
	const int dia = 70 + k * 7 % 23, sys = dia + 35 + k * 11 % 29, map = dia + (sys - dia) / 3 + 1;
	const int first[] = { 0, sys, dia, 58 + k * 5 % 37, map, 24, 1 + k / 20 % 12 },
		  second[] = { 1 + k % 20, 7 + k % 3, k * 13 % 60, 0, 0x11 };
	pack(b, first, 7);
	pack(b + BLOCK, second, 5);
}

static void
due(void *state, int64_t now, struct simdev_say *say)
{
	static const uint8_t begin[] = { 0x4a, 0x43, 0x01 };
	struct simlive *l = state;
	*say = (struct simdev_say){ .n = 0 };
	simlive_begin(l, now);
	if (simlive_due(l, now, say)) {
		uint8_t b[REPORT] = { 0x46, 0x41, 0x80, 0x80, 0x80 | RECORDS, 0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
			0x80 };
		int k = (int)say->frame.k - 1, user = k / (RECORDS + 1), at = k % (RECORDS + 1);
		say->frame.hidden = 1u << OXI_SPO2 | 1u << OXI_PULSE;
		if (k < 0) {
			memset(b, 0, sizeof b);
			memcpy(b, begin, sizeof begin);
		} else if (at == 0) {
			b[13] |= (uint8_t)(user + 1);
		} else {
			memset(b, 0, sizeof b);
			record(b, k);
		}
		if (k < USERS * (RECORDS + 1))
			simlive_put(l, say, b, sizeof b);
	}
	say->wake = simlive_wake(l);
}

static void
heard(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)
{
	(void)b;
	(void)n;
	due(state, now, say);
}

const struct simdev simdev_contec08a = {
	.name = "contec08a",
	.title = "Contec 08A: stored records of two users, as after the host's request",
	.fps = FPS,
	.no_beats = true,
	.plain = true,
	.state_size = sizeof(struct simlive),
	.start = start,
	.heard = heard,
	.due = due,
};
