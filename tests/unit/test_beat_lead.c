/* What a lead costs, and what the fusion of leads does with a few candidates. */
#include "beat/fuse.h"
#include "beat/lead.h"
#include "core/out.h"
#include "unit.h"

#include <string.h>

/* History: the input samples (those that wait for the judgement of a pulse of a pacemaker, too), the internal signal, its sums and
 * differences, the candidates, past beats and pulses. */
TEST(beside_its_history_a_lead_keeps_at_most_2_kB)
{
	const struct lead *l = NULL;
	size_t rings = sizeof(l->qrs.front.raw) + sizeof(l->qrs.front.y) + sizeof(l->qrs.front.d) + sizeof(l->qrs.front.e) +
		       sizeof(l->qrs.front.prefix) + sizeof(l->qrs.front.lost) + sizeof(l->qrs.front.esum) +
		       sizeof(l->qrs.front.hsum) + sizeof(l->qrs.cand) + sizeof(l->found.at) + sizeof(l->qrs.class.d) +
		       sizeof(l->qrs.class.past) + sizeof(l->qrs.class.lag) + sizeof(l->qrs.spike.x) + sizeof(l->qrs.spike.pulse);

	printf("# a lead: %zu bytes of history, %zu beside it\n", rings, sizeof(*l) - rings);
	CHECK(sizeof(*l) - rings <= 2048);
}

static struct track track;
static struct recw w;
static struct out out;
static uint64_t beats;

static void
count(void *arg, struct recw *to, struct rec *r)
{
	(void)arg, (void)to;
	beats += r->type == REC_BEAT;
}

static const struct rates_sink sink = { .w = &w, .source = { "a", 1 }, .signal = { "ecg:fuse", 8 }, .rate_name = { "hr", 2 } };

/* Beats a second apart from `from` on, by leads that say a and b (0: no candidate). */
static uint64_t
seconds(struct fuse *f, int from, int n, double a, double b)
{
	struct fuse_sink s = { .out = &sink, .track = { &track, &track }, .first = &track };

	beats = 0;
	for (int i = from; i < from + n; i++) {
		int64_t t = i * INT64_C(1000000);

		if (a != 0)
			fuse_take(f, 0, t, a);
		if (b != 0)
			fuse_take(f, 1, t + 30000, b);
		fuse_settle(f, &s, 0, t + 500000);
		fuse_settle(f, &s, 1, t + 500000);
	}
	return beats;
}

static void
start(struct fuse *f)
{
	memset(f, 0, sizeof(*f));
	fuse_join(f, 0, 0, 0);
	fuse_join(f, 1, 0, 0);
}

TEST(what_both_leads_say_is_done)
{
	static struct fuse f;

	start(&f);
	CHECK_EQ(seconds(&f, 1, 20, 5, 5), 20);
	CHECK_EQ(seconds(&f, 21, 20, -5, -5), 0);
	CHECK_EQ(seconds(&f, 41, 20, 1, 2), 20);
}

TEST(the_more_certain_lead_wins)
{
	static struct fuse f;

	start(&f);
	CHECK_EQ(seconds(&f, 1, 60, 5, 0.5), 60);
	CHECK_EQ(seconds(&f, 61, 5, 3, -4), 5); /* the second has been doubtful */
	CHECK_EQ(seconds(&f, 66, 5, -4, 1), 0);
	start(&f);
	CHECK_EQ(seconds(&f, 1, 20, 5, 0), 20); /* a lead that hears nothing has no say */
}

TEST(a_lead_that_tells_nothing_is_waited_for_in_bounded_memory)
{
	static struct fuse f;
	struct fuse_sink s = { .out = &sink, .track = { &track, &track }, .first = &track };

	start(&f);
	for (int i = 1; i < 1000; i++) { /* the second never tells anything: nothing is written, nothing overflows */
		fuse_take(&f, 0, i * INT64_C(1000000), 5);
		fuse_settle(&f, &s, 0, i * INT64_C(1000000) + 1);
	}
	beats = 0;
	CHECK_EQ(f.lead[0].count, FUSE_WAIT);
	CHECK(!fuse_leave(&f, &s, 1));
	CHECK(beats >= FUSE_WAIT - 1);
	CHECK(fuse_leave(&f, &s, 0));
	CHECK_EQ(fuse_settled(&f), INT64_MAX);
}

int
main(void)
{
	track.fs = (struct rate){ 250, 1 };
	track_anchor(&track, 0, 0);
	memcpy(track.fs_text, "250", 4);
	out_nowhere(&out);
	recw_start(&w, &out);
	w.tap = count;
	RUN(beside_its_history_a_lead_keeps_at_most_2_kB);
	RUN(what_both_leads_say_is_done);
	RUN(the_more_certain_lead_wins);
	RUN(a_lead_that_tells_nothing_is_waited_for_in_bounded_memory);
	return unit_done();
}
