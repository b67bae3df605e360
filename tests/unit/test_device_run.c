/* The push loop: pieces do not matter, intact frames are kept, damage is told once and exactly. */
#include "device_kit.h"

extern const struct device dev_template;

enum { FRAMES = 400, LONGEST = 9 };

/* Frame k of each device; the waveform counts, so that a frame can be recognised. */
static size_t
make(const struct device *d, unsigned k, uint8_t *b)
{
	if (strcmp(d->name, "cms50d") == 0) {
		const uint8_t f[] = { (uint8_t)(0x85 | (k % 50 == 0) << 6), k % 128, 0x07, (uint8_t)(60 + k / 100), 97 };
		memcpy(b, f, sizeof f);
		return sizeof f;
	}
	if (strcmp(d->name, "cms50v7") == 0) {
		const uint8_t f[] = { 0x01, 0xe0, 0x84, (uint8_t)(0x80 | k % 128), 0x92, (uint8_t)(0x80 | (60 + k / 100)), 0xe3,
			0xff, 0xff };
		memcpy(b, f, sizeof f);
		return sizeof f;
	}
	const uint8_t f[] = { 0xa9, (uint8_t)k, k % 128, 0, 0x74, 0x0e, 0 };
	memcpy(b, f, sizeof f);
	for (int i = 0; i < 6; i++)
		b[6] = (uint8_t)(b[6] + b[i]);
	return sizeof f;
}

/* The counts of all wave lines in order. */
static size_t
counts(const char *text, int *dst, size_t cap)
{
	size_t n = 0;
	for (const char *line = strstr(text, "wave\t"); line != NULL; line = strstr(line + 1, "\nwave\t")) {
		const char *p = *line == '\n' ? line + 1 : line;
		for (int field = 0; field < 9; field++)
			p = strchr(p, '\t') + 1;
		for (char *end;; p = end) {
			long v = strtol(p, &end, 10);
			if (end == p || n == cap)
				break;
			dst[n++] = (int)v;
			if (*end != ' ')
				break;
		}
	}
	return n;
}

static const struct device *
device(int i)
{
	return i < 2 ? dev_table[i] : &dev_template;
}

TEST(pieces_do_not_matter)
{
	static uint8_t b[FRAMES * LONGEST];
	uint64_t seed = 7;
	for (int round = 0; round < 60; round++) {
		const struct device *d = device(round % 3);
		size_t n = 0;
		for (unsigned k = 0; k < FRAMES / 4; k++)
			n += make(d, k, b + n);
		/* from clean to hopeless; flips, losses, noise */
		for (int hits = round; hits > 0; hits--) {
			size_t at = unit_random(&seed) % n;
			if (hits % 3 == 0)
				memmove(b + at, b + at + 1, --n - at);
			else
				b[at] = (uint8_t)unit_random(&seed);
		}
		n -= unit_random(&seed) % 5;
		char *whole = kit_bare(d, b, n, 0, true);
		for (size_t piece = 1; piece < 12; piece += 2) {
			char *parts = kit_bare(d, b, n, piece, true);
			CHECK_STR(parts, whole);
			free(parts);
		}
		free(whole);
	}
}

TEST(intact_frames_are_kept)
{
	static uint8_t b[FRAMES * LONGEST];
	static int want[FRAMES], got[FRAMES * LONGEST];
	uint64_t seed = 11;
	for (int round = 0; round < 30; round++) {
		const struct device *d = device(round % 3);
		unsigned per_mille = round < 10 ? 1 : round < 20 ? 10 : 100;
		size_t n = 0, intact = 0;
		for (unsigned k = 0; k < FRAMES; k++) {
			size_t length = make(d, k, b + n);
			bool hit = false;
			for (size_t i = 0; i < length; i++)
				if (unit_random(&seed) % 1000 < per_mille) {
					b[n + i] ^= (uint8_t)(1 + unit_random(&seed) % 255);
					hit = true;
				}
			if (!hit)
				want[intact++] = (int)(k % 128);
			n += length;
		}
		char *text = kit_bare(d, b, n, 0, false);
		size_t have = counts(text, got, sizeof got / sizeof got[0]), at = 0;
		for (size_t i = 0; i < have && at < intact; i++)
			at += got[i] == want[at];
		CHECK_EQ(at, intact);
		/* nothing is invented that was not a damaged frame */
		CHECK(have <= FRAMES);
		free(text);
	}
}

/* Protocols without a check take damaged frames for good where the damage kept their marked bits; the manual says how many. */
TEST(damaged_frames_taken_for_good)
{
	static uint8_t b[20000 * LONGEST];
	for (unsigned i = 0; i < 2; i++) {
		const struct device *d = dev_table[i];
		uint64_t seed = 5;
		size_t n = 0;
		long intact = 0, damaged = 0, frames = 0;
		for (unsigned k = 0; k < 20000; k++) {
			size_t length = make(d, k % 128, b + n);
			bool hit = false;
			for (size_t at = n; at < n + length; at++)
				if (unit_random(&seed) % 100 == 0) {
					b[at] ^= (uint8_t)(1 + unit_random(&seed) % 255);
					hit = true;
				}
			intact += !hit;
			damaged += hit;
			n += length;
		}
		char *text = kit_bare(d, b, n, 0, false);
		for (const char *p = text; (p = strstr(p, "frames=")) != NULL; p++)
			frames += atol(p + 7);
		CHECK(frames >= intact);
		CHECK((frames - intact) * 100 < damaged * 52);
		printf("# %s: %ld of %ld damaged frames taken for good\n", d->name, frames - intact, damaged);
		free(text);
	}
}

/* Damage in the middle: one err with offset, length and bytes, then the gap; INDEX goes on. */
TEST(damage_is_told_once)
{
	uint8_t b[10 * 5];
	const struct device *d = dev_find(STR("cms50d"));
	for (unsigned k = 0; k < 10; k++)
		make(d, k, b + 5 * k);
	b[15] = 0x05; /* frames 3 and 4: their first bytes lost the sync bit */
	b[20] = 0x05;
	char *text = kit_bare(d, b, sizeof b, 0, false);
	CHECK_EQ(kit_count(text, "err\t"), 1);
	CHECK_HAS(text, "err\t0.033333\tdev\t-\tframing\t15\t10\thex=0503073c610504073c61\n");
	CHECK_HAS(text, "event\t0.083333\tdev\t-\tgap\tlost=2\test=1\n");
	CHECK_HAS(text, "wave\t0.000000\tdev\tpleth\t1\t60\t1\t0\t0\t0 1 2\n");
	CHECK_HAS(text, "wave\t0.083333\tdev\tpleth\t1\t60\t1\t0\t5\t5 6 7 8 9\n");
	CHECK_HAS(text, "frames=8\tbad=1\tlost=2\tskipped=0\tresync=10\n");
	free(text);
}

/* Joining in mid-frame is no damage; an unfinished frame at the end is; the scan goes on in it. */
TEST(ends)
{
	char *text = kit_bare_hex("cms50d", "07 48 61 c5 34 07 48 61");
	CHECK_EQ(kit_count(text, "err\t"), 0);
	CHECK_HAS(text, "frames=1\tbad=0\tlost=0\tskipped=3\tresync=0\n");
	free(text);
	text = kit_bare_hex("cms50v7", "01 e0 84 93 92 bc e3 ff ff 01 e0 84 ac");
	CHECK_HAS(text, "\ttruncated\t9\t4\thex=01e084ac\n");
	free(text);
	/* a9 begins a template frame whose sum never comes; within it a whole frame stands */
	uint8_t b[16] = { 0xa9, 0x00 };
	size_t n = 2 + make(&dev_template, 0, b + 2);
	text = kit_bare(&dev_template, b, n, 1, false);
	CHECK_HAS(text, "frames=1\tbad=0\tlost=0\tskipped=2\t");
	free(text);
	/* not one good frame: this was not the device */
	text = kit_bare_hex("cms50d", "00 11 22 33 44");
	CHECK_HAS(text, "\tframing\t0\t5\thex=0011223344\n");
	CHECK_HAS(text, "frames=0\tbad=1\tlost=0\tskipped=0\t");
	free(text);
	text = kit_bare_hex("cms50d", "");
	CHECK_EQ(kit_count(text, "err\t"), 0);
	CHECK_HAS(text, "stat\t0.000000\tdev\t-\tbytes=0\tframes=0");
	free(text);
}

/* A frame whose sum is wrong is told so; the device's own counter says what is lost, and nothing is guessed. */
TEST(checks_and_counters)
{
	uint8_t b[6 * 7];
	for (unsigned k = 0; k < 6; k++)
		make(&dev_template, k, b + 7 * k);
	b[7 * 2 + 6] ^= 1;
	char *text = kit_bare(&dev_template, b, sizeof b, 1, false);
	CHECK_HAS(text, "\tchecksum\t14\t7\thex=a9020200740e2e\n");
	CHECK_HAS(text, "\tgap\tlost=1\n");
	CHECK_EQ(kit_count(text, "est="), 0);
	free(text);
	/* noise between two frames is damage, but the counter says that nothing is lost */
	uint8_t noisy[64];
	memcpy(noisy, b, 14);
	memset(noisy + 14, 0x55, 21);
	make(&dev_template, 2, noisy + 35);
	text = kit_bare(&dev_template, noisy, 42, 1, false);
	CHECK_HAS(text, "\tframing\t14\t21\t");
	CHECK_EQ(kit_count(text, "gap"), 0);
	free(text);
	/* all four 55 degrees: out of range */
	CHECK_EQ(dev_template.frame((const uint8_t[]){ 0xa9, 0, 0, 0, 0, 0, 0xa8 }, 7), DEV_SUM);
}

/* A long stretch is one record with its first bytes only. */
TEST(hex_is_capped)
{
	static uint8_t b[5 + 100000 + 5];
	const struct device *d = dev_find(STR("cms50d"));
	make(d, 0, b);
	memset(b + 5, 0x55, 100000);
	make(d, 1, b + 100005);
	char *text = kit_bare(d, b, sizeof b, 777, false);
	CHECK_EQ(kit_count(text, "err\t"), 1);
	CHECK_HAS(text, "\tframing\t5\t100000\thex=5555");
	const char *hex = strstr(text, "hex=") + 4;
	CHECK_EQ(strspn(hex, "5"), 2 * RUN_HEX);
	CHECK_HAS(text, "\tgap\tlost=20000\test=1\n");
	free(text);
}

/* frame() never changes its mind: what it says of a prefix it says of the whole. */
TEST(frame_is_monotone)
{
	uint64_t seed = 3;
	for (int round = 0; round < 20000; round++) {
		const struct device *d = device(round % 3);
		uint8_t b[LONGEST * 2];
		size_t n = make(d, (unsigned)round, b);
		n += make(d, (unsigned)round + 1, b + n);
		for (int hits = round % 4; hits > 0; hits--)
			b[unit_random(&seed) % n] = (uint8_t)unit_random(&seed);
		int said = DEV_MORE;
		for (size_t k = 1; k <= n; k++) {
			int now = d->frame(b, k);
			CHECK(now <= (int)k);
			if (said != DEV_MORE)
				CHECK_EQ(now, said);
			said = now;
		}
	}
}

int
main(void)
{
	RUN(pieces_do_not_matter);
	RUN(intact_frames_are_kept);
	RUN(damaged_frames_taken_for_good);
	RUN(damage_is_told_once);
	RUN(ends);
	RUN(checks_and_counters);
	RUN(hex_is_capped);
	RUN(frame_is_monotone);
	return unit_done();
}
