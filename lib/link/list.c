#include "link/list.h"

#include "core/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const struct link_roots link_system = { .sys = "/sys", .dev = "/dev" };

enum { LIST_CAP = 65536 };

struct link_found *
list_add(struct link_list *l)
{
	if (l->n == l->cap) {
		size_t cap = l->cap ? 2 * l->cap : 16;
		struct link_found *item = cap > LIST_CAP ? NULL : realloc(l->item, cap * sizeof *item);
		if (!item)
			return NULL;
		l->item = item;
		l->cap = cap;
	}
	struct link_found *f = &l->item[l->n++];
	*f = (struct link_found){ .usb = false };
	return f;
}

void
list_free(struct link_list *l)
{
	free(l->item);
	*l = (struct link_list){ .n = 0 };
}

/* A device writes its own name: nothing of it may move a terminal's cursor or break a table. */
void
list_attribute(char dst[LINK_TEXT], const char *folder, const char *name)
{
	char path[PATH_MAX + LINK_TEXT];
	dst[0] = '\0';
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "re");
	if (!f)
		return;
	if (!fgets(dst, LINK_TEXT, f))
		dst[0] = '\0';
	fclose(f);
	dst[strcspn(dst, "\n")] = '\0';
	for (char *p = dst; *p; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
	for (size_t n = strlen(dst); n > 0 && dst[n - 1] == ' '; n--)
		dst[n - 1] = '\0';
}

void
list_access(struct link_found *f, const char *node)
{
	struct stat st;
	f->readable = access(node, R_OK) == 0;
	f->writable = access(node, W_OK) == 0;
	if (stat(node, &st) < 0)
		return;
	const struct group *g = getgrgid(st.st_gid);
	f->mode = (unsigned)(st.st_mode & 07777);
	if (g)
		snprintf(f->group, sizeof f->group, "%s", g->gr_name);
	else
		snprintf(f->group, sizeof f->group, "%lu", (unsigned long)st.st_gid);
}

static unsigned
number(const char *folder, const char *name, int base)
{
	char text[LINK_TEXT];
	list_attribute(text, folder, name);
	return (unsigned)strtoul(text, NULL, base);
}

/* The USB device is the nearest folder upwards that has an idVendor; the search ends at the root of sysfs. */
static void
usb_above(struct link_found *f, const char *device, const char *root)
{
	char dir[PATH_MAX], probe[PATH_MAX + 16];
	snprintf(dir, sizeof dir, "%s", device);
	for (size_t top = strlen(root); strlen(dir) > top;) {
		snprintf(probe, sizeof probe, "%s/idVendor", dir);
		if (access(probe, R_OK) == 0) {
			f->usb = true;
			f->vid = (uint16_t)number(dir, "idVendor", 16);
			f->pid = (uint16_t)number(dir, "idProduct", 16);
			f->bus = number(dir, "busnum", 10);
			f->address = number(dir, "devnum", 10);
			list_attribute(f->maker, dir, "manufacturer");
			list_attribute(f->product, dir, "product");
			list_attribute(f->serial, dir, "serial");
			return;
		}
		char *slash = strrchr(dir, '/');
		if (!slash)
			return;
		*slash = '\0';
	}
}

static void
base_of_link(char dst[LINK_TEXT], const char *folder, const char *name)
{
	char path[PATH_MAX + 16], target[PATH_MAX];
	dst[0] = '\0';
	snprintf(path, sizeof path, "%s/%s", folder, name);
	ssize_t n = readlink(path, target, sizeof target - 1);
	if (n < 0)
		return;
	target[n] = '\0';
	const char *slash = strrchr(target, '/');
	str_copy(dst, LINK_TEXT, str_of(slash ? slash + 1 : target));
}

/* The name that udev gives by maker, product and serial number: the one that stays the same. */
static void
by_id(struct link_found *f, const struct link_roots *roots, const char *node)
{
	char dir[PATH_MAX], path[PATH_MAX + 300], real[PATH_MAX], target[PATH_MAX];
	snprintf(dir, sizeof dir, "%s/serial/by-id", roots->dev);
	DIR *d = opendir(dir);
	if (!d)
		return;
	if (realpath(node, real)) {
		for (struct dirent *e; f->by_id[0] == '\0' && (e = readdir(d));) {
			snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
			if (e->d_name[0] != '.' && realpath(path, target) && strcmp(real, target) == 0)
				str_copy(f->by_id, sizeof f->by_id, str_of(path));
		}
	}
	closedir(d);
}

/* Virtual consoles and ptmx have no device; ports of the PC that are not there have type 0. */
static int
add_tty(struct link_list *l, const struct link_roots *roots, const char *name)
{
	char folder[PATH_MAX], path[PATH_MAX + 16], device[PATH_MAX], root[PATH_MAX], type[LINK_TEXT], node[PATH_MAX];
	snprintf(folder, sizeof folder, "%s/class/tty/%s", roots->sys, name);
	snprintf(path, sizeof path, "%s/device", folder);
	snprintf(node, sizeof node, "%s/%s", roots->dev, name);
	if (!realpath(path, device) || !realpath(roots->sys, root) || access(node, F_OK) != 0)
		return 0;
	list_attribute(type, folder, "type");
	if (strcmp(type, "0") == 0)
		return 0;
	struct link_found *f = list_add(l);
	if (!f)
		return -ENOMEM;
	f->serial_port = true;
	str_copy(f->path, sizeof f->path, str_of(node));
	base_of_link(f->driver, device, "driver");
	usb_above(f, device, root);
	by_id(f, roots, node);
	list_access(f, node);
	return 0;
}

int
list_serial(struct link_list *l, const struct link_roots *roots)
{
	char dir[PATH_MAX];
	int e = 0;
	snprintf(dir, sizeof dir, "%s/class/tty", roots->sys);
	DIR *d = opendir(dir);
	if (!d)
		return 0;
	for (struct dirent *entry; e == 0 && (entry = readdir(d));)
		if (entry->d_name[0] != '.')
			e = add_tty(l, roots, entry->d_name);
	closedir(d);
	return e;
}

static int
compare(const void *a, const void *b)
{
	const struct link_found *x = a, *y = b;
	int c = strverscmp(x->path, y->path);
	if (c != 0)
		return c;
	return x->bus != y->bus ? (x->bus > y->bus) - (x->bus < y->bus) : (x->address > y->address) - (x->address < y->address);
}

void
list_sort(struct link_list *l)
{
	if (l->n > 1)
		qsort(l->item, l->n, sizeof *l->item, compare);
}
