/* usb:VID:PID[:SERIAL] as the serial port that the device has now: a name that stays the same from one plug to the next. */
#include "link/list.h"
#include "link/usbname.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
hex16(struct str s, uint16_t *v)
{
	unsigned long n = 0;
	if (s.n == 0 || s.n > 4)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		static const char digits[] = "0123456789abcdefABCDEF";
		const char *d = s.p[i] ? strchr(digits, s.p[i]) : NULL;
		if (!d)
			return false;
		n = n * 16 + (unsigned long)(d - digits < 16 ? d - digits : d - digits - 6);
	}
	*v = (uint16_t)n;
	return true;
}

static int
wrong(struct link_why *why, enum link_fault fault, const char *text)
{
	why->fault = fault;
	snprintf(why->text, sizeof why->text, "%s", text);
	return -1;
}

int
usbname_parts(const char *name, uint16_t *vid, uint16_t *pid, char serial[LINK_TEXT], struct link_why *why)
{
	struct str rest = str_of(name);
	str_cut(&rest, ':');
	struct str v = str_cut(&rest, ':'), p = str_cut(&rest, ':'); /* what is left is the serial number, with its own colons */
	serial[0] = '\0';
	if (!hex16(v, vid) || !hex16(p, pid) || (rest.p && rest.n == 0) || (rest.p && !str_copy(serial, LINK_TEXT, rest)))
		return wrong(why, LINK_WRONG, "not a USB name: it is usb:VID:PID or usb:VID:PID:SERIAL, in hex as --list shows");
	return 0;
}

int
usbname_port(const char *name, const struct link_roots *roots, char path[LINK_PATH], struct link_why *why)
{
	struct link_list list = { .n = 0 };
	size_t found = 0;
	uint16_t vid, pid;
	char serial[LINK_TEXT];
	if (usbname_parts(name, &vid, &pid, serial, why) < 0)
		return -1;
	if (list_serial(&list, roots) < 0) {
		list_free(&list);
		return wrong(why, LINK_FAILED, "out of memory");
	}
	for (size_t i = 0; i < list.n; i++) {
		const struct link_found *f = &list.item[i];
		if (f->usb && f->vid == vid && f->pid == pid && (!serial[0] || strcmp(serial, f->serial) == 0) && found++ == 0)
			str_copy(path, LINK_PATH, str_of(f->path));
	}
	list_free(&list);
	if (found == 0)
		return wrong(why, LINK_MISSING, "no serial port has this USB id ('iomt-capture --list' shows what is plugged in)");
	if (found > 1)
		return wrong(why, LINK_WRONG,
			"several ports have this USB id: add the serial number, or name the port ('iomt-capture --list')");
	return 0;
}
