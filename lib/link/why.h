/* Why a port could not be opened, in words with the fix. */
#ifndef IOMT_LINK_WHY_H
#define IOMT_LINK_WHY_H

#include "link/link.h"

/* `real`: the node behind the name; e: an errno of open, flock or a setting; step: what was tried. Returns -1. */
int why_errno(struct link_why *why, const char *real, int e, const char *step);

/* Another program that has `real` open, as "socat (pid 12)"; false when none is visible to this user. */
bool why_holder(const char *real, char *dst, size_t cap);

#endif
