/* What a simulated device hears: byte 0 chooses the device, byte 1 scenario and size of the pieces; then bytes of a host, a piece
 * every millisecond to two seconds of the device's time. It must answer within its room, never wait for ever while it is live, and
 * its own decoder must find no damage in what it sent. */
#include "device/device.h"
#include "sim/simdev.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEEP = 1 << 16, CALLS = 2000 };

static void
check(const struct simdev *dev, const uint8_t *b, size_t n)
{
	const struct device *d = dev_find(str_of(dev->name));
	/* BITalino's frames are told by those that follow them, and have as many channels as the host asks for. */
	for (size_t at = strcmp(dev->name, "bitalino") == 0 ? n : 0; at < n;) {
		int k = d->frame(b + at, n - at);
		if (k == DEV_MORE && d->rest != NULL)
			k = d->rest(b + at, n - at);
		if (k <= 0)
			abort(); /* whole frames only: no scenario here is cut */
		at += (size_t)k;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(16) unsigned char state[SIMDEV_STATE];
	static uint8_t sent[KEEP];
	struct simdev_say say;
	size_t nsent = 0;
	unsigned devices = 0;
	while (simdev_table[devices] != NULL)
		devices++;
	if (size < 2)
		return 0;
	const struct simdev *dev = simdev_table[data[0] % devices];
	struct simdev_setup setup = { &scenario_table[(data[1] >> 5) % (scenario_count - 1)], 1,
		1 }; /* all but unplugged, the last */
	size_t piece = data[1] % 32 + 1U;
	int64_t now = 0;
	int calls = 0;
	dev->start(state, &setup);
	for (size_t at = 2; at < size && calls < CALLS; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		int64_t next = now + 1000 + (int64_t)data[at] * 8000;
		dev->heard(state, now, data + at, n, &say);
		do {
			if (say.n > sizeof say.bytes || say.gone)
				abort();
			if (nsent + say.n > sizeof sent) {
				check(dev, sent, nsent);
				nsent = 0;
			}
			memcpy(sent + nsent, say.bytes, say.n);
			nsent += say.n;
			now = say.wake < next ? (say.wake > now ? say.wake : now) : next;
			if (now < next)
				dev->due(state, now, &say);
		} while (now < next && ++calls < CALLS);
	}
	check(dev, sent, nsent);
	return 0;
}
