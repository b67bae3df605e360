#include "link/serial.h"

#include <errno.h>
#include <libserialport.h>

static enum sp_parity
parity_of(char c)
{
	switch (c) {
	case 'E':
		return SP_PARITY_EVEN;
	case 'O':
		return SP_PARITY_ODD;
	case 'M':
		return SP_PARITY_MARK;
	case 'S':
		return SP_PARITY_SPACE;
	default:
		return SP_PARITY_NONE;
	}
}

static int
failed(void)
{
	int e = sp_last_error_code();
	return e > 0 ? -e : -EIO;
}

/* XON/XOFF would eat the data bytes 0x11 and 0x13: it is switched off here, and tty_finish() sets what is asked for. */
static int
configure(struct sp_port *port, const struct link_serial *s, const char **step)
{
	*step = "switch flow control off";
	if (sp_set_flowcontrol(port, SP_FLOWCONTROL_NONE) != SP_OK)
		return failed();
	*step = "set the baud rate";
	if (s->baud > 0 && sp_set_baudrate(port, (int)s->baud) != SP_OK)
		return failed();
	*step = "set the framing";
	if (s->bits > 0 && (sp_set_bits(port, s->bits) != SP_OK || sp_set_parity(port, parity_of(s->parity)) != SP_OK ||
				   sp_set_stopbits(port, s->stop) != SP_OK))
		return failed();
	return 0;
}

int
serial_open(struct link *l, const char *real, const struct link_serial *s, const char **step)
{
	struct sp_port *port;
	*step = "open";
	if (sp_get_port_by_name(real, &port) != SP_OK)
		return SERIAL_REFUSED;
	enum sp_return r = sp_open(port, l->write ? SP_MODE_READ_WRITE : SP_MODE_READ);
	if (r != SP_OK) {
		int e = r == SP_ERR_FAIL ? failed() : -ENOTTY;
		sp_free_port(port);
		return e == -ENOTTY || e == -EINVAL ? SERIAL_REFUSED : e;
	}
	int e = configure(port, s, step);
	if (e == 0 && sp_get_port_handle(port, &l->fd) != SP_OK)
		e = -EIO;
	if (e != 0) {
		sp_close(port);
		sp_free_port(port);
		l->fd = -1;
		return e;
	}
	l->port = port;
	return 0;
}

void
serial_close(struct link *l)
{
	struct sp_port *port = l->port;
	sp_close(port);
	sp_free_port(port);
	l->port = NULL;
	l->fd = -1;
}

const char *
serial_version(void)
{
	return sp_get_package_version_string();
}
