/* Any text as the input of iomt-hr: one lead, all, or several together, with and without the waves, quality and first guesses. */
#include "heart_kit.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct quality_scratch scratch;
	const struct str ways[] = { STR(""), STR("all"), STR("fuse"), STR("best") };
	struct heart_opts o = { .leads.signals = STR("*"),
		.leads.lead = ways[size % 4],
		.leads.every = size & 8 ? 0 : 1000000,
		.leads.provisional = size & 16,
		.keep = size & 4,
		.quality = size & 32 ? &scratch : NULL };

	kit_run(data, size, &o);
	return 0;
}
