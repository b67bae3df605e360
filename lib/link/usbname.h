/* Serial ports by their USB id. */
#ifndef IOMT_LINK_USBNAME_H
#define IOMT_LINK_USBNAME_H

#include "link/link.h"
#include "link/list.h"

/* Takes usb:VID:PID[:SERIAL] apart; serial "" when none is named. -1 with *why when it is none. */
int usbname_parts(const char *name, uint16_t *vid, uint16_t *pid, char serial[LINK_TEXT], struct link_why *why);

/* name: usb:VID:PID[:SERIAL]. Puts the port's path; -1 with *why filled in when there is none, or more than one. */
int usbname_port(const char *name, const struct link_roots *roots, char path[LINK_PATH], struct link_why *why);

#endif
