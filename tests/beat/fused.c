#include "fused.h"

#include "beat/fuse.h"
#include "core/num.h"
#include "core/out.h"
#include "record/recw.h"

enum { SECOND_US = 1000000, LONGEST = 7200 /* s */ };

struct got {
	struct ec57_ann *out;
	size_t n;
};

static void
take(void *arg, struct recw *w, struct rec *r)
{
	struct got *g = arg;
	int64_t index;

	(void)w;
	if (r->type == REC_BEAT && num_get_i64(rec_key(r, STR("index")), &index))
		g->out[g->n++] = (struct ec57_ann){ .time = index, .code = 1 };
}

size_t
fused(const struct fused_cand *const c[2], const size_t n[2], int fs, struct ec57_ann *out)
{
	static struct fuse f;
	static struct track track;
	static struct out nowhere;
	struct recw w;
	struct got got = { .out = out };
	struct rates_sink sink = { .w = &w, .source = STR("a"), .signal = STR("ecg:fuse"), .rate_name = STR("hr") };
	struct fuse_sink s = { .out = &sink, .track = { &track, &track }, .first = &track };
	size_t at[2] = { 0, 0 };

	f = (struct fuse){ 0 };
	track = (struct track){ .fs = { fs, 1 }, .fs_text = "1" };
	track_anchor(&track, 0, 0);
	out_nowhere(&nowhere);
	recw_start(&w, &nowhere);
	w.tap = take;
	w.tap_arg = &got;
	fuse_join(&f, 0, 0, 0);
	fuse_join(&f, 1, 0, 0);
	for (int64_t t = 1; t < LONGEST && (at[0] < n[0] || at[1] < n[1]); t++) /* a second of each, as the tools get them */
		for (unsigned l = 0; l < 2; l++) {
			for (; at[l] < n[l] && c[l][at[l]].index < t * fs; at[l]++)
				fuse_take(&f, l, track_time(&track, c[l][at[l]].index), c[l][at[l]].odds);
			fuse_settle(&f, &s, l, t * SECOND_US);
		}
	fuse_leave(&f, &s, 0);
	fuse_leave(&f, &s, 1);
	return got.n;
}
