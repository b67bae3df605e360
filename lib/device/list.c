#include "core/listing.h"
#include "core/opt.h"
#include "device/device.h"

void
dev_list(struct out *out, bool jsonl)
{
	static const char *const columns[] = { "name", "gives", "check", "status", "title", NULL };
	static const unsigned widths[] = { 8, 19, 9, 10 };
	struct listing l;

	listing_start(&l, out, jsonl, "device", columns, widths);
	for (const struct device *const *d = dev_table; *d; d++)
		listing_row(&l, (const char *const[]){ (*d)->name, (*d)->gives, (*d)->check, (*d)->status, (*d)->title });
}

const char *
dev_nearest(const char *given)
{
	const char *names[64];
	size_t n = 0;

	for (const struct device *const *d = dev_table; *d && n < sizeof(names) / sizeof(names[0]); d++)
		names[n++] = (*d)->name;
	return opt_nearest(given, names, n);
}
