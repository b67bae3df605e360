/* Every session of the registry against a device that says anything at any time: byte 0 chooses the device, then commands: time
 * passes, bytes come, the port is opened anew or closed. Nothing of the never list is sent, and no call asks to be called again at
 * once. */
#include "device/device.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(DEV_SESSION_ALIGN) unsigned char state[DEV_SESSION];
	struct dev_say say = { .n = 0 };
	int64_t now = 1000;
	if (size < 1)
		return 0;
	const struct device *d = dev_table[data[0] % dev_count];
	const unsigned which = data[0] / dev_count % 3; /* a byte of the old corpus is a device's live one */
	const struct dev_session *s = which == 1 ? d->loads : which == 2 ? d->clock : d->session;
	const struct dev_ask ask = { .since = size % 2 ? TM_NONE : 0, .civil = 1, .now = 1 };
	if (s == NULL)
		return 0;
	s->open(state, now, &say);
	if (s->ask != NULL)
		s->ask(state, &ask);
	for (size_t i = 1; i < size; i++) {
		unsigned n = data[i] >> 3;
		switch (data[i] & 7) {
		case 0:
			s->open(state, now, &say);
			break;
		case 1:
			s->close(state, now, &say);
			break;
		case 2:
			now = say.wake < INT64_MAX && say.wake > now ? say.wake : now;
			s->due(state, now, &say);
			if (say.wake <= now)
				abort();
			break;
		case 3:
			now += (int64_t)n * 100000;
			break;
		case 4:
			s->due(state, now, &say); /* early */
			break;
		default:
			n = n < size - i - 1 ? n : (unsigned)(size - i - 1);
			s->heard(state, now, data + i + 1, n, &say);
			i += n;
			break;
		}
		if (say.n > DEV_SAY || dev_never(s, say.bytes, say.n) != NULL)
			abort();
		now++;
	}
	return 0;
}
