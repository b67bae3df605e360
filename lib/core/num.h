/* Numbers as text, exact and without a locale. Writers put bytes at p and return the end; no NUL is written. Readers take
 * a whole slice and return false where it is not exactly one number.
 * Text never has an exponent, a '+', a leading zero or, after the point, a trailing zero. */
#ifndef IOMT_CORE_NUM_H
#define IOMT_CORE_NUM_H

#include "core/str.h"

#include <stdbool.h>
#include <stdint.h>

enum { NUM_MAX = 352 }; /* room that any num_put_* needs at the most */

char *num_put_u64(char *p, uint64_t v);
char *num_put_i64(char *p, int64_t v);
char *num_put_hex(char *p, const uint8_t *b, size_t n); /* lower case, 2n bytes */

/* mantissa × 10^-decimals (0 ≤ decimals ≤ 18): (986, 1) is 98.6, (980, 1) is 98. */
char *num_put_dec(char *p, int64_t mantissa, int decimals);

/* Correctly rounded (ties to even, as printf) to `digits` significant ones, 1 ≤ digits ≤ 17. NaN and infinities are "-". */
char *num_put_sig(char *p, double v, int digits);

/* The fewest digits, at most 17, that read back to the same double. NaN and infinities are "-". */
char *num_put_shortest(char *p, double v);

/* Correctly rounded to `decimals` (0..15) places after the point, trailing zeros stripped. */
char *num_put_fixed(char *p, double v, int decimals);

bool num_get_u64(struct str s, uint64_t *v);
bool num_get_i64(struct str s, int64_t *v);

/* A decimal, with an exponent or without; the nearest double, as strtod. No NaN, Inf, hex, blanks. "-" is not a number. */
bool num_get_f64(struct str s, double *v);

/* A decimal without loss: *mantissa × 10^-*decimals. False when the mantissa does not fit into 18 digits. */
bool num_get_dec(struct str s, int64_t *mantissa, int *decimals);

/* Bytes from hex digits, blanks between bytes allowed. Returns the count, or -1 (odd digit count, other character, over cap). */
long num_get_hex(struct str s, uint8_t *b, size_t cap);

#endif
