#include "sim/script.h"

#include "core/in.h"
#include "core/num.h"
#include "core/tm.h"

static const char *const rates[WIRE_RATES] = {
	[WIRE_CORRUPT] = "corrupt", [WIRE_DROP] = "drop", [WIRE_REPEAT] = "repeat", [WIRE_TEAR] = "tear", [WIRE_CHECK] = "checksum"
};

static const struct {
	const char *word, *value; /* value NULL: none follows */
	enum scenario_state state;
} states[] = {
	{ "finger", "out", SCENARIO_OUT },
	{ "finger", "in", SCENARIO_ON },
	{ "searching", NULL, SCENARIO_SEARCH },
	{ "too-long", NULL, SCENARIO_LONG },
	{ "gone", NULL, SCENARIO_GONE },
};

/* Numbers of a row: where, times what, within what. */
enum { SPO2, RATE, PI, NUMS };
static const struct {
	const char *word;
	int scale, low, high;
} nums[NUMS] = { [SPO2] = { "spo2", 1, 1, 100 }, [RATE] = { "rate", 1, 25, 220 }, [PI] = { "pi", 100, 1, 2000 } };

static struct str
word(struct str *line)
{
	while (line->n > 0 && (line->p[0] == ' ' || line->p[0] == '\t')) {
		line->p++;
		line->n--;
	}
	struct str w = { line->p, 0 };
	while (w.n < line->n && w.p[w.n] != ' ' && w.p[w.n] != '\t' && w.p[w.n] != '\r' && w.p[w.n] != '#')
		w.n++;
	line->p += w.n;
	line->n -= w.n;
	return w;
}

static bool
get_rate(struct str w, double *rate)
{
	bool percent = w.n > 0 && w.p[w.n - 1] == '%';
	w.n -= percent;
	if (!num_get_f64(w, rate))
		return false;
	*rate /= percent ? 100 : 1;
	return *rate >= 0 && *rate <= 1;
}

/* The row of that second, begun as a copy of the one before. NULL when there are too many. */
static struct scenario_row *
row_at(struct script *s, int second)
{
	int n = s->scenario.n;
	if (s->row[n - 1].s == second)
		return &s->row[n - 1];
	if (n == RHYTHM_POINTS)
		return NULL;
	s->row[n] = s->row[n - 1];
	s->row[n].s = second;
	s->scenario.n++;
	return &s->row[n];
}

static const char *
set_number(struct script *s, int second, int which, struct str value)
{
	double v;
	if (!num_get_f64(value, &v) || !(v * nums[which].scale >= nums[which].low && v * nums[which].scale <= nums[which].high))
		return "spo2 takes 1 to 100, rate 25 to 220, pi 0.01 to 20";
	struct scenario_row *row = row_at(s, second);
	if (row == NULL)
		return "values change at 16 times at the most";
	int counts = (int)(v * nums[which].scale + 0.5);
	row->spo2 = which == SPO2 ? counts : row->spo2;
	row->rate = which == RATE ? counts : row->rate;
	row->pi = which == PI ? counts : row->pi;
	return NULL;
}

static const char *
set_event(struct script *s, int second, enum wire_what what, double rate)
{
	if (s->n == WIRE_EVENTS)
		return "64 faults at the most";
	s->event[s->n++] = (struct wire_event){ .time = second * TM_S, .what = what, .rate = rate };
	return NULL;
}

static const char *
happen(struct script *s, int second, struct str what, struct str value)
{
	for (int i = 0; i < NUMS; i++)
		if (str_is(what, nums[i].word))
			return set_number(s, second, i, value);
	for (int i = 0; i < WIRE_RATES; i++) {
		double rate;
		if (str_is(what, rates[i]))
			return get_rate(value, &rate) ? set_event(s, second, (enum wire_what)i, rate)
						      : "a rate is 0 to 1, or 0% to 100%";
	}
	for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
		if (str_is(what, states[i].word) && (states[i].value ? str_is(value, states[i].value) : value.n == 0)) {
			struct scenario_row *row = row_at(s, second);
			if (row == NULL)
				return "values change at 16 times at the most";
			row->state = states[i].state;
			return NULL;
		}
	if (str_is(what, "unplug") && value.n == 0)
		return set_event(s, second, WIRE_UNPLUG, 0);
	if (str_is(what, "plug") && value.n == 0)
		return set_event(s, second, WIRE_PLUG, 0);
	return "no such thing happens (spo2, rate, pi, finger in|out, searching, too-long, gone, corrupt, drop, …)";
}

static const char *
read_line(struct script *s, struct str line, int64_t *before)
{
	struct str when = word(&line), what, value;
	int64_t second;
	if (when.n == 0)
		return NULL;
	if (when.p[when.n - 1] != ':' || !num_get_i64((struct str){ when.p, when.n - 1 }, &second) || second < 0 ||
		second > SCRIPT_DAY)
		return "a line begins with whole seconds and a colon, as 20:";
	if (second < *before)
		return "lines stand in the order of their times";
	*before = second;
	what = word(&line);
	value = word(&line);
	if (word(&line).n > 0)
		return "more words than one thing and its value";
	return happen(s, (int)second, what, value);
}

int
script_read(struct script *s, struct str text, char why[SCRIPT_WHY])
{
	int64_t before = 0;
	*s = (struct script){ .row = { { 0, 97, 70, 300, SCENARIO_ON } } };
	s->scenario = (struct scenario){ .name = "file", .title = "", .row = s->row, .n = 1 };
	for (int number = 1; text.n > 0; number++) {
		const char *lf = memchr(text.p, '\n', text.n);
		struct str line = { text.p, lf != NULL ? (size_t)(lf - text.p) : text.n };
		const char *wrong = read_line(s, line, &before);
		if (wrong != NULL) {
			str_copy(why, SCRIPT_WHY, str_of(wrong));
			return number;
		}
		size_t used = line.n + (lf != NULL);
		text.p += used;
		text.n -= used;
	}
	return 0;
}

long
script_load(struct script *s, const char *path, char why[SCRIPT_WHY])
{
	char text[SCRIPT_BYTES];
	struct in in;
	size_t n = 0;
	ssize_t got = in_open(&in, path);
	if (got < 0)
		return got;
	while (n < sizeof text && (got = in_read(&in, text + n, sizeof text - n)) > 0)
		n += (size_t)got;
	in_close(&in);
	return got < 0 ? got : script_read(s, (struct str){ text, n }, why);
}

bool
script_fault(struct wire_setup *w, const char *given)
{
	for (int i = 0; i < WIRE_RATES; i++) {
		size_t n = strlen(rates[i]);
		if (strncmp(given, rates[i], n) == 0 && given[n] == '=')
			return get_rate(str_of(given + n + 1), &w->rate[i]);
	}
	return false;
}
