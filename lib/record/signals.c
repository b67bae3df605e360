#include "record/signals.h"
#include "record/rec.h"

const struct sig_def sig_table[] = {
#define SIGNAL(name, kind, pace, unit, low, high, decimals, display, loinc, mdc, mdc_id, category)                                          \
	{ name, SIG_##kind, SIG_##pace, unit, low, high, decimals, display, loinc, mdc, mdc_id, category },
#include "record/signals.def"
#undef SIGNAL
};

const unsigned sig_count = sizeof(sig_table) / sizeof(sig_table[0]);

const struct sig_def *
sig_find(struct str signal)
{
	struct str name = sig_name(signal);

	for (unsigned i = 0; i < sig_count; i++)
		if (str_is(name, sig_table[i].name))
			return &sig_table[i];
	return NULL;
}
