/* Before the first byte: names of sources, settings, what goes wrong when a port is opened. */
#include "capture/port.h"

#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char *
base(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

static void
name(struct port *p)
{
	const struct capture_port *plan = p->plan;
	if (plan->source)
		str_copy(p->wish, sizeof p->wish, str_of(plan->source));
	else if (plan->device)
		str_copy(p->wish, sizeof p->wish, str_of(plan->device->name));
	else if (strcmp(plan->name, "-") == 0)
		str_copy(p->wish, sizeof p->wish, STR("stdin"));
	else
		rec_source(p->wish,
			str_of(strncmp(plan->name, "tcp:", 4) == 0 || strncmp(plan->name, "usb:", 4) == 0 ? plan->name
													  : base(plan->name)));
}

static bool
taken(const struct port *p, size_t n, const char *source)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(p[i].source, source) == 0)
			return true;
	return false;
}

/* The first free number from `count` + 1 on. */
static void
number(struct port *all, size_t at, uint64_t count)
{
	struct port *p = &all[at];
	char tail[24] = "@";
	do {
		char *end = num_put_u64(tail + 1, ++count);
		size_t n = (size_t)(end - tail), keep = strlen(p->wish);
		if (keep + n > REC_SOURCE)
			keep = REC_SOURCE - n;
		memcpy(p->source, p->wish, keep);
		memcpy(p->source + keep, tail, n);
		p->source[keep + n] = '\0';
	} while (taken(all, at, p->source));
}

void
port_sources(struct port *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t before = 0;
		name(&p[i]);
		memcpy(p[i].source, p[i].wish, sizeof p[i].source);
		for (size_t k = 0; k < i; k++)
			before += strcmp(p[k].wish, p[i].wish) == 0;
		if (before > 0 || taken(p, i, p[i].source))
			number(p, i, before > 0 ? before : 1);
	}
}

/* Between the look and the opening another device can have got the name. */
static bool
still_there(const struct port *p, struct link_why *why)
{
	char path[LINK_PATH], real[PATH_MAX];
	if (!identity_find(p->plan->id, &link_system, path, why))
		return false;
	why->fault = LINK_MISSING;
	return realpath(path, real) && strcmp(real, p->l.node) == 0;
}

bool
port_open(struct port *p, const struct capture_plan *plan, struct link_why *why)
{
	const struct device *d = p->device ? dev_as(p->device, &p->plan->options) : NULL;
	struct link_serial serial = { .baud = 0 };
	if (d && d->baud > 0) {
		serial.baud = d->baud;
		link_framing_get(str_of(d->framing), &serial);
	} else if (p->listen)
		listen_setting(p->listen->setting, &serial);
	if (plan->serial)
		serial = *plan->serial;
	else if (serial.bits == 0)
		serial = (struct link_serial){ .baud = serial.baud, .bits = 8, .parity = 'N', .stop = 1 };
	char path[LINK_PATH];
	bool write = !plan->no_write && p->plan->talk && !p->listen;
	if (!p->plan->id)
		p->open = link_open(&p->l, p->name, &serial, write, why) == 0;
	else if (identity_find(p->plan->id, &link_system, path, why))
		p->open = link_open(&p->l, path, &serial, write, why) == 0;
	if (p->open && p->plan->id && !still_there(p, why)) {
		link_close(&p->l);
		p->open = false;
	}
	if (p->open && why->note[0])
		msg_note("%s: %s", p->name, why->note);
	if (p->open && !p->l.write && p->plan->talk && !plan->no_write)
		msg_note("%s: only read: %s gets no start from here", p->name, d->name);
	return p->open;
}
