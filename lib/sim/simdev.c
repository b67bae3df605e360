#include "sim/simdev.h"

#define SIMDEV(name) extern const struct simdev simdev_##name;
#include "sim/simdev.def"
#undef SIMDEV

const struct simdev *const simdev_table[] = {
#define SIMDEV(name) &simdev_##name,
#include "sim/simdev.def"
#undef SIMDEV
	NULL,
};

const struct simdev *
simdev_find(struct str name)
{
	for (int i = 0; simdev_table[i] != NULL; i++)
		if (str_is(name, simdev_table[i]->name))
			return simdev_table[i];
	return NULL;
}
