/* What the decoders of OpenBCI's boards on the serial dongle share. */
#ifndef IOMT_DEVICE_OPENBCI_H
#define IOMT_DEVICE_OPENBCI_H

#include "device/emit.h"
#include "device/trace.h"

enum {
	OPENBCI_LENGTH = 33,
	OPENBCI_EEG = 8, /* channels in a packet */
	OPENBCI_ALL = 16,
	OPENBCI_ACC = 3,
	OPENBCI_AUX = 4,
	OPENBCI_HELD = 2,
	OPENBCI_COMMAND = 10
};

/* State of parse() and said(). */
struct openbci {
	bool daisy;
	uint8_t first_acc, first_aux; /* numbers of those waves */
	bool counted, shifted, refused;
	uint8_t number, held_first, held; /* sample number of the newest packet; packets that wait */
	uint8_t packet[OPENBCI_HELD][OPENBCI_LENGTH];
	int64_t half[2], acc_at[OPENBCI_ACC], acc_index[OPENBCI_ACC], aux_index;
	int64_t parity; /* Daisy: what makes the sample index as odd as the sample number */
	uint8_t mode;   /* board mode that was asked for: '0'..'4', 0 unknown */
	uint8_t command, at, word[OPENBCI_COMMAND];
	bool digital, analog;
	uint8_t railed;
};

/* What --board says, and where the waves stand behind `eeg` channels. */
void openbci_setup(struct openbci *s, int eeg, const struct dev_options *o);
int openbci_frame(const uint8_t *b, size_t n);
const char *openbci_why(const uint8_t *b, size_t n);
void openbci_parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
void openbci_finish(void *state, struct dev_emit *e);
void openbci_said(void *state, struct dev_emit *e, const uint8_t *b, size_t n);
void openbci_trace(struct dev_fields *f, const uint8_t *b, size_t n);

#define OPENBCI_FULL    8388607.0                             /* counts of 24 bits */
#define OPENBCI_VREF    4500000.0                             /* uV */
#define OPENBCI_GAIN(g) ((g) * (OPENBCI_FULL / OPENBCI_VREF)) /* counts a uV at an amplifier's gain */

extern const struct dev_session openbci_cyton_session, openbci_daisy_session;

#endif
