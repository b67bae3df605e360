#include "record/rec.h"
#include "core/num.h"

#include <string.h>

/* How the types are laid out: number of positional fields after the common four. */
static const struct {
	const char *name;
	unsigned char positional;
} layout[REC_TYPES] = {
	[REC_IOMT] = { "iomt", 1 },
	[REC_CMD] = { "cmd", 1 },
	[REC_DEV] = { "dev", 1 },
	[REC_INFO] = { "info", 2 },
	[REC_RAW_BYTES] = { "raw", 3 },
	[REC_WAVE] = { "wave", 6 },
	[REC_NUM] = { "num", 2 },
	[REC_BEAT] = { "beat", 1 },
	[REC_ANN] = { "ann", 2 },
	[REC_EVENT] = { "event", 1 },
	[REC_ALERT] = { "alert", 4 },
	[REC_ERR] = { "err", 3 },
	[REC_STAT] = { "stat", 0 },
	[REC_TICK] = { "tick", 0 },
	[REC_END] = { "end", 1 },
};

/* What may stand in the four common fields: 1 in SOURCE, 2 in SIGNAL, 4 in TYPE. */
enum { IN_SOURCE = 1, IN_SIGNAL = 2, IN_TYPE = 4, ALL = 7 };
static const unsigned char class_of[256] = {
	['a' ... 'z'] = ALL, ['A' ... 'Z'] = IN_SOURCE | IN_SIGNAL, ['0' ... '9'] = ALL, ['-'] = ALL, ['_'] = IN_SOURCE | IN_SIGNAL,
	['.'] = IN_SOURCE | IN_SIGNAL, ['@'] = IN_SOURCE, [':'] = IN_SOURCE | IN_SIGNAL, ['+'] = IN_SOURCE | IN_SIGNAL, ['/'] = IN_SOURCE,
	['#'] = IN_SIGNAL,
};

static bool
all_in(struct str s, unsigned char what)
{
	unsigned char both = what;

	for (size_t i = 0; i < s.n; i++)
		both &= class_of[(unsigned char)s.p[i]];
	return both != 0;
}

bool
rec_source_ok(struct str s)
{
	return s.n > 0 && s.n <= REC_SOURCE && all_in(s, IN_SOURCE);
}

bool
rec_signal_ok(struct str s)
{
	return s.n > 0 && s.n <= REC_SIGNAL && all_in(s, IN_SIGNAL);
}

const char *
rec_type_name(enum rec_type t)
{
	return layout[t].name;
}

static enum rec_type
type_of(struct str name)
{
	for (int t = REC_IOMT; t < REC_TYPES; t++)
		if (name.p[0] == layout[t].name[0] && str_is(name, layout[t].name))
			return (enum rec_type)t;
	return REC_OTHER;
}

enum rec_type
rec_type_of(struct str line)
{
	struct str rest = line;

	if (!line.n)
		return REC_OTHER;
	if (line.p[0] == '#')
		return REC_COMMENT;
	line.n = line.n < 8 ? line.n : 8;
	rest = line;
	line = str_cut(&rest, '\t');
	return rest.p && line.n ? type_of(line) : REC_OTHER;
}

/* The next field off the front; false when there is none. */
static bool
field(struct str *rest, struct str *f)
{
	if (!rest->p)
		return false;
	*f = str_cut(rest, '\t');
	return true;
}

static bool
one_of(struct str s, const char *const *words)
{
	for (; *words; words++)
		if (str_is(s, *words))
			return true;
	return false;
}

static bool
is_dash(struct str s)
{
	return s.n == 1 && s.p[0] == '-';
}

static bool
number_or_dash(struct str s)
{
	double v;

	return is_dash(s) || num_get_f64(s, &v);
}

static bool
count_or_dash(struct str s)
{
	uint64_t v;

	return is_dash(s) || num_get_u64(s, &v);
}

static const char *
check_wave(struct rec *r, const struct str *f)
{
	r->u.wave.unit = f[0];
	r->u.wave.fs = f[1];
	r->u.wave.gain = f[2];
	r->u.wave.base = f[3];
	r->u.wave.samples = f[5];
	if (!num_get_i64(f[4], &r->u.wave.index))
		return "INDEX is not a whole number";
	return f[5].n ? NULL : "no samples";
}

/* Puts the positional fields where they belong and looks at what is cheap of their form. */
static const char *
check(struct rec *r, const struct str *f)
{
	static const char *const edges[] = { "on", "off", "latched", "remind", "ack", "open", NULL };
	static const char *const priorities[] = { "high", "medium", "low", "info", NULL };
	static const char *const endings[] = { "eof", "signal", "error", "rotate", "cut", NULL };

	switch (r->type) {
	case REC_IOMT:
		r->u.iomt.major = f[0];
		return count_or_dash(f[0]) ? NULL : "MAJOR is not a whole number";
	case REC_CMD:
		r->u.cmd.tool = f[0];
		return NULL;
	case REC_DEV:
		r->u.dev.device = f[0];
		return NULL;
	case REC_INFO:
		r->u.info.key = f[0];
		r->u.info.value = f[1];
		return NULL;
	case REC_RAW_BYTES:
		r->u.raw.dir = f[0];
		r->u.raw.offset = f[1];
		r->u.raw.hex = f[2];
		if (!str_is(f[0], "<") && !str_is(f[0], ">"))
			return "DIR is neither < nor >";
		return count_or_dash(f[1]) ? NULL : "OFFSET is not a whole number";
	case REC_WAVE:
		return check_wave(r, f);
	case REC_NUM:
		r->u.num.value = f[0];
		r->u.num.unit = f[1];
		return number_or_dash(f[0]) ? NULL : "VALUE is not a number";
	case REC_BEAT:
		r->u.beat.code = f[0];
		return NULL;
	case REC_ANN:
		r->u.ann.duration = f[0];
		r->u.ann.label = f[1];
		return number_or_dash(f[0]) ? NULL : "DURATION is not a number";
	case REC_EVENT:
		r->u.event.code = f[0];
		return NULL;
	case REC_ALERT:
		r->u.alert.rule = f[0];
		r->u.alert.edge = f[1];
		r->u.alert.priority = f[2];
		r->u.alert.message = f[3];
		if (!one_of(f[1], edges))
			return "EDGE is not known";
		return one_of(f[2], priorities) ? NULL : "PRIORITY is not known";
	case REC_ERR:
		r->u.err.code = f[0];
		r->u.err.offset = f[1];
		r->u.err.length = f[2];
		return count_or_dash(f[1]) && count_or_dash(f[2]) ? NULL : "OFFSET or LENGTH is not a whole number";
	case REC_END:
		r->u.end.status = f[0];
		return one_of(f[0], endings) ? NULL : "STATUS is not known";
	case REC_STAT:
	case REC_TICK:
	case REC_OTHER:
	case REC_COMMENT:
	case REC_TYPES:
		break;
	}
	return NULL;
}

const char *
rec_parse(struct rec *r, struct str line)
{
	enum { POSITIONAL = 6 };
	struct str rest, stamp, f[POSITIONAL];
	const char *wrong;

	r->line = line;
	r->type = REC_COMMENT;
	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	if (!line.n)
		return "an empty line";
	if (line.p[0] == '#') {
		r->name = r->source = r->signal = r->keys = (struct str){ NULL, 0 };
		return NULL;
	}
	rest = line;
	r->name = str_cut(&rest, '\t');
	if (!r->name.n || r->name.p[0] < 'a' || r->name.p[0] > 'z' || !all_in(r->name, IN_TYPE))
		return "TYPE is not a lower-case word";
	r->type = type_of(r->name);
	if (!field(&rest, &stamp) || !field(&rest, &r->source) || !field(&rest, &r->signal))
		return "fewer than four fields";
	if (!tm_get(stamp, &r->time))
		return "TIME is not seconds";
	if (!rec_source_ok(r->source))
		return "SOURCE is not well formed";
	if (!rec_signal_ok(r->signal))
		return "SIGNAL is not well formed";
	for (unsigned i = 0; i < layout[r->type].positional; i++)
		if (!field(&rest, &f[i]) || !f[i].n)
			return "a field is missing";
	if ((r->type == REC_STAT || r->type == REC_TICK) && str_starts(rest, STR("-"))) {
		struct str dash; /* some writers put the empty positional field */

		(void)field(&rest, &dash);
	}
	wrong = check(r, f);
	r->keys = rest.p ? rest : (struct str){ line.p + line.n, 0 };
	return wrong;
}

bool
rec_next_key(struct str *keys, struct str *key, struct str *value)
{
	while (keys->n) {
		struct str f = str_cut(keys, '\t');
		struct str rest = f;

		*key = str_cut(&rest, '=');
		if (rest.p) {
			*value = rest;
			return true;
		}
		/* a field without "=" is not ours to understand */
	}
	return false;
}

struct str
rec_key(const struct rec *r, struct str want)
{
	struct str keys = r->keys, key, value;

	while (rec_next_key(&keys, &key, &value))
		if (str_eq(key, want))
			return value;
	return (struct str){ NULL, 0 };
}

bool
rec_value(const struct rec *r, double *v)
{
	return num_get_f64(r->u.num.value, v);
}
