/* The line of a place in a JSON text that was already accepted by a parser: jansson tells positions of syntax errors only, and a
 * person who wrote a wrong limit wants to know where. */
#ifndef IOMT_ALERT_WHERE_H
#define IOMT_ALERT_WHERE_H

#include "core/str.h"

#define WHERE_NO_INDEX ((size_t)-1)

/* The line (from 1) of `key` in the object that is item `index` of the array (index WHERE_NO_INDEX: in the object itself) that is
 * the value of `top` in the outermost object. key NULL: of the item itself; top NULL: of the text's first value. What is not
 * there gives the line of what holds it; text.p NULL gives 0. */
unsigned long where_line(struct str text, const char *top, size_t index, const char *key);

#endif
