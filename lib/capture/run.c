/* The poll loop. */
#include "capture/part.h"
#include "capture/port.h"

#include "core/in.h"
#include "core/msg.h"
#include "core/sig.h"
#include "core/status.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RETRY_MS = 20, DESCRIPTORS_A_PORT = 2, DESCRIPTORS_MORE = 32 };

struct run {
	const struct capture_plan *plan;
	struct port_hall hall;
	struct out out;
	struct port *port;
	struct pollfd *poll;  /* a port each, then the output */
	int64_t until;        /* clock_boot */
	int64_t tick;         /* TIME of the next one */
	char file[PART_NAME]; /* what is written; "": standard output */
	int64_t part;         /* TIME at which the next part of the output begins */
	bool broken;          /* the next part could not be begun */
};

static const char *
output_name(const struct run *r)
{
	return r->file[0] ? r->file : "standard output";
}

/* A file that begins at `time`. */
static int
open_output(struct run *r, struct out *out, int64_t time)
{
	const struct capture_plan *plan = r->plan;
	int e;
	if (plan->rotate > 0) {
		e = part_open(out, plan->output, time, r->file);
		r->part = time - time % plan->rotate + plan->rotate;
	} else {
		bool named = plan->output && strcmp(plan->output, "-") != 0;
		e = named && !str_copy(r->file, sizeof r->file, str_of(plan->output))
			    ? -ENAMETOOLONG
			    : out_open(out, plan->output, plan->append ? OUT_APPEND : OUT_NEW);
	}
	if (e == -EEXIST)
		msg_error("%s: exists already: choose another name, --append or --rotate", output_name(r));
	else if (e < 0)
		msg_error("%s: %s", output_name(r), in_error(e));
	if (e == 0 && plan->sync && r->file[0])
		part_settle(r->file);
	return e;
}

/* The next part is opened before this one is closed: where that fails, this one still gets its end. */
static void
next_part(struct run *r, int64_t time)
{
	struct out next;
	char name[PART_NAME];
	memcpy(name, r->file, sizeof name);
	if (open_output(r, &next, time) < 0) {
		memcpy(r->file, name, sizeof name);
		r->hall.status = st_worse(r->hall.status, ST_IO);
		r->broken = true;
		return;
	}
	recw_close(&r->hall.w, STR("-"), "rotate");
	int e = out_close(&r->out);
	if (e < 0) {
		msg_error("%s: %s", name, in_error(e));
		r->hall.status = st_worse(r->hall.status, ST_IO);
		r->broken = true;
	}
	r->out = next;
	recw_start(&r->hall.w, &r->out);
	recw_head(&r->hall.w, time, "utc", r->plan->args);
}

static int
fault_status(enum link_fault f)
{
	return f == LINK_MISSING ? ST_DEVICE : ST_IO;
}

/* A port that is missing may be about to appear: a device being plugged in, a simulated one being started in the same line. */
static void
open_ports(struct run *r)
{
	const struct capture_plan *plan = r->plan;
	int64_t give_up = clock_boot() + plan->wait;
	for (size_t i = 0; i < plan->ports && !sig_caught(); i++) {
		struct port *p = &r->port[i];
		struct link_why why;
		while (!port_open(p, plan, &why) && why.fault == LINK_MISSING && clock_boot() < give_up && !sig_caught())
			poll(NULL, 0, RETRY_MS);
		if (p->open) {
			r->hall.live++;
		} else if (!sig_caught()) {
			msg_error("%s: %s", p->name, why.text);
			r->hall.status = st_worse(r->hall.status, fault_status(why.fault));
		}
	}
}

static const char *
node(void *arg, size_t i)
{
	return ((struct run *)arg)->port[i].l.node;
}

/* flock is kept only by who asks for it: a program that does not would take bytes away unnoticed. */
static void
shared(void *arg, size_t i, const char *program)
{
	const struct run *r = arg;
	msg_warn("%s: %s has it open too and may take bytes away", r->port[i].name, program);
}

static void
step_event(struct run *r, int64_t step)
{
	for (size_t i = 0; i < r->plan->ports; i++) {
		const struct port *p = &r->port[i];
		if (!p->open && !p->lost)
			continue;
		recw_begin(&r->hall.w, "event", clock_now(&r->hall.clock), str_of(p->source), STR("-"));
		recw_word(&r->hall.w, STR("clock-step"));
		recw_key_dec(&r->hall.w, "step", step, 6);
		recw_key_text(&r->hall.w, "text", STR("the wall clock was set; TIME goes on as before"));
		recw_end(&r->hall.w);
	}
}

/* Whole seconds of stream time, the same for every source. After a suspend only the newest is written. */
static void
tick(struct run *r)
{
	int64_t now = clock_now(&r->hall.clock);
	if (now < r->tick)
		return;
	int64_t step = clock_step(&r->hall.clock);
	if (step != 0)
		step_event(r, step);
	r->tick = now - now % TM_S;
	for (size_t i = 0; i < r->plan->ports; i++)
		if (r->port[i].open || r->port[i].lost) {
			recw_begin(&r->hall.w, "tick", r->tick, str_of(r->port[i].source), STR("-"));
			recw_word(&r->hall.w, STR("-"));
			recw_end(&r->hall.w);
		}
	meter_show(r->hall.meter, now, r->hall.live, r->hall.lost);
	if (r->plan->rotate > 0 && r->tick >= r->part)
		next_part(r, r->tick);
	r->tick += TM_S;
	if (r->plan->sync)
		out_sync(&r->out);
	else if (r->out.gz)
		out_point(&r->out);
}

static int64_t
next_wake(const struct run *r)
{
	int64_t wake = r->tick - r->hall.clock.anchor;
	if (r->until < wake)
		wake = r->until;
	for (size_t i = 0; i < r->plan->ports; i++) {
		int64_t w = port_wake(&r->hall, &r->port[i]);
		if (w < wake)
			wake = w;
	}
	return wake;
}

/* Waits; a signal ends the wait. */
static bool
wait_ports(struct run *r)
{
	size_t n = r->plan->ports;
	for (size_t i = 0; i < n; i++) {
		const struct port *p = &r->port[i];
		r->poll[i].fd = p->open ? p->l.fd : -1;
		r->poll[i].events = (short)(p->waiting > 0 ? POLLIN | POLLOUT : POLLIN);
	}
	int64_t us = next_wake(r) - clock_boot();
	struct timespec t = { .tv_sec = us > 0 ? us / 1000000 : 0, .tv_nsec = us > 0 ? us % 1000000 * 1000 : 0 };
	return ppoll(r->poll, n + 1, &t, NULL) > 0;
}

static void
loop(struct run *r)
{
	size_t n = r->plan->ports;
	while (r->hall.live + r->hall.lost > 0 && !sig_caught() && clock_boot() < r->until) {
		if (out_flush(&r->out) < 0 || r->broken)
			return;
		if (wait_ports(r)) {
			for (size_t i = 0; i < n; i++)
				if (r->poll[i].fd >= 0 && r->poll[i].revents)
					port_poll(&r->hall, &r->port[i], r->poll[i].revents);
			if (r->poll[n].fd >= 0 && (r->poll[n].revents & POLLERR) && !r->out.error)
				r->out.error = -EPIPE; /* the reader is gone: nothing needs to be written to learn it */
		}
		for (size_t i = 0; i < n; i++)
			port_due(&r->hall, &r->port[i]);
		tick(r);
	}
}

/* Every device is asked to stop before any link is closed, and all have the same moment to let the bytes leave. */
static void
stop(struct run *r, const char *status)
{
	int64_t give_up = clock_boot() + PORT_STOP_US;
	for (size_t i = 0; i < r->plan->ports; i++) {
		port_take(&r->hall, &r->port[i]);
		port_stop(&r->hall, &r->port[i]);
	}
	for (size_t i = 0; i < r->plan->ports; i++)
		while (!port_flushed(&r->hall, &r->port[i]) && clock_boot() < give_up)
			poll(NULL, 0, 1);
	for (size_t i = 0; i < r->plan->ports; i++)
		port_end(&r->hall, &r->port[i], status);
}

/* The reader can be watched only where it is a pipe or a socket. */
static int
watched(const struct out *o)
{
	struct stat st;
	return fstat(o->fd, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)) ? o->fd : -1;
}

static int
finish(struct run *r)
{
	stop(r, sig_caught() ? "signal" : "eof");
	meter_stop(r->hall.meter);
	recw_close(&r->hall.w, STR("-"), sig_caught() ? "signal" : r->hall.status == ST_OK ? "eof" : "error");
	int e = out_close(&r->out), st = r->hall.status;
	if (sig_caught())
		st = st_worse(st, ST_SIGNAL + sig_caught());
	if (e == -EPIPE)
		return ST_SIGNAL + SIGPIPE;
	if (e < 0) {
		msg_error("%s: %s", output_name(r), in_error(e));
		st = st_worse(st, ST_IO);
	}
	return st;
}

static void
start(struct run *r)
{
	const struct capture_plan *plan = r->plan;
	int64_t now;
	now = clock_now(&r->hall.clock);
	r->tick = now - now % TM_S + TM_S;
	r->until = plan->duration > 0 ? clock_boot() + plan->duration : INT64_MAX;
	if (msg_status_wanted(r->out.fd))
		r->hall.meter = meter_start(plan->ports);
	recw_start(&r->hall.w, &r->out);
	recw_head_times(&r->hall.w, now, "utc", plan->times, plan->args);
	r->poll[plan->ports] = (struct pollfd){ .fd = watched(&r->out) };
	for (size_t i = 0; i < plan->ports; i++)
		if (r->port[i].open)
			port_begin(&r->hall, &r->port[i]);
}

static int
run(struct run *r)
{
	clock_start(&r->hall.clock);
	if (open_output(r, &r->out, clock_now(&r->hall.clock)) < 0)
		return ST_IO;
	link_descriptors(r->plan->ports * DESCRIPTORS_A_PORT + DESCRIPTORS_MORE);
	open_ports(r);
	if (r->hall.live == 0 && r->out.owned && !r->plan->append) {
		/* an empty file would only be in the way of the next try */
		out_abandon(&r->out);
		unlink(r->file);
		return sig_caught() ? st_worse(r->hall.status, ST_SIGNAL + sig_caught()) : r->hall.status;
	}
	if (msg_level() >= 0)
		link_others(r->plan->ports, node, shared, r);
	start(r);
	loop(r);
	return finish(r);
}

int
capture_run(const struct capture_plan *plan)
{
	struct run *r = calloc(1, sizeof *r);
	int status = ST_IO;
	bool ready = true;
	if (r) {
		r->plan = plan;
		r->hall.plan = plan;
		r->port = calloc(plan->ports, sizeof *r->port);
		r->poll = calloc(plan->ports + 1, sizeof *r->poll);
	}
	if (r && r->port && r->poll) {
		for (size_t i = 0; i < plan->ports; i++) {
			r->port[i].plan = &plan->port[i];
			r->port[i].name = plan->port[i].name;
			r->port[i].number = i;
			r->port[i].device = plan->port[i].device;
			r->port[i].listen = plan->port[i].automatic ? calloc(1, sizeof *r->port[i].listen) : NULL;
			ready = ready && (r->port[i].listen || !plan->port[i].automatic);
		}
		port_sources(r->port, plan->ports);
		if (ready)
			status = run(r);
	} else {
		ready = false;
	}
	if (!ready)
		msg_error("out of memory");
	if (r) {
		for (size_t i = 0; r->port && i < plan->ports; i++)
			free(r->port[i].listen);
		free(r->port);
		free(r->poll);
	}
	free(r);
	return status;
}
