/* Why a port could not be opened, in words with the fix. */
#ifndef IOMT_LINK_WHY_H
#define IOMT_LINK_WHY_H

#include "link/link.h"

/* `real`: the node behind the name; e: an errno of open, flock or a setting; step: what was tried. Returns -1. */
int why_errno(struct link_why *why, const char *real, int e, const char *step);

/* Looks once through all processes for those that have one of n nodes open, and tells each find: node i, program "socat (pid 12)".
 * Names that are "" are skipped; this process is. */
typedef void why_tell(void *arg, size_t i, const char *program);
void why_others(size_t n, const char *(*node)(void *arg, size_t i), why_tell *tell, void *arg);

/* Another program that has `real` open, as "socat (pid 12)"; false when none is visible to this user. */
bool why_holder(const char *real, char *dst, size_t cap);

#endif
