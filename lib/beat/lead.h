/* One lead of a stream: `wave` records in, `beat` and `num hr` records out, in order of time. Knows about breaks, clocks and
 * restarts (stretch.h) and about records (rates.h); the detector (qrs.h) knows only samples. */
#ifndef IOMT_BEAT_LEAD_H
#define IOMT_BEAT_LEAD_H

#include "beat/agree.h"
#include "beat/fuse.h"
#include "beat/qrs.h"
#include "beat/rates.h"

/* Zeroed: no stretch is open. May be copied with =. */
struct lead {
	struct qrs qrs;
	struct stretch stretch;
	struct rates rates;       /* of a lead that is judged by itself */
	int64_t guess;            /* INDEX of the last first guess */
	bool guessed;             /* there is one in this stretch */
	struct agree_times found; /* its own beats, also where leads are judged together */
};

/* The leads that it is judged together with, and its number among them. */
struct lead_group {
	struct fuse *fuse;
	const struct fuse_sink *sink;
	unsigned number;
};

/* A wave record; buf: room for SMP_LINE samples. g: NULL where the lead is judged by itself. */
enum stretch_got lead_wave(
	struct lead *l, const struct rates_sink *s, const struct lead_group *g, const struct rec *r, int32_t *buf);

/* No more samples: writes what waits, and rates up to the last sample and on until there is none, but before `until`. To be called
 * again with a later `until` while rates are due. */
void lead_finish(struct lead *l, const struct rates_sink *s, const struct lead_group *g, int64_t until);

/* Everything that the lead will write from now on has a later TIME than this; INT64_MAX when nothing waits. */
int64_t lead_settled(const struct lead *l);

/* TIME behind the last sample. */
int64_t lead_end(const struct lead *l);

#endif
