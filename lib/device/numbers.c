/* Any device that prints numbers: a line of them a sample, ended by LF or CR LF.
 *
 *	345
 *	72,833,530            1 to 16 numbers; commas, semicolons, tabs or blanks between them
 *	ecg:345,temp:36.6     or pairs, as Arduino's Serial Plotter takes them (= does as well)
 *	time,ecg,ppg          a header before the first numbers gives names, where --columns gave none
 *	nan                   missing, as an empty place between two separators
 *
 * There is no check at all: a line is taken when every part of it is a number and there are as many as in the first. Others are an
 * `err framing`, but for a header that comes again. The first line after a port was opened may have lost its beginning and is not
 * taken, nor is one behind missing bytes.
 *
 * Names that the device prints never make a patient's number (temp could be the room's): only --columns does. Documented: here;
 * Arduino's Serial Plotter. Guessed: nothing; --fs is asked for where there is a waveform. */
#include "device/numbers.h"

enum { LINE = 400, HEX = 64 };
static const char need_fs[] =
	"how many lines a second does it print? --fs says it (only --columns that are all numbers go without)";

int
numbers_frame(const uint8_t *b, size_t n)
{
	const uint8_t *end = memchr(b, '\n', n < LINE ? n : LINE);
	if (end != NULL)
		return (int)(end - b) + 1;
	return n < LINE ? DEV_MORE : DEV_BAD;
}

const char *
numbers_why(const uint8_t *b, size_t n)
{
	(void)b;
	return n < LINE ? "the input ends in this line" : "no line ends within 400 bytes";
}

static struct str
line_of(const uint8_t *b, size_t n)
{
	while (n > 0 && (b[n - 1] == '\n' || b[n - 1] == '\r'))
		n--;
	return (struct str){ (const char *)b, n };
}

/* FNV-1a, of labels: whether two are the same. */
static uint32_t
hash(struct str s)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * 16777619u;
	return h;
}

static void
use(struct numbers *s, struct dev_emit *e, unsigned i, const struct column *c)
{
	s->kind[i] = (uint8_t)c->kind;
	column_name(e, i, c);
}

void
numbers_columns(struct numbers *s, struct dev_emit *e, const char *text)
{
	struct str rest = str_of(text);
	struct column c;
	for (s->n = 0; rest.p != NULL && s->n < COLUMNS && column_next(&rest, &c); s->n++)
		use(s, e, s->n, &c);
	s->fixed = true;
}

const char *
numbers_wrong(const struct dev_options *o)
{
	const char *why = NULL;
	if (o->columns[0] != '\0' && columns_count(o->columns, &why) < 0)
		return why;
	return NULL;
}

/* A line that is none: one `err`. Where it holds a digit, a sample was in it. */
static void
noise(struct numbers *s, struct dev_emit *e, const uint8_t *b, size_t n)
{
	emit_err(e, "framing", e->offset, n, b, n < HEX ? n : HEX);
	e->stat.bad++;
	bool digit = false;
	for (size_t i = 0; i < n; i++)
		digit = digit || (b[i] >= '0' && b[i] <= '9');
	if (s->begun && digit) {
		e->hole += n;
		s->own = true;
	}
}

static int64_t
ten(int n)
{
	int64_t v = 1;
	while (n-- > 0)
		v *= 10;
	return v;
}

static void
wave(struct numbers *s, struct dev_emit *e, unsigned i, const struct numline_part *p)
{
	if (p == NULL || p->missing) {
		emit_wave(e, i, SMP_E);
		return;
	}
	if (p->decimals > s->decimals[i]) {
		s->decimals[i] = (uint8_t)p->decimals;
		emit_gain(e, i, (double)ten(p->decimals));
	}
	int64_t scale = ten(s->decimals[i] - p->decimals), most = (INT32_MAX - 1) / scale;
	emit_wave(e, i, p->mantissa > most ? SMP_U : p->mantissa < -most ? SMP_L : (int32_t)(p->mantissa * scale));
}

static void
emit_line(struct numbers *s, struct dev_emit *e, const struct numline_part *const part[COLUMNS])
{
	s->begun = true;
	s->own = false;
	if (s->paced)
		emit_sample(e);
	else
		emit_spot(e);
	if (s->leads)
		emit_state(e, EMIT_LEAD_OFF, false);
	for (unsigned i = 0; i < s->n; i++) {
		const struct numline_part *p = part[i];
		if (s->kind[i] == COLUMN_WAVE)
			wave(s, e, i, p);
		else if (s->kind[i] == COLUMN_NUM && p != NULL && p->missing)
			emit_none(e, i, 0);
		else if (s->kind[i] == COLUMN_NUM && p != NULL)
			emit_num(e, i, p->mantissa, p->decimals, 0);
	}
}

static bool
data(struct numbers *s, struct dev_emit *e, const struct numline *l)
{
	const struct numline_part *part[COLUMNS] = { NULL };
	if (s->headed && !s->begun && l->n != s->n) { /* that was no header */
		s->headed = false;
		s->n = 0;
		memset(e->wave_name, 0, sizeof e->wave_name);
		memset(s->name, 0, sizeof s->name);
	}
	if (s->n == 0)
		s->n = (uint8_t)l->n;
	if (l->n != s->n)
		return false;
	for (unsigned i = 0; i < l->n; i++)
		part[i] = &l->part[i];
	emit_line(s, e, part);
	return true;
}

static int
find(const struct numbers *s, const struct dev_emit *e, struct str name)
{
	struct column c;
	column_label(name, &c);
	for (int i = 0; i < s->n; i++)
		if (s->fixed ? str_is(name, e->num_name[i].signal) || strcmp(c.signal, e->wave_name[i].signal) == 0
			     : s->name[i] == hash(name))
			return i;
	return -1;
}

static bool
pairs(struct numbers *s, struct dev_emit *e, const struct numline *l)
{
	const struct numline_part *part[COLUMNS] = { NULL };
	bool first = s->n == 0 || (s->headed && !s->begun);
	if (first) {
		s->n = 0;
		for (unsigned i = 0; i < l->n; i++) {
			struct column c;
			column_label(l->part[i].name, &c);
			for (unsigned k = 0; k < i; k++)
				if (strcmp(e->wave_name[k].signal, c.signal) == 0) {
					s->n = 0;
					return false;
				}
			use(s, e, i, &c);
			s->name[i] = hash(l->part[i].name);
			s->n++;
		}
	}
	unsigned known = 0;
	for (unsigned i = 0; i < l->n; i++) {
		int at = find(s, e, l->part[i].name);
		if (at >= 0 && part[at] != NULL)
			return false;
		if (at >= 0) {
			part[at] = &l->part[i];
			known++;
		}
	}
	/* a line with a name that the first one had not is none of them; but where a person named columns the others are not wanted */
	if (known == 0 || (!s->fixed && known != l->n))
		return false;
	emit_line(s, e, part);
	return true;
}

/* A header is taken before the first numbers; a single word must be the name of a waveform. */
static bool
words(struct numbers *s, struct dev_emit *e, const struct numline *l, struct str line)
{
	bool again = s->headed && l->n == s->n;
	for (unsigned i = 0; i < l->n && again; i++)
		again = s->name[i] == hash(l->part[i].text);
	if (again || s->fixed)
		return again || (l->n > 1 && l->n == s->n); /* a person's names stand above the device's */
	if (s->begun)
		return false;
	struct column c[COLUMNS];
	for (unsigned i = 0; i < l->n; i++) {
		column_label(l->part[i].text, &c[i]);
		for (unsigned k = 0; k < i; k++)
			if (strcmp(c[k].signal, c[i].signal) == 0)
				return false;
	}
	if (l->n == 1 && memcmp(c[0].signal, "wave:", 5) == 0)
		return false;
	for (unsigned i = 0; i < l->n; i++) {
		use(s, e, i, &c[i]);
		s->name[i] = hash(l->part[i].text);
	}
	s->n = (uint8_t)l->n;
	s->headed = true;
	emit_info(e, "columns", line);
	return true;
}

void
numbers_parse(void *state, struct dev_emit *e, const uint8_t *b, size_t n)
{
	struct numbers *s = state;
	struct str line = line_of(b, n);
	struct numline l;
	bool good = true;
	if (s->refused)
		return;
	if (e->offset == 0 && e->arrival != TM_NONE) {
		e->stat.skipped += n;
		return;
	}
	if (emit_broken(e) && !s->own) {
		noise(s, e, b, n);
		return;
	}
	if (s->leads && str_is(str_trim(line), "!")) {
		if (s->paced)
			emit_sample(e);
		s->own = false;
		emit_state(e, EMIT_LEAD_OFF, true);
		for (unsigned i = 0; i < s->n && s->paced; i++)
			if (s->kind[i] == COLUMN_WAVE)
				emit_wave(e, i, SMP_E);
		return;
	}
	numline_read(line, &l);
	if (l.kind == NUMLINE_DATA)
		good = data(s, e, &l);
	else if (l.kind == NUMLINE_PAIRS)
		good = pairs(s, e, &l);
	else if (l.kind == NUMLINE_WORDS)
		good = words(s, e, &l, line);
	if (!good || l.kind == NUMLINE_NOISE)
		noise(s, e, b, n);
}

void
numbers_trace(struct dev_fields *f, const uint8_t *b, size_t n)
{
	static const char *const titles[] = { "empty line", "numbers", "names and numbers", "header, or text", "text" };
	struct str line = line_of(b, n);
	struct numline l;
	numline_read(line, &l);
	field_title(f, titles[l.kind]);
	if (l.kind == NUMLINE_NOISE)
		field_odd(f, 0, n, "line", "no numbers");
	for (unsigned i = 0; i < l.n && l.kind != NUMLINE_NOISE; i++) {
		const struct numline_part *p = &l.part[i];
		char name[TRACE_NAME] = "";
		str_copy(name, sizeof name, p->name.n > 0 ? p->name : STR("column"));
		size_t at = p->text.n > 0 ? (size_t)((const uint8_t *)p->text.p - b) : 0;
		if (p->word && p->name.n == 0)
			field_text(f, at, p->text.n, name, p->text);
		else if (p->missing)
			field_odd(f, at, p->text.n, name, "missing");
		else
			field_dec(f, at, p->text.n, name, p->mantissa, p->decimals, "");
	}
}

static void
setup(void *state, struct dev_emit *e, const struct dev_options *o)
{
	struct numbers *s = state;
	s->paced = o->fs.num > 0;
	if (o->columns[0] != '\0')
		numbers_columns(s, e, o->columns);
	bool waves = !s->fixed;
	for (unsigned i = 0; i < s->n; i++)
		waves = waves || s->kind[i] == COLUMN_WAVE;
	s->refused = waves && !s->paced;
	if (s->refused)
		emit_refuse(e, need_fs);
}

#define COLUMN(i)                                                                                                                  \
	{                                                                                                                          \
		.signal = "wave:" i, .unit = "1", .rate = { 1, 1 }, .gain = 1                                                      \
	}
const struct dev_wave numbers_waves[] = {
	COLUMN("1"),
	COLUMN("2"),
	COLUMN("3"),
	COLUMN("4"),
	COLUMN("5"),
	COLUMN("6"),
	COLUMN("7"),
	COLUMN("8"),
	COLUMN("9"),
	COLUMN("10"),
	COLUMN("11"),
	COLUMN("12"),
	COLUMN("13"),
	COLUMN("14"),
	COLUMN("15"),
	COLUMN("16"),
	{ .signal = NULL },
};

extern const struct device dev_numbers;
const struct device dev_numbers = {
	.name = "numbers",
	.title = "Anything that prints lines of numbers (Arduino and other sketches): with --fs, and --columns for their names",
	.gives = "wave",
	.check = "none",
	.status = "computed",
	.download = "no",
	.baud = 115200,
	.framing = "8N1",
	.rate = { 1, 1 },
	.length = LINE,
	.waves = numbers_waves,
	.state_size = sizeof(struct numbers),
	.frame = numbers_frame,
	.why = numbers_why,
	.parse = numbers_parse,
	.trace = numbers_trace,
	.takes_fs = true,
	.takes_columns = true,
	.wrong = numbers_wrong,
	.setup = setup,
};
