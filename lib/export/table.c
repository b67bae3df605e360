#include "export/export.h"

#define EXPORTER(symbol, name) extern const struct exporter exporter_##symbol;
#include "export/exporters.def"
#undef EXPORTER

#define EXPORTER(symbol, name) &exporter_##symbol,
const struct exporter *const exporter_table[] = {
#include "export/exporters.def"
};
#undef EXPORTER

const size_t exporter_count = sizeof exporter_table / sizeof *exporter_table;

#define EXPORTER(symbol, name) "|" name
static const char choices[] =
#include "export/exporters.def"
	;
const char *const exporter_choices = choices + 1;

const struct exporter *
exporter_find(const char *name)
{
	for (size_t i = 0; i < exporter_count; i++)
		if (strcmp(exporter_table[i]->name, name) == 0)
			return exporter_table[i];
	return NULL;
}
