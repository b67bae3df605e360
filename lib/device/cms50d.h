/* The 5-byte packet that Contec (cms50d.c) and Berry (berry.c) share, and Contec's stored recording (cms50d_stored.c: packets,
 * cms50d_load.c: the host's side of a download). */
#ifndef IOMT_DEVICE_CMS50D_H
#define IOMT_DEVICE_CMS50D_H

#include "device/emit.h"
#include "device/trace.h"

enum { CMS50D_SPO2, CMS50D_PULSE };

int cms50d_frame(const uint8_t *b, size_t n);
const char *cms50d_why(const uint8_t *b, size_t n);
void cms50d_parse_as(struct dev_emit *e, const uint8_t *b, size_t n, bool pleth_zero_is_none);
void cms50d_trace(struct dev_fields *f, const uint8_t *b, size_t n);

/* What has come of a recording. A recording that had to be asked for twice goes on where it broke off. */
struct cms50d_stored {
	bool open, sized, torn, told, refused;
	int64_t want, got, at; /* records */
	uint64_t hole;         /* bytes lost before it began */
};

bool cms50d_is_stored(const uint8_t *b, size_t n); /* the first two bytes of a stored record, or of what comes before them */
int cms50d_stored_frame(const uint8_t *b, size_t n);
int cms50d_stored_rest(const uint8_t *b, size_t n);
int64_t cms50d_stored_length(const uint8_t *b, size_t n); /* records that follow; −1: this does not say */
void cms50d_stored(struct cms50d_stored *s, struct dev_emit *e, const uint8_t *b, size_t n);
void cms50d_stored_end(const struct cms50d_stored *s, struct dev_emit *e);
void cms50d_stored_trace(struct dev_fields *f, const uint8_t *b, size_t n);
int cms50d_any_frame(const uint8_t *b, size_t n); /* live or stored */

extern const struct dev_session cms50d_load;

#endif
