#include "beat/qrs.h"

#include "beat/feat.h"
#include "beat/model.h"

#include <string.h>

enum {
	QRS_SURE = 4,  /* log odds of the first look that need no second */
	QRS_RIVAL = 50 /* … unless another candidate within 0.4 s is not out of the question */
};

bool
qrs_start(struct qrs *q, struct rate fs)
{
	memset(q, 0, sizeof *q);
	q->last = q->guessed = -1;
	spike_start(&q->spike, fs);
	return front_start(&q->front, fs);
}

static struct front_cand *
cand(struct qrs *q, uint32_t i)
{
	return &q->cand[i % QRS_CANDS];
}

static void
score(struct qrs *q)
{
	float v[FEAT_MAX];
	feat_first(q, q->scored, v);
	cand(q, q->scored)->score = model_first(v);
	q->scored++;
}

/* Whether the first look leaves no doubt: far from a beat, or surely one with no rival near. */
static bool
certain(struct qrs *q, uint32_t i)
{
	const struct front_cand *c = cand(q, i);

	if (c->score < -QRS_SURE)
		return true;
	if (c->score < QRS_SURE)
		return false;
	for (uint32_t j = i + 1; j < q->scored && cand(q, j)->n - c->n < QRS_RIVAL; j++)
		if (cand(q, j)->score > -QRS_SURE / 2)
			return false;
	for (uint32_t j = i; j-- > 0 && i - j < QRS_CANDS / 2 && c->n - cand(q, j)->n < QRS_RIVAL;)
		if (cand(q, j)->score > -QRS_SURE / 2)
			return false;
	return true;
}

static void
judge(struct qrs *q, qrs_emit emit, void *arg)
{
	const struct front_cand *c = cand(q, q->judged);
	float odds = c->score;

	if (!certain(q, q->judged)) {
		float v[FEAT_MAX];

		feat_second(q, q->judged, v);
		odds = model_second(v);
	}
	q->judged++;
	if ((odds < 0 && !q->all) || c->index <= q->last)
		return;
	q->last = c->index;
	emit(arg, &(struct qrs_beat){
			  .index = c->index, .odds = (double)odds, .class = odds < 0 ? '?' : class_judge(q, q->judged - 1, odds) });
}

/* The newest candidate by what was before it: the first look, with nothing behind. */
static void
guess(struct qrs *q, qrs_emit emit, void *arg)
{
	const struct front_cand *c = cand(q, q->made - 1);
	float v[FEAT_MAX];

	feat_first(q, q->made - 1, v);
	float odds = model_first(v);
	if (odds < 0 || c->index <= q->guessed)
		return;
	q->guessed = c->index;
	emit(arg, &(struct qrs_beat){ .index = c->index, .odds = (double)odds, .class = '?', .early = true });
}

static void
judge_due(struct qrs *q, int64_t now, qrs_emit emit, void *arg)
{
	for (;;) {
		bool waits = q->judged < q->scored;
		int64_t first = q->scored < q->made ? cand(q, q->scored)->n + QRS_FIRST : INT64_MAX;
		/* by then all its rivals have had their first look: what is certain need not wait */
		int64_t sure = waits ? cand(q, q->judged)->n + QRS_FIRST + QRS_RIVAL : INT64_MAX;
		int64_t second = waits ? cand(q, q->judged)->n + QRS_AHEAD : INT64_MAX;
		if (first <= now && first <= sure)
			score(q);
		else if (sure <= now && certain(q, q->judged))
			judge(q, emit, arg);
		else if (first <= now && first <= second)
			score(q);
		else if (second <= now)
			judge(q, emit, arg);
		else
			return;
	}
}

/* Samples without the pulses of a pacemaker. */
static void
feed(struct qrs *q, const int32_t *x, size_t n, qrs_emit emit, void *arg)
{
	while (n) {
		struct front_cand c;
		bool found;
		size_t used = front_feed(&q->front, x, n, &c, &found);
		x += used;
		n -= used;
		class_take(&q->class, &q->front);
		/* those due are judged before they could know of the new one, whatever the length of the piece */
		judge_due(q, q->front.n - 1, emit, arg);
		if (found) {
			q->cand[q->made++ % QRS_CANDS] = c;
			q->front.floor = (int64_t)(0.06f * feat_level(q, c.n));
			q->front.floor_n = c.n;
			if (q->early)
				guess(q, emit, arg);
		}
	}
}

void
qrs_feed(struct qrs *q, const int32_t *x, size_t n, qrs_emit emit, void *arg)
{
	int32_t clean[SPIKE_BLOCK + SPIKE_HOLD];

	if (!q->spike.before) { /* no pulses are looked for at this rate */
		feed(q, x, n, emit, arg);
		return;
	}
	while (n) {
		size_t m = n < SPIKE_BLOCK ? n : SPIKE_BLOCK;

		feed(q, clean, spike_feed(&q->spike, x, m, clean), emit, arg);
		x += m;
		n -= m;
	}
}

void
qrs_finish(struct qrs *q, qrs_emit emit, void *arg)
{
	int32_t rest[SPIKE_BLOCK + SPIKE_HOLD];

	feed(q, rest, spike_finish(&q->spike, rest), emit, arg);
	judge_due(q, INT64_MAX - 1, emit, arg);
}

int64_t
qrs_settled(const struct qrs *q)
{
	int64_t n = q->judged < q->made ? q->cand[q->judged % QRS_CANDS].n : q->front.n - FRONT_NEAR;
	int64_t i = front_index(&q->front, n < 32 ? 0 : n - 32);
	return i;
}
