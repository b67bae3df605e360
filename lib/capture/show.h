/* The text of --list, apart from where the list comes from. */
#ifndef IOMT_CAPTURE_SHOW_H
#define IOMT_CAPTURE_SHOW_H

#include "core/out.h"
#include "link/list.h"

void capture_show(struct out *o, const struct link_list *l, bool jsonl);

#endif
