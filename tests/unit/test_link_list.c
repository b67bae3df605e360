/* --list against a sysfs of our own: ports of a PC that are there and are not, consoles, bridges with and without udev's names,
 * names that would move the cursor, permissions. */
#include "capture/show.h"
#include "link/list.h"
#include "link/usbname.h"
#include "unit.h"

#include <fcntl.h>
#include <unistd.h>

static char top[] = "/tmp/iomt-list-XXXXXX";
static char sys_root[64], dev_root[64];
static struct link_roots roots = { sys_root, dev_root };

static const char build[] =
	"set -e; cd \"$TOP\"; mkdir -p sys/class/tty sys/devices/virtual/tty/tty1 dev/serial/by-id dev/bus/usb; cd sys\n"
	"ln -s ../../devices/virtual/tty/tty1 class/tty/tty1; : >../dev/tty1\n" /* a console: no device */
	"pc() { d=devices/platform/serial8250/tty/$1; mkdir -p $d devices/platform/serial8250; ln -s ../../../serial8250 "
	"$d/device\n"
	"  echo $2 >$d/type; ln -s ../../$d class/tty/$1; : >../dev/$1; }\n"
	"pc ttyS0 4; pc ttyS1 0\n"
	"mkdir -p bus/usb-serial/drivers/cp210x\n"
	/* usb NAME PORT VID PID BUS DEV */
	"usb() { u=devices/pci0/usb$5/$2; d=$u/$2:1.0/$1/tty/$1; mkdir -p $d; ln -s ../../../$1 $d/device\n"
	"  ln -s ../../../../../../bus/usb-serial/drivers/cp210x $u/$2:1.0/$1/driver\n"
	"  echo $3 >$u/idVendor; echo $4 >$u/idProduct; echo $5 >$u/busnum; echo $6 >$u/devnum; ln -s ../../$d class/tty/$1; : "
	">../dev/$1; }\n"
	"usb ttyUSB10 1-10 0403 6001 1 10; usb ttyUSB2 1-2 10c4 ea60 1 2; usb ttyACM0 1-3 dead beef 1 3; usb ttyACM1 1-4 dead beef "
	"1 4\n"
	"echo 'Silicon Labs' >devices/pci0/usb1/1-2/manufacturer; printf 'CP2102 \\033[31mUSB\\n' >devices/pci0/usb1/1-2/product\n"
	"echo 0001 >devices/pci0/usb1/1-2/serial\n"
	"printf 'a\"b\\\\c\\n' >devices/pci0/usb1/1-3/product\n"
	"ln -s ../../ttyUSB2 ../dev/serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0; ln -s ../../gone "
	"../dev/serial/by-id/usb-gone\n"
	"ln -s ../../devices/nowhere class/tty/ttyGS0\n" /* a link that leads nowhere */
	"chmod 0660 ../dev/ttyUSB2; chmod 0600 ../dev/ttyUSB10\n";

static const struct link_found *
find(const struct link_list *l, const char *name)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", dev_root, name);
	for (size_t i = 0; i < l->n; i++)
		if (strcmp(l->item[i].path, path) == 0)
			return &l->item[i];
	return NULL;
}

TEST(only_ports_that_are_there_in_the_order_of_their_numbers)
{
	static const char *const want[] = { "ttyACM0", "ttyACM1", "ttyS0", "ttyUSB2", "ttyUSB10" };
	struct link_list l = { .n = 0 };
	char path[128];
	CHECK_EQ(list_serial(&l, &roots), 0);
	list_sort(&l);
	CHECK_EQ(l.n, 5);
	for (size_t i = 0; i < 5 && i < l.n; i++) {
		snprintf(path, sizeof path, "%s/%s", dev_root, want[i]);
		CHECK_STR(l.item[i].path, path);
		CHECK(l.item[i].serial_port);
	}
	list_free(&l);
}

TEST(what_is_known_of_a_bridge)
{
	struct link_list l = { .n = 0 };
	char id[128];
	list_serial(&l, &roots);
	const struct link_found *f = find(&l, "ttyUSB2");
	CHECK(f != NULL);
	if (f) {
		CHECK(f->usb);
		CHECK_EQ(f->vid, 0x10c4);
		CHECK_EQ(f->pid, 0xea60);
		CHECK_EQ(f->bus, 1);
		CHECK_EQ(f->address, 2);
		CHECK_STR(f->maker, "Silicon Labs");
		CHECK_STR(f->product, "CP2102 ?[31mUSB"); /* no escape reaches a terminal */
		CHECK_STR(f->serial, "0001");
		CHECK_STR(f->driver, "cp210x");
		CHECK_EQ(f->mode, 0660);
		snprintf(id, sizeof id, "%s/serial/by-id/usb-Silicon_Labs_CP2102_0001-if00-port0", dev_root);
		CHECK_STR(f->by_id, id);
		CHECK(f->readable && f->writable);
	}
	f = find(&l, "ttyS0");
	CHECK(f && !f->usb && f->by_id[0] == '\0');
	list_free(&l);
}

TEST(no_sysfs_is_no_ports)
{
	static const struct link_roots none = { "/nonexistent/sys", "/nonexistent/dev" };
	struct link_list l = { .n = 0 };
	CHECK_EQ(list_serial(&l, &none), 0);
	CHECK_EQ(l.n, 0);
	list_free(&l);
}

TEST(ports_by_usb_id)
{
	static const struct {
		const char *name, *port; /* NULL: the fault */
		enum link_fault fault;
	} cases[] = { { "usb:10c4:ea60", "ttyUSB2", LINK_FINE }, { "usb:10C4:EA60:0001", "ttyUSB2", LINK_FINE },
		{ "usb:0403:6001", "ttyUSB10", LINK_FINE }, { "usb:10c4:ea60:0002", NULL, LINK_MISSING },
		{ "usb:1:2", NULL, LINK_MISSING }, { "usb:dead:beef", NULL, LINK_WRONG },
		/* two of them */ { "usb:dead:beef:", NULL, LINK_WRONG }, { "usb:", NULL, LINK_WRONG },
		{ "usb:10c4", NULL, LINK_WRONG }, { "usb:10c4x:ea60", NULL, LINK_WRONG }, { "usb:10c4:1ea60", NULL, LINK_WRONG } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct link_why why = { .fault = LINK_FINE };
		char path[LINK_PATH] = "", want[LINK_PATH];
		int e = usbname_port(cases[i].name, &roots, path, &why);
		CHECK_EQ(why.fault, cases[i].fault);
		CHECK_EQ(e, cases[i].port ? 0 : -1);
		snprintf(want, sizeof want, "%s/%s", dev_root, cases[i].port ? cases[i].port : "");
		CHECK_STR(cases[i].port ? path : "", cases[i].port ? want : "");
	}
}

static void
shown(char *text, size_t cap, bool jsonl)
{
	struct link_list l = { .n = 0 };
	struct out o;
	char path[64];
	snprintf(path, sizeof path, "%s/out", top);
	list_serial(&l, &roots);
	list_sort(&l);
	CHECK_EQ(out_open(&o, path, OUT_BESIDE), 0);
	capture_show(&o, &l, jsonl);
	CHECK_EQ(out_close(&o), 0);
	list_free(&l);
	FILE *f = fopen(path, "r");
	size_t n = f ? fread(text, 1, cap - 1, f) : 0;
	text[n] = '\0';
	if (f)
		fclose(f);
}

TEST(table)
{
	static char text[8192];
	unsigned lines = 0;
	shown(text, sizeof text, false);
	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	CHECK_EQ(lines, 6);
	CHECK(strncmp(text, "PORT ", 5) == 0);
	CHECK(strstr(text, "10c4:ea60") != NULL);
	CHECK(strstr(text, "cms50v7 or cms50d or berry or protocentral?\n") != NULL); /* a guess says so */
	CHECK(strstr(text, "FTDI FT232 serial") != NULL);    /* the table's name where the device gives none */
	CHECK(strstr(text, "\033") == NULL);
}

TEST(objects)
{
	static char text[8192];
	shown(text, sizeof text, true);
	CHECK(strstr(text, "\"product\":\"a\\\"b\\\\c\"") != NULL);
	CHECK(strstr(text, "\"vid\":\"10c4\",\"pid\":\"ea60\"") != NULL);
	CHECK(strstr(text, "\"guess\":[\"cms50v7\",\"cms50d\",\"berry\",\"protocentral\"]") != NULL);
	CHECK(strstr(text, "\"mode\":\"0660\"") != NULL);
	CHECK(strstr(text, "\"bridge\":true") != NULL);
}

int
main(void)
{
	char command[sizeof build + 128];
	if (!mkdtemp(top))
		return 1;
	snprintf(sys_root, sizeof sys_root, "%s/sys", top);
	snprintf(dev_root, sizeof dev_root, "%s/dev", top);
	snprintf(command, sizeof command, "TOP=%s\n%s", top, build);
	if (system(command) != 0)
		return 1;
	RUN(only_ports_that_are_there_in_the_order_of_their_numbers);
	RUN(what_is_known_of_a_bridge);
	RUN(no_sysfs_is_no_ports);
	RUN(ports_by_usb_id);
	RUN(table);
	RUN(objects);
	snprintf(command, sizeof command, "rm -r %s", top);
	if (system(command) != 0)
		return 1;
	return unit_done();
}
