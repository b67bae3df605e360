/* The signal dictionary: every quantity once (signals.def). */
#ifndef IOMT_RECORD_SIGNALS_H
#define IOMT_RECORD_SIGNALS_H

#include "core/str.h"

enum sig_kind { SIG_WAVE, SIG_NUM };
enum sig_pace { SIG_CONTINUOUS, SIG_SPOT };

struct sig_def {
	const char *name;
	enum sig_kind kind;
	enum sig_pace pace;
	const char *unit;      /* UCUM */
	double low, high;      /* plausible range in `unit` */
	int decimals;          /* to show a person */
	const char *display;   /* "Heart rate" */
	const char *loinc;     /* code, "" when there is none that fits */
	unsigned long mdc;     /* IEEE 11073-10101 code (partition << 16 | term), 0 when there is none */
	const char *mdc_id;    /* MDC_…, "" when there is none */
	const char *category;  /* FHIR observation category: vital-signs, laboratory, survey, activity, procedure, "" */
};

extern const struct sig_def sig_table[];
extern const unsigned sig_count;

/* By name, with or without instance; NULL when it is not in the dictionary. */
const struct sig_def *sig_find(struct str signal);

#endif
