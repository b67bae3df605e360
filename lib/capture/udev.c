/* --udev: rules from the table of USB ids. */
#include "capture/capture.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/out.h"
#include "core/status.h"

#include <string.h>

static const char head[] = "# 60-iomt.rules, printed by iomt-capture --udev from its table of devices.\n"
			   "#\n"
			   "#     iomt-capture --udev | sudo tee /etc/udev/rules.d/60-iomt.rules\n"
			   "#     sudo udevadm control --reload && sudo udevadm trigger\n"
			   "#\n"
			   "# ID_IOMT marks the ports and devices; uaccess lets whoever sits at this machine open them (for a "
			   "machine without a seat put\n"
			   "# GROUP=\"dialout\", MODE=\"0660\" in its place); ID_MM_DEVICE_IGNORE keeps ModemManager from writing "
			   "AT commands to a device.\n"
			   "# An id of a bridge chip is shared by many products: what else hangs on such a chip gets the same.\n"
			   "\n"
			   "ACTION==\"remove\", GOTO=\"iomt_end\"\n"
			   "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", GOTO=\"iomt_usb\"\n"
			   "SUBSYSTEM==\"tty\", GOTO=\"iomt_tty\"\n"
			   "SUBSYSTEM==\"hidraw\", GOTO=\"iomt_tty\"\n"
			   "SUBSYSTEM==\"usb-serial\", GOTO=\"iomt_latency\"\n"
			   "GOTO=\"iomt_end\"\n";

static const char usb_part[] = "\n"
			       "# The USB device: ModemManager asks for its mark here, and libusb opens this node.\n"
			       "LABEL=\"iomt_usb\"\n";

static const char health_part[] =
	"# any device with a personal healthcare interface (class 0x0f)\n"
	"ENV{ID_USB_INTERFACES}==\"*:0f*:*\", ENV{ID_IOMT}=\"1\", ENV{ID_MM_DEVICE_IGNORE}=\"1\", TAG+=\"uaccess\"\n"
	"GOTO=\"iomt_end\"\n";

static const char tty_part[] = "\n"
			       "# The serial port or HID node of it.\n"
			       "LABEL=\"iomt_tty\"\n";

static const char tail[] = "GOTO=\"iomt_end\"\n"
			   "\n"
			   "# FTDI chips collect bytes for 16 ms unless told otherwise.\n"
			   "LABEL=\"iomt_latency\"\n"
			   "ACTION==\"add\", DRIVER==\"ftdi_sio\", ATTR{latency_timer}=\"1\"\n"
			   "\n"
			   "LABEL=\"iomt_end\"\n";

static void
put(struct out *o, const char *text)
{
	out_write(o, text, strlen(text));
}

static void
put_id(struct out *o, unsigned v)
{
	const uint8_t b[2] = { (uint8_t)(v >> 8), (uint8_t)v };
	char text[4];
	num_put_hex(text, b, 2);
	out_write(o, text, sizeof text);
}

/* attr: "ATTR" where the rule is for the USB device itself, "ATTRS" for what hangs below it. */
static void
rule(struct out *o, const struct dev_usb *u, const char *attr, const char *then)
{
	put(o, "# ");
	put(o, u->name);
	put(o, "\n");
	put(o, attr);
	put(o, "{idVendor}==\"");
	put_id(o, u->vid);
	put(o, "\", ");
	put(o, attr);
	put(o, "{idProduct}==\"");
	put_id(o, u->pid);
	put(o, "\", ");
	put(o, then);
	put(o, "\n");
}

static void
rules(struct out *o)
{
	put(o, head);
	put(o, usb_part);
	for (unsigned i = 0; i < dev_usb_count; i++)
		rule(o, &dev_usb_table[i], "ATTR", "ENV{ID_IOMT}=\"1\", ENV{ID_MM_DEVICE_IGNORE}=\"1\", TAG+=\"uaccess\"");
	put(o, health_part);
	put(o, tty_part);
	for (unsigned i = 0; i < dev_usb_count; i++)
		rule(o, &dev_usb_table[i], "ATTRS", "ENV{ID_IOMT}=\"1\", ENV{ID_MM_PORT_IGNORE}=\"1\", TAG+=\"uaccess\"");
	put(o, tail);
}

int
capture_udev(const char *output)
{
	struct out o;
	int e = out_open(&o, output, OUT_BESIDE);
	if (e == 0) {
		rules(&o);
		e = out_close(&o);
	}
	if (e < 0)
		msg_error("%s: %s", output ? output : "standard output", in_error(e));
	return e < 0 ? ST_IO : ST_OK;
}
