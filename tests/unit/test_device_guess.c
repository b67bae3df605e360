/* --guess and -d auto: every device with a simulator, clean and damaged; noise; what no check protects is never chosen. */
#include "device_kit.h"

#include "device/guess.h"
#include "sim/simrun.h"

static uint8_t bytes[GUESS_BYTES];
static struct guess g;

static size_t
record(const struct device *d, unsigned seconds)
{
	static struct simrun run;
	struct simdev_say say;
	const struct simdev *sim = simdev_find(str_of(d->name));
	struct simdev_setup setup = { scenario_find(STR("normal")), 5, 1 };
	size_t n = 0;
	bool more = true;
	simrun_start(&run, sim, &setup, (int64_t)seconds * sim->fps, true, NULL);
	for (int64_t now = 0; more && n + SIMDEV_SAY <= sizeof bytes; now = say.wake) {
		more = simrun_step(&run, now, NULL, 0, &say);
		memcpy(bytes + n, say.bytes, say.n);
		n += say.n;
	}
	return n;
}

TEST(a_device_with_a_check_is_chosen_and_one_without_is_offered)
{
	uint64_t seed = 11;
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		if (simdev_find(str_of(d->name)) == NULL)
			continue;
		size_t n = record(d, 60);
		for (int round = 0; round < 3; round++) {
			/* clean; joined in mid-frame; one byte in a hundred damaged */
			size_t skip = round == 1 && n > 100 ? 3 : 0;
			for (size_t k = 0; round == 2 && k < n; k++)
				if (unit_random(&seed) % 100 == 0)
					bytes[k] = (uint8_t)unit_random(&seed);
			guess_run(&g, bytes + skip, n - skip);
			unsigned own = 0, best = 0;
			bool sure = false;
			for (unsigned k = 0; k < g.n; k++) {
				sure = sure || (g.row[k].dev == d && g.row[k].frames * g.row[k].bits >= GUESS_SURE);
				own = g.row[k].dev == d ? g.row[k].score : own;
				best = g.row[k].score > best ? g.row[k].score : best;
				CHECK(k == 0 || g.row[k].score <= g.row[k - 1].score);
			}
			if (g.chosen != (sure ? d : NULL)) /* a spot check is a few frames */
				unit_complain(__FILE__, __LINE__, d->name);
			printf("# %s round %d: %u of 100, best %u\n", d->name, round, own, best);
			CHECK(own >= (round < 2 ? 90u : 40u) && (round == 2 || own == best));
		}
	}
}

TEST(nothing_is_chosen_in_noise)
{
	uint64_t seed = 5;
	for (int round = 0; round < 30; round++) {
		for (size_t k = 0; k < sizeof bytes; k++) {
			uint8_t b = (uint8_t)unit_random(&seed);
			bytes[k] = round % 3 == 0 ? b : round % 3 == 1 ? b & 0x7f : (uint8_t)(b % 7);
		}
		guess_run(&g, bytes, sizeof bytes);
		CHECK(g.chosen == NULL);
	}
	guess_run(&g, bytes, 0);
	CHECK(g.chosen == NULL && g.n == 0);
}

TEST(few_frames_are_not_sure)
{
	const struct device *d = dev_find(STR("nonin2"));
	record(d, 1);
	size_t length = d->length;
	guess_run(&g, bytes + 1, 3 * length); /* behind the acknowledgement of its command */
	CHECK(g.chosen == NULL);
	guess_run(&g, bytes + 1, 4 * length);
	CHECK(g.chosen == d); /* 4 × 8 bits */
	char why[GUESS_WHY];
	guess_why(&g, &g.row[0], why);
	CHECK_STR(why, "chosen: the check of 4 frames is right, of 0 wrong");
}

TEST(the_registry_fits)
{
	CHECK(dev_count <= GUESS_ROWS);
	CHECK_EQ(guess_next(0), 256);
	CHECK_EQ(guess_next(255), 256);
	CHECK_EQ(guess_next(256), 512);
	CHECK_EQ(guess_next(GUESS_BYTES - 1), GUESS_BYTES);
	CHECK_EQ(guess_bits(dev_find(STR("conteceb"))), 7);
	CHECK_EQ(guess_bits(dev_find(STR("cms50d"))), 0);
}

int
main(void)
{
	RUN(a_device_with_a_check_is_chosen_and_one_without_is_offered);
	RUN(nothing_is_chosen_in_noise);
	RUN(few_frames_are_not_sure);
	RUN(the_registry_fits);
	return unit_done();
}
