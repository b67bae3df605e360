/* Header files: whatever is accepted is within its bounds, and the probe agrees with the parser on what can be one. */
#include "format/wfdb_header.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
within(struct str s, struct str text)
{
	return s.n == 0 || (s.p >= text.p && s.p + s.n <= text.p + text.n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wfdb_signal signals[WFDB_SIGNALS];
	struct str text = { (const char *)data, size }, comment;
	struct wfdb_head h;
	unsigned long line;
	char why[WFDB_WHY];
	size_t at = 0, before;
	int probe = wfdb_probe(text, true);

	while (before = at, wfdb_comment(text, &at, &comment))
		if (!within(comment, text) || at <= before || comment.n == 0)
			abort();
	if (!wfdb_record(&h, text, &line, why)) {
		if (strlen(why) >= WFDB_WHY || !*why)
			abort();
		return 0;
	}
	(void)probe; /* it looks at less: a text with control characters is none to the probe */
	if (h.nsignals < 0 || h.nsignals > WFDB_SIGNALS || h.fs.num <= 0 || h.fs.den <= 0 || h.samples < 0 || !within(h.name, text))
		abort();
	h.signal = signals;
	if (!wfdb_signals(&h, text, &line, why)) {
		if (strlen(why) >= WFDB_WHY || !*why)
			abort();
		return 0;
	}
	for (int64_t i = 0; i < h.nsignals; i++) {
		const struct wfdb_signal *s = &signals[i];

		if (s->spf < 1 || s->spf > WFDB_SPF || s->skew < 0 || s->offset < 0 || !isfinite(s->gain) || !within(s->file, text) ||
			!within(s->units, text) || !within(s->label, text))
			abort();
	}
	return 0;
}
