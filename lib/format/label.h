/* What a recording's label and unit mean: names of the signal dictionary, UCUM units. For every format whose channels are named by
 * people. */
#ifndef IOMT_FORMAT_LABEL_H
#define IOMT_FORMAT_LABEL_H

#include "core/str.h"
#include "record/rec.h"

enum { LABEL_UNIT = 24 };

/* The dictionary's name for a waveform with this label and UCUM unit: "ecg" for MLII, V5, ECG 1; "abp" for ART in mm[Hg]. "wave"
 * where no entry of the dictionary can be told from them. A name is given only where the unit agrees with it. */
const char *label_signal(struct str label, struct str unit);

/* A unit as written in a header → UCUM, ASCII: mmHg is mm[Hg], µV (UTF-8 or Latin-1) is uV, degC is Cel, bpm is /min, NU is 1.
 * An unknown one keeps its printable characters. dst has LABEL_UNIT bytes, is NUL-terminated and never empty. */
void label_unit(char *dst, struct str unit);

/* Names channel number i of a recording: the dictionary's name, and the label, or the channel's number from 1, as its instance; "#2" behind
 * the second one of a name. The names stand `stride` bytes apart from `names` on, those before i are there already; REC_SIGNAL + 1
 * bytes each. unit: UCUM. */
void label_channel(char *names, size_t stride, size_t i, struct str label, struct str unit);

#endif
