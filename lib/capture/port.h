/* One open port of a running capture: its source, its counts, its conversation. */
#ifndef IOMT_CAPTURE_PORT_H
#define IOMT_CAPTURE_PORT_H

#include "capture/capture.h"
#include "capture/listen.h"
#include "capture/meter.h"
#include "link/clock.h"
#include "record/recw.h"

#include <stdalign.h>

enum {
	PORT_READ = 4096,         /* bytes of one read: what a terminal hands over at the most */
	PORT_SAY = 512,           /* bytes that wait to be written */
	PORT_SOON = 1000,         /* µs: a session is not called again sooner */
	PORT_STOP_US = 250000,    /* how long the last bytes may take to leave */
	PORT_RETRY = 100000,      /* µs from a loss to the first try, doubled from try to try … */
	PORT_RETRY_MOST = 2000000 /* … up to this */
};

struct port {
	const struct capture_port *plan;
	size_t number; /* among the ports */
	const char *name;
	char wish[REC_SOURCE + 1]; /* SOURCE before it was made unique */
	char source[REC_SOURCE + 1];
	const struct device *device; /* the one that was named, or recognised; NULL: not (yet) known */
	struct listen *listen;       /* -d auto, else NULL */
	int64_t next_setting;        /* clock_boot: another baud is tried; INT64_MAX: not */
	bool renew;                  /* the settings have changed since the `dev` record */
	struct link l;
	bool open;
	bool lost;            /* gone, and waited for */
	int64_t lost_at;      /* clock_boot */
	int64_t retry, pause; /* clock_boot of the next try; µs from one to the next */
	enum link_fault told; /* why it cannot be opened again, as far as it was said */
	bool talks;           /* a conversation runs on it */
	bool silent;          /* the device owes an answer */
	int64_t silent_since; /* clock_boot: the last byte or the question, whichever came later */
	int64_t wake;         /* when the session wants to be called */
	uint64_t heard, said; /* OFFSETs */
	size_t waiting;       /* bytes of `say` */
	uint8_t say[PORT_SAY];
	alignas(DEV_SESSION_ALIGN) unsigned char session[DEV_SESSION];
};

/* What a port writes to and is judged by; one a capture. */
struct port_hall {
	struct recw w;
	struct clock clock;
	struct meter *meter; /* NULL: no status line */
	const struct capture_plan *plan;
	size_t live; /* ports that are open */
	size_t lost; /* ports that are waited for */
	int status;
	uint8_t read[PORT_READ];
};

/* Names the sources: the one asked for, else the device's name, else the port's own; a second one of a name gets "@2". */
void port_sources(struct port *p, size_t n);

/* Opens p->l for the plan: for writing only where a conversation is to run. False: a message was written, *fault says why. */
bool port_open(struct port *p, const struct capture_plan *plan, struct link_why *why);

void port_begin(struct port_hall *h, struct port *p); /* `dev`, `event connect`, the start of the conversation */
void port_poll(struct port_hall *h, struct port *p, short revents);
void port_due(struct port_hall *h, struct port *p);                 /* the session, the end of patience, another try */
int64_t port_wake(const struct port_hall *h, const struct port *p); /* clock_boot of the next port_due; INT64_MAX: never */

void port_event(struct port_hall *h, const struct port *p, const char *code, const char *text);
void port_take(struct port_hall *h, struct port *p);    /* what the device has sent already */
void port_stop(struct port_hall *h, struct port *p);    /* asks the device to stop; records are written while h->w.out works */
bool port_flushed(struct port_hall *h, struct port *p); /* nothing waits to leave any more */

/* Closes the link and, unless status is NULL, writes `end SOURCE status`. */
void port_end(struct port_hall *h, struct port *p, const char *status);

#endif
