/* Names that a person gives to what a device sends: --columns 'ecg,temp[Cel],-,wave:left[mV]'.
 *
 * A column is NAME[UNIT] or - (not wanted). NAME is a signal of the dictionary, with :INSTANCE where there are several; a number of it
 * becomes `num` records, a waveform, and any other name (as wave:NAME), `wave` records. Without UNIT a number has the dictionary's and
 * a waveform has 1: no calibration is made up. */
#ifndef IOMT_DEVICE_COLUMNS_H
#define IOMT_DEVICE_COLUMNS_H

#include "device/emit.h"

enum { COLUMNS = 16 };
enum column_kind { COLUMN_WAVE, COLUMN_NUM, COLUMN_NONE };

struct column {
	enum column_kind kind;
	char signal[REC_SIGNAL + 1], unit[EMIT_UNIT];
};

/* Reads the next column off *rest (p NULL when it was the last). False when it is malformed. */
bool column_next(struct str *rest, struct column *c);

/* Number of columns, or -1 with *why (a constant) when the text is malformed or names one signal twice. */
int columns_count(const char *text, const char **why);

/* A label that a device printed: waves of the dictionary by their name whatever its case, else wave:LABEL. */
void column_label(struct str label, struct column *c);

/* Tells the emitter: wave or number i of the device has this name. */
void column_name(struct dev_emit *e, unsigned i, const struct column *c);

#endif
