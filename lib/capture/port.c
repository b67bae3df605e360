#include "capture/port.h"

#include "core/msg.h"
#include "core/status.h"
#include "device/emit.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

static struct str
source(const struct port *p)
{
	return str_of(p->source);
}

void
port_event(struct port_hall *h, const struct port *p, const char *code, const char *text)
{
	recw_begin(&h->w, "event", clock_now(&h->clock), source(p), STR("-"));
	recw_word(&h->w, str_of(code));
	if (text)
		recw_key_text(&h->w, "text", str_of(text));
	recw_end(&h->w);
}

/* One read or write; over REC_RAW bytes it is several records, all but the last with more=1. */
static void
raw(struct port_hall *h, const struct port *p, const char *dir, uint64_t offset, const uint8_t *b, size_t n)
{
	int64_t now = clock_now(&h->clock);
	while (n > 0) {
		size_t part = n < REC_RAW ? n : REC_RAW;
		recw_begin(&h->w, "raw", now, source(p), STR("-"));
		recw_word(&h->w, str_of(dir));
		recw_uint(&h->w, offset);
		recw_hex(&h->w, b, part);
		if (p->device)
			recw_key_word(&h->w, "dev", str_of(p->device->name));
		if (n > part)
			recw_key_int(&h->w, "more", 1);
		recw_end(&h->w);
		offset += part;
		b += part;
		n -= part;
	}
}

void
port_end(struct port_hall *h, struct port *p, const char *status)
{
	if (p->listen && !p->device && (p->open || p->lost)) {
		msg_error("%s: no device was recognised: name it with -d ('iomt-decode --guess' tells what it could be)", p->name);
		h->status = st_worse(h->status, ST_DEVICE);
	}
	if (p->lost) { /* it was not there at the end */
		h->lost--;
		h->status = st_worse(h->status, ST_DEVICE);
		status = "error";
	} else if (!p->open) {
		return;
	} else {
		link_close(&p->l);
		h->live--;
	}
	p->open = p->talks = p->lost = false;
	if (status)
		recw_close(&h->w, source(p), status);
}

/* The device is gone: the end of the port, unless it may come back. */
static void
lose(struct port_hall *h, struct port *p)
{
	if (!p->plan->id) {
		port_end(h, p, "error");
		h->status = st_worse(h->status, ST_DEVICE);
		return;
	}
	link_close(&p->l);
	p->open = p->talks = p->silent = false;
	p->waiting = 0;
	p->lost = true;
	p->told = LINK_MISSING;
	p->lost_at = clock_boot();
	p->pause = PORT_RETRY;
	p->retry = p->lost_at + p->pause;
	h->live--;
	h->lost++;
	msg_warn("%s: waiting for the device to come back", p->name);
}

static void
gone(struct port_hall *h, struct port *p)
{
	static const char tcp[] = "the connection was closed", cable[] = "unplugged or hung up";
	const char *why = p->l.kind == LINK_TCP ? tcp : cable;
	msg_error("%s: %s", p->name, why);
	port_event(h, p, "disconnect", why);
	lose(h, p);
}

static void
failed(struct port_hall *h, struct port *p, const char *what, int e)
{
	msg_error("%s: cannot %s: %s", p->name, what, strerror(e));
	port_event(h, p, "device-error", strerror(e));
	if (p->plan->id)
		port_event(h, p, "disconnect", strerror(e));
	lose(h, p);
}

/* Writes what waits, as far as the port takes it. */
static void
push(struct port_hall *h, struct port *p)
{
	while (p->open && p->waiting > 0) {
		ssize_t n = link_write(&p->l, p->say, p->waiting);
		if (n == 0)
			return;
		if (n == LINK_GONE) {
			gone(h, p);
			return;
		}
		if (n < 0) {
			failed(h, p, "write", (int)-n);
			return;
		}
		raw(h, p, ">", p->said, p->say, (size_t)n);
		p->said += (uint64_t)n;
		p->waiting -= (size_t)n;
		memmove(p->say, p->say + n, p->waiting);
	}
}

/* The last guard before bytes leave for a medical device: the table of what is never sent to it. */
static void
enqueue(struct port *p, const struct dev_say *say)
{
	const char *never = dev_never(p->plan->talk, say->bytes, say->n);
	if (never)
		msg_error("%s: not sent: the bytes hold %s, which %s must never get", p->name, never, p->device->name);
	else if (p->waiting + say->n > sizeof p->say)
		msg_warn("%s: the port takes no bytes; a request was not sent", p->name);
	else {
		memcpy(p->say + p->waiting, say->bytes, say->n);
		p->waiting += say->n;
	}
}

static void
act(struct port_hall *h, struct port *p, const struct dev_say *say)
{
	int64_t soon = clock_boot() + PORT_SOON;
	if (say->note)
		msg_note("%s: %s", p->name, say->note);
	if (say->n > 0)
		enqueue(p, say);
	p->wake = say->wake < soon ? soon : say->wake;
	push(h, p);
	if (!p->open)
		return;
	if (say->state == DEV_DONE) {
		port_end(h, p, "eof");
	} else if (say->state == DEV_FAILED) {
		msg_error("%s: %s: what came is kept", p->name, say->note ? say->note : "the device did not give everything");
		port_end(h, p, "error");
		h->status = st_worse(h->status, ST_DEVICE);
	} else if (say->state == DEV_SILENT && !p->silent) {
		p->silent_since = clock_boot();
		port_event(h, p, "device-error", "no answer");
	}
	p->silent = say->state == DEV_SILENT;
}

/* `dev`: what the port is set to and who is behind it, from here on; offsets begin at 0. */
static void
describe(struct port_hall *h, struct port *p)
{
	const struct device *d = p->device;
	recw_begin(&h->w, "dev", clock_now(&h->clock), source(p), STR("-"));
	recw_word(&h->w, d ? str_of(d->name) : STR("-"));
	recw_key_text(&h->w, "port", str_of(p->name));
	if (p->l.serial.baud > 0) {
		char framing[LINK_FRAMING];
		link_framing_put(framing, &p->l.serial);
		recw_key_int(&h->w, "baud", p->l.serial.baud);
		recw_key_word(&h->w, "framing", str_of(framing));
		if (p->l.serial.flow != LINK_FLOW_NONE)
			recw_key_word(&h->w, "flow", str_of(link_flow_name(p->l.serial.flow)));
	}
	dev_options_put(&h->w, &p->plan->options);
	recw_end(&h->w);
	p->heard = p->said = 0;
	p->renew = false;
	meter_open(h->meter, p->number, d, p->source);
}

void
port_begin(struct port_hall *h, struct port *p)
{
	const struct device *d = p->device;
	describe(h, p);
	if (p->listen)
		listen_start(p->listen);
	/* a pseudo-terminal, a file or a network has no baud to try */
	bool scan = p->listen && !d && p->l.kind == LINK_PORT && !h->plan->serial;
	p->next_setting = scan ? clock_boot() + LISTEN_US : INT64_MAX;
	port_event(h, p, "connect", NULL);
	p->wake = INT64_MAX;
	p->talks = p->l.write && p->plan->talk;
	if (p->talks) {
		struct dev_say say = { .n = 0, .wake = INT64_MAX };
		if (p->plan->talk->open_as)
			p->plan->talk->open_as(p->session, clock_boot(), &p->plan->options, &say);
		else
			p->plan->talk->open(p->session, clock_boot(), &say);
		if (h->plan->ask && p->plan->talk->ask)
			p->plan->talk->ask(p->session, h->plan->ask);
		act(h, p, &say);
	}
}

/* -d auto: is it sure by now what sends this? */
static void
recognise(struct port_hall *h, struct port *p, size_t n)
{
	char words[LISTEN_WORDS];
	p->device = listen_heard(p->listen, h->read, n);
	if (p->device) {
		p->next_setting = INT64_MAX;
		msg_warn("%s: this is %s: %s", p->name, p->device->name, p->device->title);
		describe(h, p);
		return;
	}
	listen_offer(p->listen, words);
	if (words[0])
		msg_warn("%s: not recognised for sure; it could be %s: name it with -d", p->name, words);
}

static void
next_setting(struct port *p)
{
	struct link_serial serial;
	listen_setting(++p->listen->setting, &serial);
	if (link_set(&p->l, &serial) == 0)
		p->renew = true;
	listen_start(p->listen);
	p->next_setting = clock_boot() + LISTEN_US;
}

static void
heard(struct port_hall *h, struct port *p, size_t n)
{
	if (p->renew)
		describe(h, p);
	raw(h, p, "<", p->heard, h->read, n);
	meter_heard(h->meter, p->number, clock_now(&h->clock), h->read, n);
	p->heard += n;
	if (p->listen && !p->device)
		recognise(h, p, n);
	p->silent_since = clock_boot(); /* a device that sends is not given up, whatever it leaves unanswered */
	if (p->talks) {
		struct dev_say say = { .n = 0, .wake = INT64_MAX };
		p->plan->talk->heard(p->session, clock_boot(), h->read, n, &say);
		act(h, p, &say);
	}
}

/* One read. False when there was nothing, or the port is over. */
static bool
receive(struct port_hall *h, struct port *p, short revents)
{
	ssize_t n = link_read(&p->l, revents, h->read, sizeof h->read);
	if (n > 0)
		heard(h, p, (size_t)n);
	else if (n == LINK_GONE)
		gone(h, p);
	else if (n == LINK_END)
		port_end(h, p, "eof");
	else if (n < 0)
		failed(h, p, "read", (int)-n);
	return n > 0 && p->open;
}

void
port_poll(struct port_hall *h, struct port *p, short revents)
{
	if (revents & POLLOUT)
		push(h, p);
	if (p->open && (revents & (POLLIN | POLLHUP | POLLERR)))
		receive(h, p, revents);
	else if (p->open && (revents & POLLNVAL))
		failed(h, p, "poll", EBADF);
}

static int64_t
patience_ends(const struct port_hall *h, const struct port *p)
{
	return p->silent && h->plan->patience > 0 ? p->silent_since + h->plan->patience : INT64_MAX;
}

int64_t
port_wake(const struct port_hall *h, const struct port *p)
{
	int64_t end = patience_ends(h, p);
	if (!p->open)
		return p->lost ? p->retry : INT64_MAX;
	if (p->next_setting < end)
		end = p->next_setting;
	return p->talks && p->wake < end ? p->wake : end;
}

/* What kept it from being opened is said once: a node can be there before its permissions are, or be busy for a moment. */
static void
again(struct port_hall *h, struct port *p)
{
	struct link_why why;
	if (port_open(p, h->plan, &why)) {
		int64_t out = clock_boot() - p->lost_at;
		p->lost = false;
		h->lost--;
		h->live++;
		msg_warn("%s: back after %lld.%lld s", p->name, (long long)(out / 1000000), (long long)(out / 100000 % 10));
		port_begin(h, p);
		return;
	}
	if (why.fault != p->told && why.fault != LINK_MISSING)
		msg_warn("%s: %s", p->name, why.text);
	p->told = why.fault;
	p->pause = p->pause < PORT_RETRY_MOST / 2 ? 2 * p->pause : PORT_RETRY_MOST;
	p->retry = clock_boot() + p->pause;
}

void
port_due(struct port_hall *h, struct port *p)
{
	int64_t now = clock_boot();
	if (p->lost && now >= p->retry)
		again(h, p);
	if (p->open && now >= p->next_setting)
		next_setting(p);
	if (p->open && p->talks && now >= p->wake) {
		struct dev_say say = { .n = 0, .wake = INT64_MAX };
		p->plan->talk->due(p->session, now, &say);
		act(h, p, &say);
	}
	if (p->open && now >= patience_ends(h, p)) {
		msg_error("%s: %s does not answer: is it switched on, and is it a %s (-d)?", p->name, p->device->name,
			p->device->title);
		port_stop(h, p);
		if (p->open && p->plan->id)
			port_event(h, p, "disconnect", "no answer");
		if (p->open)
			lose(h, p);
	}
}

void
port_take(struct port_hall *h, struct port *p)
{
	/* a file has no "already": it would be read to its end */
	if (!p->open || p->l.kind == LINK_FILE)
		return;
	struct pollfd f = { .fd = p->l.fd, .events = POLLIN };
	for (size_t left = 65536 / PORT_READ; left > 0 && poll(&f, 1, 0) > 0 && (f.revents & POLLIN); left--)
		if (!receive(h, p, f.revents))
			return;
}

void
port_stop(struct port_hall *h, struct port *p)
{
	if (!p->open || !p->talks)
		return;
	struct dev_say say = { .n = 0, .wake = INT64_MAX };
	p->talks = false;
	p->plan->talk->close(p->session, clock_boot(), &say);
	if (say.n > 0)
		enqueue(p, &say);
	push(h, p);
}

bool
port_flushed(struct port_hall *h, struct port *p)
{
	if (!p->open)
		return true;
	push(h, p);
	return !p->open || (p->waiting == 0 && link_unsent(&p->l) == 0);
}
