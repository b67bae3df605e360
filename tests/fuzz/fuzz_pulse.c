/* Any text as the input of iomt-hr: every wave as a pulse wave, and as ECG beside it, with and without the waves. */
#include "heart_kit.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct heart_opts o = { .leads.signals = size & 1 ? STR("ecg") : STR("none"),
		.leads.every = size & 4 ? 0 : 1000000,
		.pulse = STR("*"),
		.keep = size & 2 };

	kit_run(data, size, &o);
	return 0;
}
