#include "device/columns.h"
#include "record/signals.h"

static const char any[] = "wave:";

static bool
is_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (i > 0 && (s.p[i] == '-' || (s.p[i] >= '0' && s.p[i] <= '9')))))
			return false;
	return s.n > 0;
}

static void
other(struct str label, struct column *c)
{
	char instance[REC_INSTANCE + 1];
	rec_instance(instance, label);
	memcpy(c->signal, any, sizeof any);
	str_copy(c->signal + sizeof any - 1, sizeof c->signal - (sizeof any - 1), str_of(instance));
	c->kind = COLUMN_WAVE;
}

bool
column_next(struct str *rest, struct column *c)
{
	struct str s = str_trim(str_cut(rest, ',')), unit = { NULL, 0 };
	*c = (struct column){ .kind = COLUMN_NONE };
	if (str_is(s, "-"))
		return true;
	const char *open = s.n > 0 ? memchr(s.p, '[', s.n) : NULL;
	if (open != NULL) {
		if (s.p[s.n - 1] != ']')
			return false;
		unit = (struct str){ open + 1, (size_t)(s.p + s.n - 1 - (open + 1)) };
		s.n = (size_t)(open - s.p);
		if (unit.n == 0)
			return false;
		for (size_t i = 0; i < unit.n; i++)
			if (unit.p[i] <= ' ' || unit.p[i] > '~')
				return false;
	}
	const char *colon = s.n > 0 ? memchr(s.p, ':', s.n) : NULL;
	struct str name = { s.p, colon != NULL ? (size_t)(colon - s.p) : s.n };
	const struct sig_def *d = is_name(name) ? sig_find(name) : NULL;
	if (s.n == 0 || (colon != NULL && colon + 1 == s.p + s.n))
		return false;
	if (d != NULL && colon != NULL) {
		char instance[REC_INSTANCE + 1];
		struct str given = { colon + 1, (size_t)(s.p + s.n - colon - 1) };
		rec_instance(instance, given);
		if (!str_is(given, instance) || name.n + 1 + given.n > REC_SIGNAL)
			return false;
	}
	if (d != NULL)
		str_copy(c->signal, sizeof c->signal, s);
	else
		other(s, c);
	c->kind = d != NULL && d->kind == SIG_NUM ? COLUMN_NUM : COLUMN_WAVE;
	return str_copy(c->unit, sizeof c->unit, unit.p != NULL ? unit : str_of(c->kind == COLUMN_NUM ? d->unit : "1"));
}

int
columns_count(const char *text, const char **why)
{
	struct str rest = str_of(text);
	char seen[COLUMNS][REC_SIGNAL + 1];
	int n = 0;
	for (; rest.p != NULL; n++) {
		struct column c;
		*why = "--columns: more than 16";
		if (n == COLUMNS)
			return -1;
		*why = "--columns: write NAME, NAME[UNIT] or -, with commas between them";
		if (!column_next(&rest, &c))
			return -1;
		*why = "--columns: one name twice (ecg:1,ecg:2 tells two apart)";
		for (int i = 0; i < n && c.kind != COLUMN_NONE; i++)
			if (strcmp(seen[i], c.signal) == 0)
				return -1;
		memcpy(seen[n], c.signal, sizeof seen[n]);
	}
	return n;
}

void
column_label(struct str label, struct column *c)
{
	char low[REC_SIGNAL + 1];
	*c = (struct column){ .kind = COLUMN_WAVE, .unit = "1" };
	if (str_copy(low, sizeof low, label)) {
		for (char *p = low; *p != '\0'; p++)
			*p = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		const struct sig_def *d = is_name(str_of(low)) ? sig_find(str_of(low)) : NULL;
		if (d != NULL && d->kind == SIG_WAVE) {
			memcpy(c->signal, low, sizeof low);
			return;
		}
	}
	other(label, c);
}

void
column_name(struct dev_emit *e, unsigned i, const struct column *c)
{
	if (c->kind == COLUMN_NUM)
		emit_name_num(e, i, str_of(c->signal), str_of(c->unit));
	else if (c->kind == COLUMN_WAVE)
		emit_name_wave(e, i, str_of(c->signal), str_of(c->unit));
}
