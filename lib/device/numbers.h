/* What devices that print numbers share: `numbers` and the sketches of boards. */
#ifndef IOMT_DEVICE_NUMBERS_H
#define IOMT_DEVICE_NUMBERS_H

#include "device/numline.h"
#include "device/trace.h"

struct numbers {
	bool refused, fixed, begun, paced, own, headed, leads;
	uint8_t n; /* columns; 0: not known */
	uint8_t kind[COLUMNS], decimals[COLUMNS];
	uint32_t name[COLUMNS]; /* of pairs and headers: what tells them apart */
};

int numbers_frame(const uint8_t *b, size_t n);
const char *numbers_why(const uint8_t *b, size_t n);
void numbers_parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
void numbers_trace(struct dev_fields *f, const uint8_t *b, size_t n);
void numbers_columns(struct numbers *s, struct dev_emit *e, const char *text);
const char *numbers_wrong(const struct dev_options *o);
extern const struct dev_wave numbers_waves[];

#endif
