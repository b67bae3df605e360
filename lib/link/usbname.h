/* Serial ports by their USB id. */
#ifndef IOMT_LINK_USBNAME_H
#define IOMT_LINK_USBNAME_H

#include "link/link.h"
#include "link/list.h"

/* name: usb:VID:PID[:SERIAL]. Puts the port's path; -1 with *why filled in when there is none, or more than one. */
int usbname_port(const char *name, const struct link_roots *roots, char path[LINK_PATH], struct link_why *why);

#endif
