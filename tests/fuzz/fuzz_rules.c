/* Rules: the first byte chooses a rule file (JSON) or a rule in words; what is accepted is explained, and held against the records
 * that stand behind a NUL, a line each. */
#include "alert/engine.h"
#include "alert/rulefile.h"
#include "alert/write.h"

#include <stdlib.h>
#include <string.h>

static volatile size_t sink;
static unsigned said;

static void
listen(void *arg, bool warning, const char *file, unsigned long line, const char *id, const char *text)
{
	(void)arg, (void)file;
	said += !warning;
	sink += line + strlen(id) + strlen(text);
}

static void
note(void *arg, const struct alert_event *ev)
{
	char b[ALERT_MESSAGE];

	(void)arg;
	if (ev->time < ev->since && !ev->misfit && ev->edge == ALERT_ON)
		sink++;
	if (alert_message(ev, b) != strlen(b))
		abort();
}

static void
feed(const struct rule_set *set, struct str text)
{
	struct engine e;

	if (!engine_start(&e, set, note, NULL))
		return;
	while (text.p) {
		struct rec r;
		struct str line = str_cut(&text, '\n');

		if (rec_parse(&r, line) != NULL || str_is(r.source, "-"))
			continue;
		engine_before(&e, &r, false);
		engine_after(&e, &r);
	}
	engine_finish(&e);
	if (e.slots != 0)
		abort();
	engine_free(&e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rule_set set;
	struct rulefile f = { .set = &set, .file = "fuzz", .say = listen, .id = "" };
	const uint8_t *end;
	bool ok = false;
	char *text;
	size_t n;

	if (!size)
		return 0;
	end = memchr(data + 1, '\0', size - 1);
	n = end ? (size_t)(end - data) - 1 : size - 1;
	text = malloc(n + 1);
	if (!text)
		return 0;
	memcpy(text, data + 1, n);
	text[n] = '\0';
	rule_set_start(&set);
	said = 0;
	if (data[0] == 'w') {
		json_t *rule = rulefile_words(&f, text);

		if (rule)
			rulefile_rule(&f, rule, NULL);
		json_decref(rule);
		ok = rule && !f.failed;
	} else {
		ok = rulefile_document(&f, text, n);
	}
	if (ok != (set.n > 0) || ok != (said == 0)) /* a refusal gives its reason, and takes nothing */
		abort();
	for (size_t i = 0; i < set.n; i++) {
		char b[512];

		sink += rule_explain(&set.rule[i], b, sizeof(b));
	}
	rule_set_check(&set, listen, NULL);
	if (ok && end)
		feed(&set, (struct str){ (const char *)end + 1, size - n - 2 });
	rule_set_free(&set);
	free(text);
	return 0;
}
