/* ProtoCentral's boards: what a board's frames hold, as tables (protocentral_boards.c), and the parts that all share. */
#ifndef IOMT_DEVICE_PROTOCENTRAL_H
#define IOMT_DEVICE_PROTOCENTRAL_H

#include "device/emit.h"
#include "device/trace.h"

enum { PROTOCENTRAL_HEAD = 5, PROTOCENTRAL_TAIL = 2, PROTOCENTRAL_SHAPES = 2, PROTOCENTRAL_FIELDS = 12 };

enum protocentral_form { PC_U8, PC_I16, PC_U16, PC_I32, PC_U32, PC_ECG18 /* 18 bits at the top of 32 */ };
enum protocentral_use { PC_WAVE, PC_NUM, PC_SPO2, PC_TEMP };

/* `times` values of one kind, one after the other, in the payload from `at` on. A number of 0 is none. */
struct protocentral_field {
	uint8_t at, times, form, use, to; /* to: number of the wave or num */
	uint8_t valid;                    /* 0, or where a byte stands that is 0 when the value is one, + 1 */
	uint16_t most;                    /* of a number */
	const char *name;                 /* for --trace */
};

/* A frame: its type, payload's length, the byte before the last. */
struct protocentral_shape {
	uint8_t type, length, trailer;
	const struct protocentral_field *field;
	uint8_t fields;
	uint8_t samples;                        /* sample periods in it; 0: none of its own */
	uint8_t sequence;                       /* 0, or where its 32-bit running number stands, + 1 */
	uint8_t status, lead_mask, finger_mask; /* where the sensors' state stands + 1, and its bits */
};

struct protocentral_board {
	const char *name;
	const struct device *dev;
	bool rate_unknown;
	struct protocentral_shape shape[PROTOCENTRAL_SHAPES];
};
extern const struct protocentral_board protocentral_board_table[];
extern const unsigned protocentral_board_count;

struct protocentral {
	uint8_t board; /* of the table + 1; 0: not known yet */
	bool refused, numbered;
	uint32_t sequence;
	int64_t at[DEV_WAVES]; /* loose waves: next index */
};

/* frame(), parse() … of one board of the table, or (board −1) of whatever comes. */
int protocentral_frame_as(const uint8_t *b, size_t n, int board);
void protocentral_parse_as(struct protocentral *s, struct dev_emit *e, const uint8_t *b, size_t n);
const char *protocentral_why(const uint8_t *b, size_t n);
void protocentral_trace(struct dev_fields *f, const uint8_t *b, size_t n);
const struct protocentral_shape *protocentral_shape_of(const uint8_t *b, size_t n, int *board);

extern const struct dev_board protocentral_boards[];

#endif
