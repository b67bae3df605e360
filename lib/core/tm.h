/* Stream time: int64 microseconds, Unix time (UTC, no leap seconds) or from the start of a recording. As text always six
 * decimals. */
#ifndef IOMT_CORE_TM_H
#define IOMT_CORE_TM_H

#include "core/str.h"

#include <stdbool.h>
#include <stdint.h>

#define TM_NONE INT64_MIN /* no time known */
#define TM_MAX  (INT64_C(253402300800) * 1000000) /* the year 10000: no TIME is this large */
#define TM_S    INT64_C(1000000)

enum { TM_TEXT = 24, TM_ISO_TEXT = 32 }; /* room that tm_put and tm_put_iso need */

char *tm_put(char *p, int64_t us); /* "12.500000" */
bool tm_get(struct str s, int64_t *us); /* 1 to 6 decimals or none; an exponent is taken when the value is a whole microsecond */

char *tm_put_iso(char *p, int64_t us); /* 2026-01-01T00:00:00.016412Z */

/* A date and time: 2026-01-01, 2026-01-01T12:00[:00[.5]][Z|+hh:mm]. *zone tells whether one stood there. */
bool tm_get_iso(struct str s, int64_t *us, bool *zone);
bool tm_get_zone(struct str s, int64_t *us); /* +02:00, -0530, Z: µs that its civil time is ahead of UTC */

/* Days from the Unix epoch of a civil date (Gregorian), and back. */
int64_t tm_days(int year, unsigned month, unsigned day);
void tm_civil(int64_t days, int *year, unsigned *month, unsigned *day);

/* A duration with its unit: 10s, 1m30s, 250ms, 2h, 1.5d. Only "0" needs none. */
bool tm_get_duration(struct str s, int64_t *us);
char *tm_put_duration(char *p, int64_t us); /* 90 s is "1m30s" */

/* A position for --from and --to: seconds, m:s, h:m:s, or ISO with zone (then *absolute). */
bool tm_get_position(struct str s, int64_t *us, bool *absolute);

/* A sampling rate as the exact fraction num / den samples a second, from "360", "62.5" or "500/3". */
struct rate {
	int64_t num, den; /* both > 0, lowest terms */
};
bool rate_get(struct str s, struct rate *r);
char *rate_put(char *p, struct rate r); /* a decimal where it is exact in 6 places, else n/d */
double rate_hz(struct rate r);

/* Time of sample `index` after sample 0: round(index / rate), exact, never a sum of rounded times. */
int64_t rate_us(struct rate r, int64_t index);

/* Number of samples that start in `us`: round(us × rate). */
int64_t rate_samples(struct rate r, int64_t us);

#endif
