/* What iomt-sim --list prints: a row for each thing that can be simulated and for each scenario. */
#ifndef IOMT_SIM_LIST_H
#define IOMT_SIM_LIST_H

#include "core/out.h"

#include <stdbool.h>

void sim_list(struct out *o, bool jsonl);

#endif
