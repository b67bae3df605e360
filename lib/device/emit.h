/* Where parse() puts what it found, and the policies of iomt-stream(5) that hold for every device:
 *
 *   - a sample goes into its channel's block of FS/4 samples; INDEX counts sample periods, lost ones included;
 *   - a number is written when it changes and at each whole second by the sample index while the device sends it;
 *   - a state (finger, search, battery) is an event when it changes, and a flag on numbers and blocks while it lasts;
 *   - lost samples are an `event gap`; `stat` every 10 s of stream time and at the end; `tick` when everything before it is
 * written.
 *
 * TIME of what a sample frame says is that sample's (device/fit.h). What other frames say has the newest of that and their arrival.
 */
#ifndef IOMT_DEVICE_EMIT_H
#define IOMT_DEVICE_EMIT_H

#include "core/map.h"
#include "device/device.h"
#include "device/fit.h"
#include "record/recw.h"
#include "record/samples.h"

enum {
	EMIT_STAT = 10,   /* seconds between two `stat` */
	EMIT_TICKS = 8,   /* ticks that can wait for a block */
	EMIT_SILENCE = 1, /* seconds without a sample after which an arrival can mean a gap */
	EMIT_UNIT = 24,   /* room for a unit */
	EMIT_HEX = 64     /* bytes of a frame in `err range` */
};

enum emit_state { EMIT_FINGER_OFF, EMIT_LEAD_OFF, EMIT_SEARCHING, EMIT_LOW_PERFUSION, EMIT_LOW_BATTERY, EMIT_STATES };

/* Kinds of record whose TIME must not go back. */
enum emit_kind { EMIT_EVENT, EMIT_INFO, EMIT_ERR, EMIT_NUM, EMIT_STATS, EMIT_KINDS };

/* What all devices of one output share. */
struct dev_sink {
	struct recw *w;
	uint64_t errors;  /* `err` records written */
	uint64_t refused; /* sources whose frames cannot be decoded without an option */
	struct map waves; /* (source, signal) → struct wavew, made at a channel's first sample */
	struct str only;  /* -c: patterns of the signals to write; p NULL: all */
	bool beep;        /* -a beep: the device's beat marks too */
	enum fit_mode time;
	int64_t zone;        /* --tz: µs that the devices' civil time is ahead of UTC; TM_NONE: nobody said */
	bool rel;            /* the stream runs from 0: stored records have their distance from the first one */
	unsigned incomplete; /* downloads of which something is missing */
};

struct dev_emit {
	const struct device *dev;
	struct rate rate; /* sample periods a second: the device's, or what was asked for */
	struct dev_sink *sink;
	char source[REC_SOURCE + 1];
	struct fit fit;
	int64_t arrival;               /* of the frame that is parsed; TM_NONE for bare bytes */
	int64_t now;                   /* TIME of the newest sample; TM_NONE before the first */
	int64_t newest[EMIT_KINDS];    /* TIME written */
	bool sampled;                  /* the frame that is parsed is a sample */
	int64_t counted;               /* of emit_lost(); −1: nobody counted */
	int64_t wraps;                 /* … by a counter that begins again after so many; 0: it does not */
	int64_t whole;                 /* bare bytes: the newest whole second */
	struct wavew *wave[DEV_WAVES]; /* in the sink; NULL before the first sample */
	int64_t index;                 /* of the newest sample period, from 0; −1 before the first */
	int64_t seen;                  /* arrival of the newest sample, TM_NONE before the first */
	uint64_t batch;                /* bytes of the read that the frame came in */
	const uint8_t *frame;          /* that is parsed: for `err range` */
	size_t length;
	uint64_t offset;
	uint64_t hole;   /* bytes bad or missing since the last good frame */
	bool reopened;   /* no sample since a reconnect */
	unsigned states; /* bits of enum emit_state */
	unsigned known;  /* bits of the waves that were asked for in the sink */
	uint32_t bits;   /* of emit_bits */
	bool marked;     /* the newest sample had the beat mark */
	int64_t beat;    /* index of the newest beat; −1: none since a gap */
	struct emit_num {
		bool have, none, range, wanted, asked;
		int decimals;
		unsigned flags;
		uint32_t bits;
		int64_t mantissa, second;
	} num[DEV_NUMS];
	struct emit_stat {
		uint64_t bytes, frames, bad, lost, skipped, resync, reconnects, range;
		int64_t next;        /* stream time of the next stat; TM_NONE before any */
		int64_t first, last; /* arrivals of the first and last sample since the last stat */
		uint64_t samples;    /* between them */
		int64_t jitter;      /* RFC 3550: µs × 16 */
		int64_t transit;     /* arrival − sample time of the sample before */
		bool has_transit;
	} stat;
	double gain[DEV_WAVES], base[DEV_WAVES]; /* gain 0: the table's */
	struct emit_name {
		char signal[REC_SIGNAL + 1], unit[EMIT_UNIT]; /* signal "": the table's */
	} wave_name[DEV_WAVES], num_name[DEV_NUMS];
	int64_t tick[EMIT_TICKS];
	int ticks;
	bool quiet; /* nothing came since the last tick */
	struct emit_stored {
		bool clocked, any;
		int64_t ahead;       /* µs: the device's clock against the host's */
		int64_t base, first; /* TIME of the first record without a host's clock, and its device time */
		int64_t written;     /* TIME of the newest record */
		unsigned user;       /* whose records they are; 0: nobody's in particular */
	} stored;
};

/* For parse() */

void emit_sample(struct dev_emit *e);             /* the frame is the next sample period: call it first */
void emit_lost(struct dev_emit *e, int64_t lost); /* the device's own counter: so many periods are missing before this frame */
/* The same of a counter that begins again after `wraps`: after a silence the time tells how often it did. */
void emit_lost_of(struct dev_emit *e, int64_t lost, int64_t wraps);
void emit_wave(struct dev_emit *e, unsigned wave, int32_t count);
/* A sample of a `loose` channel, which has an index of its own: never back; a jump forward is a gap of that channel. */
void emit_wave_at(struct dev_emit *e, unsigned wave, int64_t index, int32_t count);
void emit_gain(struct dev_emit *e, unsigned wave, double gain); /* from the next sample on, in place of the table's */
void emit_num(struct dev_emit *e, unsigned num, int64_t mantissa, int decimals, unsigned flags);
void emit_none(struct dev_emit *e, unsigned num, unsigned flags); /* the device says: no value */

/* A value that cannot be: an `err range` with the frame, and no value. want: "0..100". */
void emit_range(struct dev_emit *e, unsigned num, int64_t got, const char *want);

/* The device's own status bits, as they came: key `bits` (hex) of its numbers while not 0. Before the numbers of the frame. */
void emit_bits(struct dev_emit *e, uint32_t bits);
void emit_state(struct dev_emit *e, enum emit_state state, bool on);
void emit_spot(
	struct dev_emit *e); /* the numbers of this frame are a measurement of their own: they are written though they repeat */
void emit_beat(struct dev_emit *e, bool mark); /* every sample: a beat is where the mark rises */
void emit_event(struct dev_emit *e, const char *code, struct str text);
void emit_info(struct dev_emit *e, const char *key, struct str text);

/* Bytes are bad or missing before this frame: what was put together from several frames begins anew. Before emit_sample. */
bool emit_broken(const struct dev_emit *e);

/* Stored records (emit_stored.c). Times of the device are µs since 1970 of its own civil time, whatever zone that is in. */
struct emit_value {
	bool none, live; /* live: measured now, not stored; TIME is its arrival where that is known */
	int64_t mantissa;
	int decimals;
	unsigned flags;
};
void emit_clock(struct dev_emit *e, int64_t device); /* the device told what its clock shows */
void emit_user(struct dev_emit *e, unsigned user);   /* of the stored records that follow: SOURCE is NAME/uN; 0: NAME */
/* At the end: how many records there were to get (−1: the device did not say), and how many came. torn: some are known to be missing. */
void emit_download(struct dev_emit *e, int64_t want, int64_t got, bool torn);
/* dated: the device has a calendar; otherwise `device` counts from an arbitrary start. */
void emit_stored(struct dev_emit *e, unsigned num, struct emit_value v, int64_t device, bool dated);

/* For setup(), and before the first sample: what differs from the table. */
void emit_rate(struct dev_emit *e, struct rate rate);
void emit_become(struct dev_emit *e, const struct device *d);   /* another table, of the same protocol */
void emit_base(struct dev_emit *e, unsigned wave, double base); /* with emit_gain */
void emit_name_wave(struct dev_emit *e, unsigned wave, struct str signal, struct str unit);
void emit_name_num(struct dev_emit *e, unsigned num, struct str signal, struct str unit);
/* Frames of this source cannot be decoded as they are: an `event unsupported`, and the exit status of damage. */
void emit_refuse(struct dev_emit *e, const char *why);

/* For the push loop and its parts */

void emit_start(struct dev_emit *e, struct dev_sink *sink, const struct device *d, struct str source);
void emit_reopen(struct dev_emit *e); /* opened anew: INDEX will go on by the time that passed */
void emit_err(struct dev_emit *e, const char *code, uint64_t offset, uint64_t length, const uint8_t *b, size_t n);
int64_t emit_stamp(struct dev_emit *e, enum emit_kind kind); /* TIME for a record of that kind now */
void emit_count_sample(struct dev_emit *e);
void emit_settle(struct dev_emit *e); /* after each frame: due stat, ticks that need wait no longer */
void emit_tick(struct dev_emit *e, int64_t time);
void emit_flush(struct dev_emit *e); /* blocks and ticks that are held */
void emit_skip_waves(struct dev_emit *e, int64_t lost);
bool emit_wanted(const struct dev_emit *e, struct str signal);
unsigned emit_wave_flags(const struct dev_emit *e, unsigned wave); /* of the states that last and concern it */
void emit_finish(struct dev_emit *e);                              /* flush, and the last stat */

/* Keys of a `dev` record that is being written. */
void dev_options_put(struct recw *w, const struct dev_options *o);
/* What a `dev` record says. */
struct dev_options dev_options_read(const struct rec *r);

void dev_sink_start(struct dev_sink *s, struct recw *w);
void dev_sink_drop(struct dev_sink *s, struct str source); /* the source is over, every decoder of it finished */
void dev_sink_stop(struct dev_sink *s);

#endif
