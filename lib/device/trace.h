/* --trace: a device's bytes for a person. parse() is not run; trace() names the fields of each frame and this room prints
 *
 *	    18     0.033333  <  [01 80][c6][ba][89][c8][e2][d9 81]  real-time sample
 *	                        @4        pulse       72 /min
 *	    27     0.050000  <  01 80 c6 ba 17                         bad: byte 4 of a 9-byte packet has bit 7 clear
 *
 * offset (in the count of the stream and direction), time (of arrival, `-` where there is none), direction, bytes with the
 * borders of fields, then a line a field. */
#ifndef IOMT_DEVICE_TRACE_H
#define IOMT_DEVICE_TRACE_H

#include "core/out.h"
#include "device/device.h"

enum { TRACE_FIELDS = 40, TRACE_NAME = 40, TRACE_TEXT = 64, TRACE_BAD = 16 /* bytes a line */ };

struct dev_fields {
	const char *title; /* of the frame */
	int n;
	struct dev_field {
		uint16_t at, length;
		bool odd; /* not as it should be: coloured */
		char name[TRACE_NAME], text[TRACE_TEXT];
	} field[TRACE_FIELDS];
};

/* For trace(). at, length: the bytes of the frame that the field stands in. What does not fit is cut. */
void field_title(struct dev_fields *f, const char *title);
void field_dec(struct dev_fields *f, size_t at, size_t length, const char *name, int64_t mantissa, int decimals, const char *unit);
/* A value that is none, or may lie over its maximum. */
void field_value(struct dev_fields *f, size_t at, size_t length, const char *name, int64_t mantissa, int decimals, const char *unit,
	bool none, int64_t max);
void field_hex(struct dev_fields *f, size_t at, size_t length, const char *name, uint32_t value, int digits);
void field_word(struct dev_fields *f, size_t at, size_t length, const char *name, const char *word);
void field_odd(struct dev_fields *f, size_t at, size_t length, const char *name, const char *word); /* "none", "out of range" */
void field_text(struct dev_fields *f, size_t at, size_t length, const char *name, struct str text); /* unprintable: "." */
void field_flag(struct dev_fields *f, size_t at, size_t length, const char *name, bool set);        /* only a set one is shown */

struct dev_trace {
	struct out *out;
	bool colour;
	/* the bad stretch that is being collected */
	uint64_t bad_at, bad_n;
	int64_t bad_time;
	uint8_t bad[TRACE_BAD];
	char why[TRACE_TEXT];
	char dir;
	char source[65]; /* of the line before: a heading when it changes */
};

void trace_start(struct dev_trace *t, struct out *out, bool colour);
void trace_source(struct dev_trace *t, struct str source, const struct device *d); /* whose lines follow */
void trace_frame(struct dev_trace *t, const struct device *d, char dir, uint64_t offset, int64_t time, const uint8_t *b, size_t n);
void trace_bad(struct dev_trace *t, char dir, uint64_t offset, int64_t time, uint8_t byte, const char *why);
void trace_settle(struct dev_trace *t);                              /* writes the bad stretch, if there is one */
void trace_note(struct dev_trace *t, int64_t time, struct str text); /* a line between the bytes */

#endif
