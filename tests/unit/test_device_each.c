/* What holds for every device with a simulator: pieces do not matter; in damaged streams every intact frame is recovered, and what
 * is taken for a frame and is none stays under the bound of the check. */
#include "device_kit.h"

#include "sim/simrun.h"

enum { ROOM = 1 << 17, SECONDS = 40, FAST = 10 /* seconds of boards, which send more */, FRAMES = 1 << 14 };

static uint8_t clean[ROOM], damaged[ROOM];
static size_t nbytes;

static struct {
	uint32_t at, n;
} frames[FRAMES], taken[ROOM];
static size_t nframes, ntaken;
static bool hit[ROOM];

/* The bytes of a device alone, and where its frames lie. */
static void
record(const struct device *d)
{
	static struct simrun run;
	struct simdev_say say;
	const struct simdev *sim = simdev_find(str_of(d->name));
	struct simdev_setup setup = { scenario_find(STR("desaturation")), 7, 1 };
	simrun_start(&run, sim, &setup, (sim->plain ? FAST : SECONDS) * sim->fps, true, NULL);
	nbytes = nframes = 0;
	bool more = true;
	for (int64_t now = 0; more; now = say.wake) {
		more = simrun_step(&run, now, NULL, 0, &say);
		if (nbytes + say.n > sizeof clean)
			abort();
		memcpy(clean + nbytes, say.bytes, say.n);
		nbytes += say.n;
	}
	for (size_t at = 0; at < nbytes && nframes < FRAMES;) {
		int n = d->frame(clean + at, nbytes - at);
		if (n == DEV_MORE && d->rest != NULL)
			n = d->rest(clean + at, nbytes - at);
		CHECK(n > 0);
		if (n <= 0)
			return;
		frames[nframes].at = (uint32_t)at;
		frames[nframes++].n = (uint32_t)n;
		at += (size_t)n;
	}
}

static void
take(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	(void)state;
	(void)b;
	taken[ntaken].at = (uint32_t)e->offset;
	taken[ntaken++].n = (uint32_t)n;
}

TEST(pieces_do_not_matter)
{
	uint64_t seed = 3;
	for (unsigned i = 0; i < dev_count; i++) {
		if (simdev_find(str_of(dev_table[i]->name)) == NULL)
			continue;
		record(dev_table[i]);
		CHECK(nframes > 3);
		size_t n = nbytes < 6000 ? nbytes : 6000;
		for (int round = 0; round < 4; round++) {
			memcpy(damaged, clean, n);
			for (int k = 0; k < round * round * 20; k++)
				damaged[unit_random(&seed) % n] = (uint8_t)unit_random(&seed);
			char *whole = kit_bare(dev_table[i], damaged, n, 0, true);
			for (size_t piece = 1; piece < 9; piece += 3) {
				char *parts = kit_bare(dev_table[i], damaged, n, piece, true);
				if (strcmp(parts, whole) != 0)
					unit_complain(__FILE__, __LINE__, dev_table[i]->name);
				free(parts);
			}
			free(whole);
		}
	}
}

/* Bits of the check as its row says: "sum 8 bits"; 0 where there is none but sync bits. */
static unsigned
bits_of(const struct device *d)
{
	const char *p = strpbrk(d->check, "0123456789");
	return p != NULL ? (unsigned)atoi(p) : 0;
}

TEST(intact_frames_are_recovered)
{
	static const unsigned rates[] = { 1000, 100, 10 }; /* one byte in so many */
	uint64_t seed = 9;
	for (unsigned i = 0; i < dev_count; i++) {
		if (simdev_find(str_of(dev_table[i]->name)) == NULL)
			continue;
		struct device d = *dev_table[i];
		d.parse = take;
		d.finish = NULL;
		record(dev_table[i]);
		for (int r = 0; r < 3; r++) {
			size_t missed = 0, invented = 0, broken = 0, at = 0;
			uint64_t longest = 0;
			for (int round = 0; round < 8; round++) {
				memcpy(damaged, clean, nbytes);
				for (size_t k = 0; k < nbytes; k++)
					if ((hit[k] = unit_random(&seed) % rates[r] == 0))
						damaged[k] ^= (uint8_t)(1 + unit_random(&seed) % 255);
				ntaken = at = 0;
				free(kit_bare(&d, damaged, nbytes, 0, false));
				for (size_t k = 0; k < nframes; k++) {
					bool whole = memchr(hit + frames[k].at, true, frames[k].n) == NULL;
					broken += !whole;
					longest = frames[k].n > longest ? frames[k].n : longest;
					for (; at < ntaken && taken[at].at < frames[k].at; at++)
						invented++;
					bool is = at < ntaken && taken[at].at == frames[k].at && taken[at].n == frames[k].n;
					missed += whole && !is && frames[k].n > 1; /* an acknowledgement needs what follows */
					invented += !whole && is;
					at += is;
				}
				invented += ntaken - at;
			}
			unsigned bits = bits_of(&d);
			printf("# %s 1/%u: %zu damaged, %zu intact missed, %zu invented\n", d.name, rates[r], broken, missed,
				invented);
			/* Only what was invented can hide an intact frame. But BITalino's needs one that follows it; the numbers in the
			 * manual are these. */
			bool followed = strcmp(d.name, "bitalino") == 0;
			CHECK(followed ? missed * 4 <= broken : missed <= invented);
			if (bits >= 16)
				CHECK(missed == 0 && invented == 0);
			else if (bits > 0)
				CHECK((double)invented <= (double)longest * (double)broken / (double)(1u << bits) * 1.5 + 5);
			else /* a line feed for another byte makes two lines of one, where any line is taken for a look */
				CHECK((double)invented <= (double)broken * 1.05 + 5);
		}
	}
}

int
main(void)
{
	RUN(pieces_do_not_matter);
	RUN(intact_frames_are_recovered);
	return unit_done();
}
