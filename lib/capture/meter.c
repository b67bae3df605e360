#include "capture/meter.h"

#include "core/msg.h"
#include "device/run.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 256, UNKNOWN = -1 };

struct meter {
	struct out out;
	struct recw w;
	struct dev_sink sink;
	size_t ports;
	int64_t shown;            /* time of the line before; TM_NONE before the first */
	uint64_t frames, bytes;   /* then */
	uint64_t told, lost, bad; /* in `stat` records: they count from one to the next */
	uint64_t heard;           /* bytes */
	struct gauge {
		bool open;
		int64_t battery; /* %, UNKNOWN */
		char source[REC_SOURCE + 1];
		struct dev_run run;
	} * port;
};

static uint64_t
count(const struct rec *r, struct str key)
{
	uint64_t v = 0;
	num_get_u64(rec_key(r, key), &v);
	return v;
}

static void
battery(struct meter *m, const struct rec *r)
{
	double v;
	if (!num_get_f64(r->u.num.value, &v))
		return;
	for (size_t i = 0; i < m->ports; i++)
		if (str_is(r->source, m->port[i].source))
			m->port[i].battery = (int64_t)v;
}

/* Every record that the decoders write comes here and goes no further. */
static void
tap(void *arg, struct recw *w, struct rec *r)
{
	struct meter *m = arg;
	(void)w;
	if (r->type == REC_STAT) {
		m->told += count(r, STR("frames"));
		m->lost += count(r, STR("lost"));
		m->bad += count(r, STR("bad"));
	} else if (r->type == REC_NUM && str_is(r->signal, "battery")) {
		battery(m, r);
	}
}

struct meter *
meter_start(size_t ports)
{
	struct meter *m = calloc(1, sizeof *m);
	if (m)
		m->port = calloc(ports, sizeof *m->port);
	if (!m || !m->port) {
		free(m);
		return NULL;
	}
	m->ports = ports;
	m->shown = TM_NONE;
	out_take(&m->out, -1); /* never written to */
	recw_start(&m->w, &m->out);
	m->w.tap = tap;
	m->w.tap_arg = m;
	dev_sink_start(&m->sink, &m->w);
	return m;
}

void
meter_open(struct meter *m, size_t i, const struct device *device, const char *source)
{
	if (!m)
		return;
	struct gauge *g = &m->port[i];
	if (g->open && g->run.dev == device) {
		run_reopen(&g->run, RUN_STOPPED);
	} else if (device) {
		str_copy(g->source, sizeof g->source, str_of(source));
		run_start(&g->run, &m->sink, device, str_of(source));
		g->open = true;
	}
	g->battery = UNKNOWN;
}

void
meter_heard(struct meter *m, size_t i, int64_t arrival, const uint8_t *b, size_t n)
{
	if (!m)
		return;
	m->heard += n;
	if (!m->port[i].open)
		return;
	run_arrive(&m->port[i].run, arrival, n);
	run_push(&m->port[i].run, b, n);
}

static char *
text(char *p, const char *words)
{
	size_t n = strlen(words);
	memcpy(p, words, n);
	return p + n;
}

static char *
number(char *p, uint64_t v, const char *word)
{
	return text(num_put_u64(text(p, ", "), v), word);
}

void
meter_show(struct meter *m, int64_t time, size_t live, size_t away)
{
	char line[LINE], *p = line;
	uint64_t frames, lost, bad;
	int64_t jitter = UNKNOWN, power = UNKNOWN;
	if (!m)
		return;
	frames = m->told;
	lost = m->lost;
	bad = m->bad;
	bool decoded = false;
	for (size_t i = 0; i < m->ports; i++) {
		const struct emit_stat *s = &m->port[i].run.emit.stat;
		if (!m->port[i].open)
			continue;
		decoded = true;
		frames += s->frames;
		lost += s->lost;
		bad += s->bad;
		if (s->has_transit && s->jitter >> 4 > jitter) /* of several the worst */
			jitter = s->jitter >> 4;
		if (m->port[i].battery != UNKNOWN && (power == UNKNOWN || m->port[i].battery < power))
			power = m->port[i].battery;
	}
	p = text(num_put_u64(p, live), live == 1 ? " port" : " ports");
	if (away > 0)
		p = number(p, away, " away");
	if (m->shown != TM_NONE && time > m->shown) {
		uint64_t more = decoded ? frames - m->frames : m->heard - m->bytes;
		p = num_put_fixed(text(p, ", "), (double)more * 1e6 / (double)(time - m->shown), 1);
		p = text(p, decoded ? " frames/s" : " bytes/s");
	}
	p = decoded ? number(p, frames, " frames") : number(p, m->heard, " bytes");
	if (decoded) {
		p = number(p, lost, " lost");
		p = number(p, bad, " bad");
	}
	if (jitter != UNKNOWN)
		p = text(num_put_fixed(text(p, ", jitter "), (double)jitter / 1000, 1), " ms");
	if (power != UNKNOWN)
		p = text(num_put_i64(text(p, ", battery "), power), " %");
	*p = '\0';
	m->shown = time;
	m->frames = frames;
	m->bytes = m->heard;
	msg_status(line);
}

void
meter_stop(struct meter *m)
{
	if (!m)
		return;
	msg_status(NULL);
	dev_sink_stop(&m->sink);
	out_abandon(&m->out);
	free(m->port);
	free(m);
}
