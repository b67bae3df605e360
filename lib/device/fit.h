/* The time of each sample of a device that sends no time: from its index, its nominal rate, and when its bytes arrived.
 *
 * Arrivals are late by the queues between device and host (USB packets, scheduling), never early; so the device's clock is the line
 * that lies under them. The lateness of sample k, arrival(k) − k / rate, is reduced to its minimum a second; over the lower convex
 * hull of the minima of the last ten minutes, the edge that spans their middle is the line with the least sum of distances that
 * lies under all (the linear programme's solution). Sample times are slewed towards it by at most 1/512 of a period a sample, so
 * they are strictly increasing, a block of FS samples never reaches into the next one, and batching never puts two samples on one
 * time. */
#ifndef IOMT_DEVICE_FIT_H
#define IOMT_DEVICE_FIT_H

#include "core/tm.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	FIT_HULL = 64,  /* corners of the hull kept */
	FIT_SPAN = 600, /* seconds of minima it looks back on */
	FIT_STEADY = 8, /* seconds before a slope is believed */
	FIT_SLEW = 512  /* a sample's time moves by at most 1/FIT_SLEW of a period */
};

enum fit_mode {
	FIT_LINE,   /* --time fit: the line under the arrivals */
	FIT_DEVICE, /* --time device: the first arrival, then the nominal rate */
	FIT_HOST    /* --time host: the arrival, or where several came at once, after the sample before */
};

struct fit {
	enum fit_mode mode;
	struct rate rate;
	bool begun;
	int64_t floor;           /* no sample is earlier */
	int64_t index;           /* of the newest sample since `base` */
	int64_t base;            /* µs: time of index 0 at the nominal rate */
	int64_t off;             /* µs: of the newest sample from there */
	int64_t block;           /* samples in a wave line and two more: a block's times never reach into the next block's */
	int64_t least, least_at; /* least lateness of the second that runs, and its index */
	int64_t second;          /* index at which that second began */
	bool any;                /* it has a sample */
	int n;
	struct fit_point {
		int64_t late, at; /* µs, sample index */
	} slope, hull[FIT_HULL];  /* slope: late per at, believed in */
};

/* block: samples in a wave line. */
void fit_start(struct fit *f, enum fit_mode mode, struct rate rate, int block);

/* Time of the next sample. arrival: when its last byte came, or TM_NONE where nobody knows: then time runs from 0. */
int64_t fit_next(struct fit *f, int64_t arrival);

/* The time that the next sample would have if its arrival taught nothing new; TM_NONE before the first. */
int64_t fit_expect(const struct fit *f);

/* `lost` sample periods passed without a sample (≥ 0). */
void fit_skip(struct fit *f, int64_t lost);

/* Everything before `time` has been said to be written: later samples are not earlier, however long they were under way. */
void fit_floor(struct fit *f, int64_t time);

/* The device was opened anew: what was learnt about its clock is forgotten, time goes on. */
void fit_forget(struct fit *f);

/* How fast the device's clock runs against the host's: + is fast. False until FIT_STEADY seconds are known. */
bool fit_ppm(const struct fit *f, int64_t *ppm);

#endif
