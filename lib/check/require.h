/* Requirements over the figures of an answer: `[ROW/][TABLE.]NAME SIGN NUMBER`, as `se>=99.5`, `100/fn<=3`, `1??/se>=95`,
 * `alerts.missed==0`. ROW is a pattern of the first label, or of both with a comma between; it must hold in every row that matches,
 * and one must match. SIGN is one of >= <= > < = == !=. */
#ifndef IOMT_CHECK_REQUIRE_H
#define IOMT_CHECK_REQUIRE_H

#include "check/answer.h"

enum { REQUIRE_WHY = 256 };

/* Looks at a requirement against the forms of a command (ended by NULL): true, or what is wrong in why (REQUIRE_WHY bytes,
 * NUL-ended). */
bool require_ok(const struct answer_form *const *forms, const char *text, char *why);

/* Asks it: a case is added, with the figure (or the first that does not hold) as text. A figure that does not exist, or a row,
 * holds nothing. Returns whether it holds. */
bool require_ask(struct answer *a, const char *text);

#endif
