/* What the decoders of Nonin's serial formats share: replies to commands, and the host's side of the conversation. */
#ifndef IOMT_DEVICE_NONIN_H
#define IOMT_DEVICE_NONIN_H

#include "device/emit.h"
#include "device/trace.h"

enum { NONIN_NO_PULSE = 511, NONIN_NO_SPO2 = 127, NONIN_MAX_SPO2 = 100, NONIN_MAX_PULSE = 510 };
enum { NONIN_SPO2, NONIN_PULSE };
extern const struct dev_num nonin_nums[];

/* frame() of a format: data() is that of its data frames; replies to commands may stand between them. An acknowledgement (06, 15)
 * is one byte, so what follows it must be a frame. */
typedef int nonin_data(const uint8_t *b, size_t n);
int nonin_frame(const uint8_t *b, size_t n, nonin_data *data);
int nonin_rest(const uint8_t *b, size_t n);
const char *nonin_why(const uint8_t *b, size_t n);

/* parse() and trace() of a reply; false when it is a data frame. */
bool nonin_reply(struct dev_emit *e, const uint8_t *b, size_t n);
bool nonin_trace(struct dev_fields *f, const uint8_t *b, size_t n);

void nonin_numbers(struct dev_emit *e, unsigned pulse, unsigned spo2, unsigned flags);

/* Formats 1 and 8 (3 and 4 bytes), 2 and 7 (first byte 01 or not). */
int nonin_spot_data(const uint8_t *b, size_t n, size_t length);
void nonin_spot_parse(struct dev_emit *e, const uint8_t *b, size_t n);
void nonin_spot_trace(struct dev_fields *f, const uint8_t *b, size_t n);

enum { NONIN_PACKET = 25 };
struct nonin_stream {  /* state of the formats with a waveform */
	uint8_t frame; /* of the packet, from 1; 0: not known */
	uint8_t value[NONIN_PACKET];
	bool art; /* a frame of the packet was marked as artefact */
	bool low; /* perfusion as it was last shown */
};
void nonin_stream_parse(struct nonin_stream *s, struct dev_emit *e, unsigned status, unsigned pleth, unsigned value);
void nonin_stream_trace(struct dev_fields *f, size_t at, unsigned status, unsigned value);

extern const struct dev_session nonin1_session, nonin2_session, nonin7_session, nonin8_session, nonin13_session;

#endif
