/* One window's figures as `num` records, and which of them are withheld. */
#ifndef IOMT_BEAT_HRV_REPORT_H
#define IOMT_BEAT_HRV_REPORT_H

#include "beat/hrv_window.h"
#include "record/recw.h"

#define HRV_LEAST          60.0     /* s: nothing is given of a shorter window */
#define HRV_LEAST_SPECTRUM 120.0    /* s: no spectrum */
#define HRV_LEAST_VLF      300.0    /* s: no VLF */
#define HRV_MOST_CORRECTED 5.0      /* %: no spectrum above */
#define HRV_WARN_CORRECTED 1.0      /* %: a warning above */
#define HRV_MOST_HOLES     0.05     /* share of a window without NN: no spectrum above */
#define HRV_LONGEST        604800.0 /* s: no spectrum of more than a week */
#define HRV_SLOWEST        1250.0   /* ms, mean NN: above, 0.40 Hz is over half of the rate of the beats, HF by Lomb is an alias */

enum { HRV_ENTROPY_MOST = 20000 }; /* intervals: above, no entropy (it takes n² / 2 comparisons) */
#define HRV_LOMB_MOST 3e8          /* intervals × frequencies: above, no Lomb */

/* Where and about what is written. */
struct hrv_about {
	struct str source, by;
	int64_t end, length; /* µs */
	enum hrv_correct correct;
	bool lost; /* more intervals than the ring holds: nothing is given */
};

void hrv_report(struct recw *w, const struct hrv_about *about, const struct hrv_window *window, struct hrv_room *room);

/* The figures as a table, for tests and manual pages: name (without method) and unit of figure i; false behind the last. */
bool hrv_figure(size_t i, const char **signal, const char **unit, const char **method);

#endif
