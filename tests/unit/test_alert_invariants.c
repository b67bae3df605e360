/* Random streams of every kind of record against rules of every type: what has to hold of the alerts whatever the rules say. And the same
 * stream with records between that no rule looks at (the waveforms of -k, raw bytes) gives the same alerts. */
#include "alert/engine.h"
#include "alert/rulefile.h"
#include "alert/type.h"
#include "unit.h"

#include <stdlib.h>

enum { STREAMS = 300, LINES = 400, RULES = 19, SOURCES = 3, SIGNALS = 8, EVENTS = 8000, TEXT = 160 };

static const char rules[] =
	"{\"version\":1,\"rules\":["
	"{\"id\":\"r0\",\"type\":\"threshold\",\"signal\":\"hr\",\"op\":\">\",\"threshold\":%d,\"hysteresis\":2,\"for\":\"%ds\","
	"\"latch\":true,\"reminder\":\"7s\",\"priority\":\"low\",\"escalate\":{\"after\":\"9s\",\"priority\":\"high\"}},"
	"{\"id\":\"r1\",\"type\":\"range\",\"signal\":\"spo2\",\"low\":88,\"high\":96,\"hysteresis\":1,\"keep_firing_for\":\"%ds\","
	"\"max_gap\":\"20s\",\"priority\":\"medium\"},"
	"{\"id\":\"r2\",\"type\":\"stale\",\"signal\":\"hr\",\"after\":\"%ds\",\"priority\":\"low\",\"reminder\":\"5s\",\"from_"
	"start\":true},"
	"{\"id\":\"r3\",\"type\":\"stale\",\"signal\":\"spo2\",\"after\":\"11s\",\"priority\":\"low\",\"latch\":true},"
	"{\"id\":\"r4\",\"type\":\"event\",\"event\":\"lead-off\",\"until\":\"lead-on\",\"for\":\"%ds\",\"priority\":\"medium\"},"
	"{\"id\":\"r5\",\"type\":\"event\",\"event\":\"gap\",\"latch\":true,\"priority\":\"info\"},"
	"{\"id\":\"r6\",\"type\":\"annotation\",\"label\":\"AFIB\",\"for\":\"%ds\",\"priority\":\"low\"},"
	"{\"id\":\"r7\",\"type\":\"beats\",\"key\":\"rr\",\"unit\":\"s\",\"op\":\">\",\"threshold\":1.4,\"count\":2,\"priority\":"
	"\"high\"},"
	"{\"id\":\"r8\",\"type\":\"beats\",\"key\":\"rate\",\"unit\":\"/"
	"min\",\"op\":\">\",\"threshold\":60,\"codes\":\"V\",\"count\":3,\"priority\":\"high\"},"
	"{\"id\":\"r9\",\"type\":\"asystole\",\"after\":\"4s\",\"priority\":\"high\"},"
	"{\"id\":\"r10\",\"type\":\"mean\",\"signal\":\"hr\",\"op\":\">=\",\"threshold\":75,\"count\":3,\"window\":\"60s\","
	"\"priority\":\"low\"},"
	"{\"id\":\"r11\",\"type\":\"change\",\"signal\":\"spo2\",\"op\":\"<\",\"threshold\":-3,\"window\":\"20s\",\"priority\":"
	"\"low\"},"
	"{\"id\":\"r12\",\"type\":\"rate\",\"signal\":\"hr\",\"op\":\">\",\"threshold\":20,\"window\":\"20s\",\"min_samples\":3,"
	"\"priority\":\"low\"},"
	"{\"id\":\"r13\",\"type\":\"predict\",\"signal\":\"spo2\",\"op\":\"<\",\"threshold\":85,\"window\":\"20s\",\"ahead\":"
	"\"30s\",\"min_samples\":3,\"priority\":\"low\"},"
	"{\"id\":\"r14\",\"type\":\"threshold\",\"signal\":\"stat.lost\",\"op\":\">\",\"threshold\":2,\"priority\":\"low\"},"
	"{\"id\":\"r15\",\"type\":\"all\",\"of\":[\"r0\",\"r1\"],\"priority\":\"high\"},"
	"{\"id\":\"r16\",\"type\":\"any\",\"of\":[\"r7\",\"r9\",\"r4\"],\"latch\":true,\"priority\":\"high\"},"
	"{\"id\":\"r17\",\"type\":\"inhibit\",\"if\":\"r3\",\"targets\":[\"r1\"],\"mode\":\"mark\"},"
	"{\"id\":\"r18\",\"type\":\"threshold\",\"signal\":\"glucose\",\"op\":\"<\",\"limits\":{\"mg/dL\":70,\"mmol/"
	"L\":3.9},\"latch\":%s,\"priority\":\"high\"}"
	"]}";

struct place { /* of one (source, rule, signal, misfit) */
	char key[TEXT];
	bool on, latched;
	int64_t since, newest;
};

static uint64_t seed, first, streams = STREAMS;
static char line[LINES][TEXT];
static int nlines;
static char said[2][SOURCES][EVENTS][TEXT]; /* of each source by itself: sources do not wait for each other */
static int nsaid[2][SOURCES], now;
static struct place place[4096];
static int nplaces;
static const char *broken;
static bool quiet;
static int64_t ordered[SOURCES]; /* newest TIME of an x-ack or x-pause */
static int64_t limit;            /* of the stream time, when it is known: no timer may speak of a later TIME */
static size_t edges;

static uint64_t
upto(uint64_t n)
{
	return unit_random(&seed) % n;
}

static const char *
stamp(int64_t t)
{
	static char b[TM_TEXT + 1];

	*tm_put(b, t) = '\0';
	return b;
}

static void
make_stream(void)
{
	static const char *const codes[] = { "N", "V", "?" };
	int64_t clock = 50 * TM_S, tick[SOURCES] = { 0 }, last[SOURCES][SIGNALS] = { 0 };
	bool af[SOURCES] = { false };

	for (nlines = 0; nlines < LINES - SOURCES; nlines++) {
		char *p = line[nlines];
		int s = (int)upto(SOURCES), k = (int)upto(SIGNALS);
		int64_t t;

		clock += (int64_t)(upto(25) == 0 ? upto(20) : upto(2)) * TM_S / 2;
		t = clock - (int64_t)upto(4) * TM_S; /* late, within what the stream allows */
		if (t < last[s][k])
			t = last[s][k];
		if (t < tick[s])
			t = tick[s]; /* a watermark is one */
		if (k == 5)
			t = clock; /* who orders something does so now */
		last[s][k] = t;
		switch (k) {
		case 0:
			snprintf(p, TEXT, "num\t%s\ts%d\thr\t%d\t/min%s", stamp(t), s, 60 + (int)upto(30),
				upto(9) ? "" : "\tflags=off");
			break;
		case 1:
			snprintf(p, TEXT, "num\t%s\ts%d\tspo2\t%d\t%%%s", stamp(t), s, 84 + (int)upto(16),
				upto(9) ? "" : "\tflags=lo");
			break;
		case 2:
			snprintf(p, TEXT, "event\t%s\ts%d\t-\t%s", stamp(t), s, upto(3) ? upto(2) ? "lead-off" : "lead-on" : "gap");
			break;
		case 3:
			if (upto(3))
				snprintf(p, TEXT, "beat\t%s\ts%d\t-\t%s\trr=%d.%d\tby=ecg:II", stamp(t), s, codes[upto(3)],
					(int)upto(2), 1 + (int)upto(9));
			else if (af[s])
				snprintf(p, TEXT, "ann\t%s\ts%d\tecg:II\t-\tAFIB\tedge=end", stamp(t), s), af[s] = false;
			else
				snprintf(p, TEXT, "ann\t%s\ts%d\tecg:II\t-\tAFIB", stamp(t), s), af[s] = true;
			break;
		case 4:
			tick[s] = t > tick[s] ? t : tick[s];
			snprintf(p, TEXT, "tick\t%s\ts%d\t-", stamp(tick[s]), s);
			break;
		case 5:
			snprintf(p, TEXT, "%s\t%s\ts%d\t-", upto(2) ? "x-ack" : "x-pause", stamp(t), s);
			if (p[2] == 'p')
				strcat(p, "\tfor=5s");
			if (upto(2))
				sprintf(p + strlen(p), "\trule=r%d", (int)upto(RULES));
			break;
		case 6:
			snprintf(p, TEXT, "stat\t%s\ts%d\t-\tlost=%d", stamp(t), s, (int)upto(6));
			break;
		default:
			snprintf(p, TEXT, "num\t%s\ts%d\tglucose\t%d\t%s", stamp(t), s, 3 + (int)upto(90),
				upto(6) ? "mg/dL" : "furlong");
			break;
		}
	}
	for (int s = 0; s < SOURCES; s++)
		snprintf(line[nlines++], TEXT, "end\t%s\ts%d\t-\teof", stamp(clock), s);
}

static void
wrong(const char *why)
{
	if (!broken)
		broken = why;
}

static struct place *
find(const struct alert_event *ev)
{
	char key[TEXT];

	snprintf(key, sizeof(key), "%.*s %.*s %s%s", (int)ev->source.n, ev->source.p, (int)ev->signal.n, ev->signal.p, ev->rule->id,
		ev->misfit ? " misfit" : "");
	for (int i = 0; i < nplaces; i++)
		if (strcmp(place[i].key, key) == 0)
			return &place[i];
	if (nplaces == (int)(sizeof(place) / sizeof(*place)))
		abort();
	place[nplaces] = (struct place){ .since = TM_NONE, .newest = TM_NONE };
	strcpy(place[nplaces].key, key);
	return &place[nplaces++];
}

static void
note(void *arg, const struct alert_event *ev)
{
	struct place *p;

	(void)arg;
	if (ev->score)
		return;
	int s = ev->source.p[1] - '0';

	if (nsaid[now][s] == EVENTS)
		abort();
	snprintf(said[now][s][nsaid[now][s]++], TEXT,
		"%" PRId64 " %.*s %.*s %s %s since=%" PRId64 " value=%.*s age=%" PRId64 "%s%s%s", ev->time, (int)ev->source.n,
		ev->source.p, (int)ev->signal.n, ev->signal.p, ev->rule->id, alert_edge_text[ev->edge], ev->since, (int)ev->value.n,
		ev->value.p ? ev->value.p : "", ev->age, ev->paused ? " paused" : "", ev->misfit ? " misfit" : "",
		ev->inhibited ? " inhibited" : "");
	if (now)
		return;
	edges++;
	p = find(ev);
	/* An order runs timers up to its own TIME, and a sample that comes after it may be late: then it may go back, no further. */
	if (p->newest != TM_NONE && ev->time < p->newest && ev->time >= ordered[s])
		wrong("time goes back");
	p->newest = ev->time;
	switch (ev->edge) {
	case ALERT_ON:
		if (p->on && !ev->escalation)
			wrong("on, and it was on");
		if (p->latched != ev->restart && !ev->escalation)
			wrong("a restart is an on of what is latched, and nothing else is");
		if (ev->restart && ev->since != p->since)
			wrong("a restart has another since");
		if (ev->since > ev->time)
			wrong("on before it was true");
		if (!ev->misfit && ev->rule->nlimits && !ev->rule->type->due && !ev->value.p)
			wrong("on without evidence");
		if (strcmp(ev->rule->type->name, "stale") == 0 && !ev->restart && ev->time != ev->since + ev->rule->after)
			wrong("a stale alert away from its deadline");
		p->on = true;
		p->latched = false;
		p->since = ev->since;
		break;
	case ALERT_LATCHED:
		if (!p->on || !ev->rule->latch)
			wrong("latched, and it was not on");
		p->on = false;
		p->latched = true;
		break;
	case ALERT_OFF:
	case ALERT_OPEN:
		if (!p->on && !p->latched)
			wrong("off without an on");
		if (ev->edge == ALERT_OFF && ev->since != p->since && !ev->misfit)
			wrong("the off of another on");
		p->on = p->latched = false;
		break;
	default:
		if (!p->on && !p->latched)
			wrong("a reminder or an acknowledgement of nothing");
	}
	if (limit != TM_NONE && ev->time > limit)
		wrong("an alert from the future");
	if (broken && !quiet)
		printf("# %s\n", said[now][s][nsaid[now][s] - 1]);
	quiet = broken != NULL;
}

/* between: other records too, of TIMEs that move nothing. */
static bool
run(const struct rule_set *set, bool between)
{
	struct engine e;
	int64_t top = TM_NONE;

	if (!engine_start(&e, set, note, NULL))
		return false;
	now = between;
	memset(nsaid[now], 0, sizeof(nsaid[now]));
	memset(ordered, 0, sizeof(ordered));
	for (int i = 0; i < nlines; i++) {
		struct rec r, w;
		char other[TEXT];

		if (rec_parse(&r, str_of(line[i])) != NULL)
			return false;
		top = r.time > top ? r.time : top;
		if (r.type == REC_OTHER)
			ordered[r.source.p[1] - '0'] = r.time;
		limit = top;
		engine_before(&e, &r, false);
		engine_after(&e, &r);
		if (!between || r.type == REC_END)
			continue;
		snprintf(other, sizeof(other),
			i % 3 ? "wave\t%s\t%.*s\tecg:II\tmV\t4\t200\t0\t%d\t1 2 3" : "raw\t%s\t%.*s\t-\t<\t%d\t00", stamp(r.time),
			(int)r.source.n, r.source.p, 4 * i);
		if (rec_parse(&w, str_of(other)) != NULL)
			return false;
		engine_before(&e, &w, false);
		engine_after(&e, &w);
	}
	engine_finish(&e);
	engine_free(&e);
	return true;
}

static void
complain(void *arg, bool warning, const char *file, unsigned long at, const char *id, const char *text)
{
	(void)arg, (void)file, (void)at;
	if (!warning)
		printf("# %s: %s\n", id, text);
}

TEST(what_holds_of_every_alert)
{
	for (uint64_t i = first; i < first + streams && !broken; i++) {
		char json[sizeof(rules) + 100];
		struct rule_set set;
		struct rulefile f = { .set = &set, .file = "random", .say = complain, .id = "" };
		int k = 0;

		seed = i * 104729 + 3;
		snprintf(json, sizeof(json), rules, 65 + (int)upto(20), (int)upto(6), (int)upto(6), 3 + (int)upto(12), (int)upto(5),
			(int)upto(9), upto(2) ? "true" : "false");
		make_stream();
		nplaces = 0;
		rule_set_start(&set);
		if (!rulefile_document(&f, json, strlen(json)) || !run(&set, false)) {
			unit_complain(__FILE__, __LINE__, "the rules or the stream were refused");
			return;
		}
		for (int n = 0; n < nplaces; n++)
			if (place[n].on || place[n].latched)
				wrong("an on without its off or open");
		if (!run(&set, true))
			return;
		for (int n = 0; n < SOURCES && !broken; n++) {
			for (k = 0; k < nsaid[0][n] && k < nsaid[1][n] && strcmp(said[0][n][k], said[1][n][k]) == 0;)
				k++;
			if (k == nsaid[0][n] && k == nsaid[1][n])
				continue;
			wrong("other records between change the alerts");
			printf("# %s\n#   or %s\n", k < nsaid[0][n] ? said[0][n][k] : "none",
				k < nsaid[1][n] ? said[1][n][k] : "none");
		}
		if (broken) {
			unit_complain(__FILE__, __LINE__, broken);
			printf("# stream %" PRIu64 "\n", i);
			for (int n = 0; getenv("SHOW") && n < nlines; n++)
				printf("# %s\n", line[n]);
			for (int n = 0; getenv("SHOW") && n < SOURCES; n++)
				for (int j = 0; j < nsaid[0][n]; j++)
					printf("## %s\n", said[0][n][j]);
		}
		rule_set_free(&set);
	}
	CHECK(broken || edges > streams * 20);
	printf("# %zu edges\n", edges);
}

int
main(int argc, char **argv)
{
	streams = argc > 1 ? strtoull(argv[1], NULL, 10) : STREAMS;
	first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	RUN(what_holds_of_every_alert);
	return unit_done();
}
