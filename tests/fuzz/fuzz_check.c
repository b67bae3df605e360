/* Any bytes as what iomt-check reads: reference and test at once, of every sub-command that has one, then written as an annotation
 * file; and any line as a requirement. */
#include "check/alerts.h"
#include "check/beats.h"
#include "check/nums.h"
#include "check/report.h"
#include "check/require.h"
#include "check/same.h"
#include "core/msg.h"
#include "format/annot_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
reports(struct answer *a)
{
	static const char *const kinds[] = { "tap:/dev/null", "junit:/dev/null", "json:/dev/null", "md:/dev/null",
		"github:/dev/null" };
	struct report r[5];
	struct out out;
	if (out_open(&out, "/dev/null", OUT_APPEND) < 0)
		abort();
	for (int i = 0; i < 5; i++)
		if (!report_get(kinds[i], &r[i]))
			abort();
	if (report_all(a, 0, r, 5, &out) != 0)
		abort();
	answer_text(a, &out, true, 0);
	out_close(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct answer a;
	char path[64], word[64], why[REQUIRE_WHY];
	int fd = memfd_create("in", 0);
	size_t n = size < sizeof word - 1 ? size : sizeof word - 1;

	msg_start("fuzz", -1);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	const char *const file[] = { path, path };
	memcpy(word, data, n);
	word[n] = '\0';

	const struct beats_opts beats = { .ref = path, .start = 0, .end = -1, .window = -1 };
	answer_start(&a, "beats", beats_forms);
	beats_run(&a, &beats, file, 1);
	if (require_ok(beats_forms, word, why))
		(void)require_ask(&a, word);
	reports(&a);
	answer_free(&a);

	struct nums_tolerance t;
	bool has = nums_tolerance(word, &t);
	const struct nums_opts nums = {
		.ref = path, .tolerance = &t, .ntolerances = has, .window = 1000000, .judge = true, .from_start = size & 1
	};
	answer_start(&a, "nums", nums_forms);
	nums_run(&a, &nums, file, 1);
	reports(&a);
	answer_free(&a);

	const struct alerts_opts alerts = { .ref = path, .window = 2000000, .judge = true };
	answer_start(&a, "alerts", alerts_forms);
	alerts_run(&a, &alerts, file, 1);
	reports(&a);
	answer_free(&a);

	struct input_marks m;
	struct out out;
	answer_start(&a, "beats", beats_forms);
	input_marks_start(&m);
	input_marks_read(&a, &m, path);
	if (out_open(&out, "/dev/null", OUT_APPEND) < 0)
		abort();
	for (struct map_entry *e = m.lists.first; e; e = e->next) {
		annot_list_finish(e->state, (struct rate){ 250, 1 }, 0);
		annot_write(e->state, &out);
	}
	answer_free(&a);
	answer_start(&a, "same", same_forms);
	if (same_files(&a, &out, file) == 1) /* a file differs from itself? */
		abort();
	out_close(&out);
	input_marks_free(&m);
	answer_free(&a);
	close(fd);
	return 0;
}
