/* -d auto: what a port sends, until it is sure what sends it. Only protocols with an integrity check are ever chosen (device/guess.h);
 * nothing is written to the port. */
#ifndef IOMT_CAPTURE_LISTEN_H
#define IOMT_CAPTURE_LISTEN_H

#include "device/guess.h"
#include "link/link.h"

enum {
	LISTEN_BYTES = 8192, /* looked at; after that it begins anew */
	LISTEN_US = 2000000, /* at one baud and framing of a real port, then the next */
	LISTEN_OFFER = 1024, /* bytes after which a person is told what it could be */
	LISTEN_WORDS = 256
};

struct listen {
	size_t n, looked;
	size_t setting; /* of the baud and framing that is tried, from 0 */
	bool offered;
	struct guess guess;
	uint8_t b[LISTEN_BYTES];
};

void listen_start(struct listen *l); /* from the first bytes at this setting on */

/* n bytes came. The device when it is sure, else NULL. How they were cut does not matter. */
const struct device *listen_heard(struct listen *l, const uint8_t *b, size_t n);

/* What it could be, best first: "berry or cms50d"; "" when nothing fits, or not enough has come. Once. */
void listen_offer(struct listen *l, char words[LISTEN_WORDS]);

/* The baud and framing number i that a device of the table has; the first again after the last. */
void listen_setting(size_t i, struct link_serial *s);

#endif
