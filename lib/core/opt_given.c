#include "core/opt.h"
#include "core/tm.h"

#include <math.h>
#include <string.h>

static bool
is_given(const struct opt *o)
{
	switch (o->kind) {
	case OPT_FLAG:
		return *(const bool *)o->dest;
	case OPT_COUNT:
		return *(const int *)o->dest != 0;
	case OPT_TEXT:
	case OPT_MAYBE:
		return *(const char *const *)o->dest != NULL;
	case OPT_LIST:
		return ((const struct opt_list *)o->dest)->n > 0;
	case OPT_INT:
	case OPT_DURATION:
		return *(const int64_t *)o->dest >= 0;
	case OPT_NUMBER:
		return !isnan(*(const double *)o->dest);
	case OPT_POSITION:
		return ((const struct opt_position *)o->dest)->given;
	case OPT_RATE:
		return ((const struct rate *)o->dest)->num > 0;
	case OPT_END:
	case OPT_GROUP:
		break;
	}
	return false;
}

const char *
opt_given(const struct opt *opts, const char *group)
{
	bool in = false;

	for (const struct opt *o = opts; o->kind != OPT_END; o++) {
		if (o->kind == OPT_GROUP)
			in = strncmp(o->help, group, strlen(group)) == 0;
		else if (in && is_given(o))
			return o->name;
	}
	return NULL;
}
