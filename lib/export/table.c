#include "export/export.h"

#define EXPORTER(name) extern const struct exporter exporter_##name;
#include "export/exporters.def"
#undef EXPORTER

#define EXPORTER(name) &exporter_##name,
const struct exporter *const exporter_table[] = {
#include "export/exporters.def"
};
#undef EXPORTER

const size_t exporter_count = sizeof exporter_table / sizeof *exporter_table;

#define EXPORTER(name) "|" #name
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
