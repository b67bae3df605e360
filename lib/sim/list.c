#include "sim/list.h"

#include "sim/simdev.h"

#include <string.h>

enum { KIND = 10, NAME = 14 };

static void
text(struct out *o, const char *s, size_t width)
{
	size_t n = strlen(s);
	out_write(o, s, n);
	for (; n < width; n++)
		out_write(o, " ", 1);
}

/* The texts are ours and hold nothing that JSON would want escaped. */
static void
row(struct out *o, bool jsonl, const char *kind, const char *name, const char *title)
{
	text(o, jsonl ? "{\"kind\":\"" : "", 0);
	text(o, kind, jsonl ? 0 : KIND);
	text(o, jsonl ? "\",\"name\":\"" : "", 0);
	text(o, name, jsonl ? 0 : NAME);
	text(o, jsonl ? "\",\"title\":\"" : "", 0);
	text(o, title, 0);
	text(o, jsonl ? "\"}\n" : "\n", 0);
}

void
sim_list(struct out *o, bool jsonl)
{
	row(o, jsonl, "signal", "ecg", "a heart with known beats, as records");
	for (int i = 0; simdev_table[i] != NULL; i++)
		row(o, jsonl, "device", simdev_table[i]->name, simdev_table[i]->title);
	for (int i = 0; i < scenario_count; i++)
		row(o, jsonl, "scenario", scenario_table[i].name, scenario_table[i].title);
}
