#include "link/identity.h"

#include "link/usbname.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
fail(struct link_why *why, enum link_fault fault, const char *text)
{
	why->fault = fault;
	snprintf(why->text, sizeof why->text, "%s", text);
	return false;
}

static bool
is_by_id(const char *name)
{
	static const char folder[] = "serial/by-id/";
	const char *at = strstr(name, folder);
	return at && (at == name || at[-1] == '/') && at[sizeof folder - 1] && !strchr(at + sizeof folder - 1, '/');
}

/* The row of the port behind a path, NULL when sysfs does not know it. */
static const struct link_found *
row(const struct link_list *l, const char *path)
{
	char real[PATH_MAX], other[PATH_MAX];
	if (!realpath(path, real))
		return NULL;
	for (size_t i = 0; i < l->n; i++)
		if (realpath(l->item[i].path, other) && strcmp(real, other) == 0)
			return &l->item[i];
	return NULL;
}

static bool
same_usb(const struct identity *id, const struct link_found *f)
{
	return f->usb && f->vid == id->vid && f->pid == id->pid && strcmp(f->serial, id->serial) == 0;
}

static size_t
count(const struct identity *id, const struct link_list *l)
{
	size_t n = 0;
	for (size_t i = 0; i < l->n; i++)
		n += same_usb(id, &l->item[i]);
	return n;
}

static void
take_usb(struct identity *id, const struct link_found *f)
{
	id->usb = true;
	id->vid = f->vid;
	id->pid = f->pid;
	memcpy(id->serial, f->serial, sizeof id->serial);
}

/* The port is there and was not named by anything that lasts: what sysfs and udev say of it. */
static bool
look(struct identity *id, const char *path, const struct link_list *l, struct link_why *why)
{
	const struct link_found *f = row(l, path);
	if (!f)
		return fail(why, LINK_WRONG,
			"nothing would tell this device from another after an unplug: name it by /dev/serial/by-id/… or "
			"usb:VID:PID:SERIAL ('iomt-capture --list' shows them)");
	if (f->usb)
		take_usb(id, f);
	memcpy(id->by_id, f->by_id, sizeof id->by_id);
	if (id->by_id[0])
		return true;
	if (!id->usb || id->serial[0] == '\0')
		return fail(why, LINK_WRONG,
			"this port has neither a serial number nor a name in /dev/serial/by-id: nothing would tell its device from "
			"another after an unplug");
	if (count(id, l) > 1)
		return fail(why, LINK_WRONG,
			"several ports have this serial number: name it by /dev/serial/by-id/… ('iomt-capture --list')");
	return true;
}

bool
identity_get(struct identity *id, const char *name, const struct link_roots *roots, struct link_why *why)
{
	static const char usb[] = "usb:";
	struct link_list l = { .n = 0 };
	char path[LINK_PATH];
	*id = (struct identity){ .usb = false };
	why->fault = LINK_FINE;
	if (strncmp(name, usb, sizeof usb - 1) == 0 && usbname_parts(name, &id->vid, &id->pid, id->serial, why) < 0)
		return false;
	if (strncmp(name, usb, sizeof usb - 1) == 0 && id->serial[0]) {
		id->usb = true;
		return true;
	}
	if (strncmp(name, usb, sizeof usb - 1) == 0) {
		if (usbname_port(name, roots, path, why) < 0)
			return false;
		name = path;
	}
	if (list_serial(&l, roots) < 0) {
		list_free(&l);
		return fail(why, LINK_FAILED, "out of memory");
	}
	bool known = true;
	if (!is_by_id(name)) {
		known = look(id, name, &l, why);
	} else if (!str_copy(id->by_id, sizeof id->by_id, str_of(name))) {
		known = fail(why, LINK_WRONG, "the name is too long");
	} else {
		const struct link_found *f = row(&l, name);
		if (f && f->usb)
			take_usb(id, f);
	}
	list_free(&l);
	return known;
}

bool
identity_weak(const struct identity *id)
{
	return id->usb && id->serial[0] == '\0';
}

bool
identity_find(const struct identity *id, const struct link_roots *roots, char path[LINK_PATH], struct link_why *why)
{
	struct link_list l = { .n = 0 };
	char real[PATH_MAX];
	bool found = false;
	if (list_serial(&l, roots) < 0) {
		list_free(&l);
		return fail(why, LINK_FAILED, "out of memory");
	}
	if (id->by_id[0] && realpath(id->by_id, real)) {
		/* a device without udev's data (a pseudo-terminal) has nothing more to compare */
		const struct link_found *f = row(&l, real);
		found = (!id->usb || (f && same_usb(id, f))) && str_copy(path, LINK_PATH, str_of(real));
	} else if (!id->by_id[0] && count(id, &l) == 1) {
		for (size_t i = 0; i < l.n; i++)
			if (same_usb(id, &l.item[i]))
				found = str_copy(path, LINK_PATH, str_of(l.item[i].path));
	}
	list_free(&l);
	return found || fail(why, LINK_MISSING, "the device is not plugged in");
}
