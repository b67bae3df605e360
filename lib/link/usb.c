/* USB devices that are no serial ports. Only descriptors are read, which the kernel has cached: no device is opened. */
#include "link/list.h"

#include <errno.h>
#include <libusb-1.0/libusb.h>
#include <limits.h>
#include <stdio.h>

enum { PORTS_MAX = 8 }; /* hubs behind hubs: 7 at the most (USB 3.2, section 8.9) */

static bool
has_port(const struct link_list *l, size_t ports, unsigned bus, unsigned address)
{
	for (size_t i = 0; i < ports; i++)
		if (l->item[i].usb && l->item[i].bus == bus && l->item[i].address == address)
			return true;
	return false;
}

static bool
is_health(libusb_device *d)
{
	struct libusb_config_descriptor *c;
	bool found = false;
	if (libusb_get_active_config_descriptor(d, &c) != 0)
		return false;
	for (int i = 0; i < c->bNumInterfaces && !found; i++)
		for (int k = 0; k < c->interface[i].num_altsetting && !found; k++)
			found = c->interface[i].altsetting[k].bInterfaceClass == LIBUSB_CLASS_PERSONAL_HEALTHCARE;
	libusb_free_config_descriptor(c);
	return found;
}

/* sysfs names a device BUS-PORT.PORT…; its texts are there without opening the device. */
static void
texts(struct link_found *f, libusb_device *d, const struct link_roots *roots)
{
	uint8_t port[PORTS_MAX];
	char folder[PATH_MAX];
	int n = libusb_get_port_numbers(d, port, PORTS_MAX);
	if (n <= 0)
		return;
	int at = snprintf(folder, sizeof folder, "%s/bus/usb/devices/%u-%u", roots->sys, f->bus, port[0]);
	for (int i = 1; i < n; i++)
		at += snprintf(folder + at, sizeof folder - (size_t)at, ".%u", port[i]);
	list_attribute(f->maker, folder, "manufacturer");
	list_attribute(f->product, folder, "product");
	list_attribute(f->serial, folder, "serial");
}

static int
add(struct link_list *l, const struct link_roots *roots, libusb_device *d, const struct libusb_device_descriptor *desc, bool health)
{
	char node[PATH_MAX];
	struct link_found *f = list_add(l);
	if (!f)
		return -ENOMEM;
	f->usb = true;
	f->health = health;
	f->vid = desc->idVendor;
	f->pid = desc->idProduct;
	f->bus = libusb_get_bus_number(d);
	f->address = libusb_get_device_address(d);
	texts(f, d, roots);
	snprintf(f->path, sizeof f->path, "usb:%04x:%04x%s%s", f->vid, f->pid, f->serial[0] ? ":" : "", f->serial);
	snprintf(node, sizeof node, "%s/bus/usb/%03u/%03u", roots->dev, f->bus, f->address);
	list_access(f, node);
	return 0;
}

int
list_usb(struct link_list *l, const struct link_roots *roots, list_wanted *wanted)
{
	libusb_context *usb;
	libusb_device **device;
	size_t ports = l->n;
	int e = 0;
	if (libusb_init(&usb) != 0)
		return 0; /* no USB here */
	ssize_t n = libusb_get_device_list(usb, &device);
	for (ssize_t i = 0; i < n && e == 0; i++) {
		struct libusb_device_descriptor desc;
		if (libusb_get_device_descriptor(device[i], &desc) != 0 ||
			has_port(l, ports, libusb_get_bus_number(device[i]), libusb_get_device_address(device[i])))
			continue;
		bool health = is_health(device[i]);
		if (health || wanted(desc.idVendor, desc.idProduct))
			e = add(l, roots, device[i], &desc, health);
	}
	if (n >= 0)
		libusb_free_device_list(device, 1);
	libusb_exit(usb);
	return e;
}

const char *
list_usb_version(void)
{
	static char text[32];
	const struct libusb_version *v = libusb_get_version();
	snprintf(text, sizeof text, "%u.%u.%u", v->major, v->minor, v->micro);
	return text;
}
