#include "dsp/effect.h"
#include "core/opt.h"

#include <stddef.h>
#include <string.h>

#define EFFECT(name) extern const struct effect effect_##name;
#include "dsp/effects.def"
#undef EFFECT

#define EFFECT(name) &effect_##name,
const struct effect *const effect_table[] = {
#include "dsp/effects.def"
	NULL,
};
#undef EFFECT

const struct effect *
effect_find(const char *name)
{
	for (const struct effect *const *e = effect_table; *e; e++)
		if (strcmp((*e)->name, name) == 0)
			return *e;
	return NULL;
}

const char *
effect_near(const char *word)
{
	const char *names[sizeof(effect_table) / sizeof(effect_table)[0]];
	size_t n = 0;

	for (; effect_table[n]; n++)
		names[n] = effect_table[n]->name;
	return opt_nearest(word, names, n);
}

void
effect_usage(char *dst, const struct effect *e)
{
	dst = stpcpy(dst, e->name);
	for (int i = 0; i < EFFECT_ARGS && e->arg[i].name; i++) {
		dst = stpcpy(dst, e->arg[i].optional ? " [" : " ");
		dst = stpcpy(stpcpy(dst, e->arg[i].name), e->arg[i].optional ? "]" : "");
	}
}
