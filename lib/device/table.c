/* The registry of device protocols and the table of USB ids, expanded from their .def files. */
#include "device/device.h"

#define DEVICE(symbol) extern const struct device dev_##symbol;
#include "device/devices.def"
#undef DEVICE

const struct device *const dev_table[] = {
#define DEVICE(symbol) &dev_##symbol,
#include "device/devices.def"
#undef DEVICE
	NULL
};

const unsigned dev_count = sizeof dev_table / sizeof dev_table[0] - 1;

const struct dev_usb dev_usb_table[] = {
#define USB(v, p, b, d, c, n) { .vid = (v), .pid = (p), .bridge = (b), .device = (d), .confidence = (c), .name = (n) },
#include "device/usb_ids.def"
#undef USB
};

const unsigned dev_usb_count = sizeof dev_usb_table / sizeof dev_usb_table[0];

const struct device *
dev_find(struct str name)
{
	for (unsigned i = 0; i < dev_count; i++)
		if (str_is(name, dev_table[i]->name))
			return dev_table[i];
	return NULL;
}

const struct dev_usb *
dev_usb_find(unsigned vid, unsigned pid)
{
	for (unsigned i = 0; i < dev_usb_count; i++)
		if (dev_usb_table[i].vid == vid && dev_usb_table[i].pid == pid)
			return &dev_usb_table[i];
	return NULL;
}

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether the pattern, as long as it is, stands at b. A malformed pattern matches nothing. */
static bool
stands_at(const char *pattern, const uint8_t *b, size_t n)
{
	for (size_t i = 0; pattern[0] != '\0'; i++, pattern += 2) {
		if (pattern[1] == '\0' || i >= n)
			return false;
		if (pattern[0] == '.' && pattern[1] == '.')
			continue;
		int hi = digit(pattern[0]), lo = digit(pattern[1]);
		if (hi < 0 || lo < 0 || b[i] != hi * 16 + lo)
			return false;
	}
	return true;
}

const char *
dev_never(const struct dev_session *s, const uint8_t *b, size_t n)
{
	if (s->never == NULL)
		return NULL;
	for (size_t i = 0; s->never[i] != NULL; i++)
		for (size_t at = 0; at < n; at++)
			if (stands_at(s->never[i], b + at, n - at))
				return s->never[i];
	return NULL;
}
