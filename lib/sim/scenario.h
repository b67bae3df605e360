/* What happens to a simulated pulse oximeter, as tables: rows in order of time; between two rows a value goes straight, in whole
 * steps, so that the second at which it passes a limit is exact and stands in iomt-sim(1). After the last row all stays as it is.
 */
#ifndef IOMT_SIM_SCENARIO_H
#define IOMT_SIM_SCENARIO_H

#include "core/str.h"
#include "sim/rhythm.h"

#include <stdint.h>

enum scenario_state {
	SCENARIO_ON,     /* finger in, values shown */
	SCENARIO_SEARCH, /* finger in, looking for a pulse */
	SCENARIO_LONG,   /* the same for too long: the device says so */
	SCENARIO_OUT,    /* no finger */
	SCENARIO_GONE    /* cable pulled: in the middle of a frame, nothing follows */
};

struct scenario_row {
	int s;              /* seconds from the first frame */
	int spo2, rate, pi; /* %, /min, % × 100 */
	enum scenario_state state;
};

struct scenario {
	const char *name, *title;
	const struct scenario_row *row;
	int n;
};

extern const struct scenario scenario_table[];
extern const int scenario_count;
const struct scenario *scenario_find(struct str name); /* NULL when there is none */

struct scenario_now {
	int spo2, pi;
	bool falling; /* spo2 goes down in this stretch */
	enum scenario_state state;
};

/* At frame k of a device that sends fps frames a second. */
void scenario_at(const struct scenario *s, int64_t k, int fps, struct scenario_now *now);

/* The heart rate as points for a rhythm that begins `lead` seconds before the first frame. Returns their number. */
int scenario_rates(const struct scenario *s, double lead, struct rhythm_point point[RHYTHM_POINTS]);

#endif
