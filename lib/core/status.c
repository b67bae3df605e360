#include "core/status.h"

static int
rank(int st)
{
	static const int order[] = { ST_USAGE, ST_IO, -1, ST_DEVICE, ST_NO, ST_DAMAGED, ST_OK };

	if (st > ST_SIGNAL)
		return 2;
	for (int i = 0; i < (int)(sizeof(order) / sizeof(order[0])); i++)
		if (order[i] == st)
			return i;
	return 1; /* an unknown status is as bad as lost output */
}

int
st_worse(int a, int b)
{
	return rank(a) <= rank(b) ? a : b;
}
