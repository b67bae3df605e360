/* What is plugged in: serial ports from sysfs, other USB devices through libusb. Nothing is opened. */
#ifndef IOMT_LINK_LIST_H
#define IOMT_LINK_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where sysfs and the device nodes are; tests give folders of their own. */
struct link_roots {
	const char *sys, *dev;
};
extern const struct link_roots link_system; /* /sys, /dev */

enum { LINK_PATH = 128, LINK_TEXT = 64 };

struct link_found {
	char path[LINK_PATH];  /* what iomt-capture takes: /dev/ttyUSB0, usb:VID:PID[:SERIAL] */
	char by_id[LINK_PATH]; /* /dev/serial/by-id/…, "" when udev made none */
	bool usb;              /* vid … address are known */
	bool serial_port;      /* a tty; false: a USB device without one */
	bool health;           /* has an interface of class 0x0f (personal healthcare) */
	uint16_t vid, pid;
	unsigned bus, address;
	char maker[LINK_TEXT], product[LINK_TEXT], serial[LINK_TEXT], driver[LINK_TEXT]; /* printable ASCII, "" unknown */
	bool readable, writable;                                                         /* by this process */
	char group[LINK_TEXT];                                                           /* of the node */
	unsigned mode;                                                                   /* of the node, 07777 bits */
};

struct link_list {
	struct link_found *item; /* in the order of their paths, numbers as numbers */
	size_t n, cap;
};

/* Whether a USB device that is no serial port belongs into the list. */
typedef bool list_wanted(uint16_t vid, uint16_t pid);

/* Serial ports: every tty of roots->sys that has a device behind it. No sysfs is no ports. 0 or -errno (memory). */
int list_serial(struct link_list *l, const struct link_roots *roots);

/* Appends USB devices that are wanted, or have a healthcare interface, and have no serial port in *l. 0 or -errno. */
int list_usb(struct link_list *l, const struct link_roots *roots, list_wanted *wanted);

void list_sort(struct link_list *l);
void list_free(struct link_list *l);

/* For the parts of this room: a zeroed row at the end, or NULL (memory is out). */
struct link_found *list_add(struct link_list *l);

/* The first line of a sysfs attribute, made printable; "" when there is none. */
void list_attribute(char dst[LINK_TEXT], const char *folder, const char *name);

/* Group, mode and access of a device node. */
void list_access(struct link_found *f, const char *node);

const char *list_usb_version(void); /* of libusb: "1.0.26" */

#endif
