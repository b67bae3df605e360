/* What the files of the CMS50 V7 protocol share: cms50v7.c (packets from the device), cms50v7_stored.c (those of a download),
 * cms50v7_session.c (the host's side while live), cms50v7_load.c (the host's side of a download),
 * cms50v7_clock.c (setting its clock). */
#ifndef IOMT_DEVICE_CMS50V7_H
#define IOMT_DEVICE_CMS50V7_H

#include "device/emit.h"

enum {
	V7_VALUES = 7,
	V7_PACKET = 9,      /* bytes of the longest packet, and of every command */
	V7_SEGMENTS = 48,   /* recordings of one device */
	V7_BYTES = 1 << 20, /* of one recording: more is no length */
	V7_NO_PULSE = 255,
	V7_NO_SPO2 = 127,
	V7_MAX_SPO2 = 100,
	V7_NO_PI = 0xffff,
	V7_MAX_PI = 2200
};
enum { V7_SPO2, V7_PULSE, V7_PI };

struct v7_packet {
	uint8_t type;
	size_t n;
	uint8_t v[V7_VALUES];
};

int cms50v7_frame(const uint8_t *b, size_t n);
struct v7_packet cms50v7_unpack(const uint8_t *b, size_t n);

/* A command with its arguments, behind what say holds. */
void cms50v7_send(struct dev_say *say, uint8_t command, const uint8_t *arg, size_t n);

/* µs since 1970 of century, year, month, day at v; false when there is no such day. */
bool cms50v7_date(const uint8_t v[4], int64_t *us);

/* What is known about the recordings of a device. got: samples written. A recording that had to be asked for twice goes on where it
 * broke off. */
struct v7_stored {
	bool any;               /* a length, or that there is no recording, was told */
	bool open, dated, torn; /* a recording's samples come; its date is known; some are missing, so no more of it is taken */
	uint8_t user, segment, users;
	int current;        /* of the table; −1: none */
	int64_t date, time; /* µs: since 1970, since midnight */
	uint32_t at;        /* of the next sample */
	uint64_t hole;      /* bytes lost before the newest packet */
	int known;
	struct {
		uint8_t user, segment, size; /* size: bytes of a sample; 0: not known yet */
		uint32_t bytes, got;
	} of[V7_SEGMENTS];
};

/* A packet of the types 07 08 09 0A 0F 10 12 15. NULL, or why it is of no use. */
const char *cms50v7_stored(struct v7_stored *s, struct dev_emit *e, const struct v7_packet *p);
void cms50v7_stored_end(const struct v7_stored *s, struct dev_emit *e);

extern const struct dev_session cms50v7_session, cms50v7_load, cms50v7_clock;

#endif
