/* The header of EDF, EDF+, BDF and BDF+ files: fixed text fields, 256 bytes for the recording and 256 a signal.
 *
 * Layout: Kemp B et al., "A simple format for exchange of digitized polygraphic recordings", Electroenceph clin Neurophysiol 82 (1992);
 * Kemp B, Olivan J, "European data format 'plus' (EDF+)", Clin Neurophysiol 114 (2003), www.edfplus.info; BDF: biosemi.com/faq/file_format.htm.
 * All slices point into the header's text. */
#ifndef IOMT_FORMAT_EDF_HEADER_H
#define IOMT_FORMAT_EDF_HEADER_H

#include "core/str.h"
#include "core/tm.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	EDF_PART = 256,      /* bytes of the recording's part, and of each signal's */
	EDF_SIGNALS = 4096,  /* signals at the most */
	EDF_WHY = 96,        /* room for the words of what is wrong */
	EDF_LENGTH_AT = 184, /* where the fields lie that an `err` may point at */
	EDF_RECORDS_AT = 236
};

struct edf_signal {
	struct str label, transducer, unit, prefilter, reserved;
	struct str physical_min, physical_max, digital_min, digital_max; /* as they stand */
	bool marks;                                                      /* EDF Annotations */
	bool calibrated;   /* gain and base hold what the header says; else they are 1 and 0 */
	double gain, base; /* physical = (count − base) / gain: each the double nearest to the exact value */
	int64_t samples;   /* a data record */
	int64_t at;        /* byte of its first sample in a data record */
};

struct edf_head {
	bool bdf;  /* 24-bit samples */
	bool plus; /* EDF+: the first annotation of each data record tells its time */
	bool gaps; /* EDF+D */
	int width; /* bytes of a sample */
	struct str patient, recording, reserved, date, time;
	struct str startdate; /* of an EDF+ recording field: "02-AUG-1999", "X" */
	bool has_start;
	int64_t start_us;    /* local date and time as if it were UTC */
	int64_t said;        /* bytes of the header, as it says; −1: no number */
	int64_t records;     /* data records; −1: not known */
	bool records_odd;    /* the field is neither −1 nor a count */
	int64_t duration_ns; /* of a data record; 0: it holds annotations only */
	int64_t nsignals;
	struct edf_signal *signal; /* of the caller, nsignals of them */
	int64_t record_bytes;
};

/* Whether a file that begins with these bytes is one. 1 yes, 0 no, −1: more bytes are needed. */
int edf_probe(struct str head, bool end);

/* The recording's part (EDF_PART bytes). False, and what is wrong in `why` (EDF_WHY bytes). */
bool edf_recording(struct edf_head *h, const char *text, char *why);

/* The signals' part (EDF_PART × nsignals bytes) into h->signal. Likewise. */
bool edf_signals(struct edf_head *h, const char *text, char *why);

/* samples a data record / its duration, exact. False where that is no rate that a stream can hold. */
bool edf_rate(const struct edf_head *h, const struct edf_signal *s, struct rate *rate);

#endif
