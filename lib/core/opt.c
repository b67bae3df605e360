#include "core/opt.h"
#include "core/msg.h"
#include "core/num.h"
#include "core/status.h"
#include "core/tm.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NEAR = 3 }; /* edits up to which a word counts as a slip of another */

struct parser {
	const struct opt_prog *prog;
	struct opt common[OPT_COMMON];
};

/* Two marks that help and version point to; they are acted on by identity, so the table needs no special kind. */
static bool help_mark, version_mark;

void
opt_common_table(struct opt table[OPT_COMMON], struct opt_common *common, const char **completion)
{
	static struct opt_common nowhere;
	static const char *no_shell;
	struct opt_common *c = common ? common : &nowhere;
	const struct opt all[OPT_COMMON] = {
		{ .kind = OPT_GROUP, .help = "common" },
		{ OPT_TEXT, 'o', "output", "FILE", "write to FILE; a name ending in .gz is compressed", &c->output, NULL },
		{ OPT_COUNT, 'q', "quiet", NULL, "fewer words on stderr", &c->quiet, NULL },
		{ OPT_COUNT, 'v', "verbose", NULL, "more words on stderr", &c->verbose, NULL },
		{ OPT_FLAG, 0, "no-cmd", NULL, "leave the provenance record out", &c->no_cmd, NULL },
		{ OPT_TEXT, 0, "completion", "SHELL", "print the completion script for a shell", completion ? completion : &no_shell, "bash|zsh|fish" },
		{ OPT_FLAG, 'h', "help", NULL, "this text", &help_mark, NULL },
		{ OPT_FLAG, 'V', "version", NULL, "version and build facts", &version_mark, NULL },
		{ .kind = OPT_END },
	};

	memcpy(table, all, sizeof(all));
}

bool
opt_takes_value(const struct opt *o)
{
	return o->kind > OPT_COUNT && o->kind != OPT_MAYBE;
}

static const struct opt *
find_in(const struct opt *table, const char *name, size_t n, char letter)
{
	for (const struct opt *o = table; o->kind != OPT_END; o++) {
		if (o->kind == OPT_GROUP)
			continue;
		if (name ? o->name && strlen(o->name) == n && memcmp(o->name, name, n) == 0 : letter && o->letter == letter)
			return o;
	}
	return NULL;
}

static const struct opt *
find(const struct parser *p, const char *name, size_t n, char letter)
{
	const struct opt *o = find_in(p->prog->opts, name, n, letter);

	return o ? o : find_in(p->common, name, n, letter);
}

const char *
opt_nearest(const char *given, const char *const *words, size_t n)
{
	const char *best = NULL;
	int least = NEAR + 1;

	for (size_t i = 0; i < n; i++) {
		int d = str_distance(str_of(given), str_of(words[i]));

		/* A slip leaves most of the word: at least half of the letters stay. */
		if (d < least && (size_t)d * 2 <= strlen(words[i])) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

static int
wrong(const struct opt_prog *prog, const char *format, va_list a)
{
	char text[512];

	vsnprintf(text, sizeof(text), format, a);
	msg_error("%s", text);
	fprintf(stderr, "Try '%s --help'.\n", prog->name);
	return ST_USAGE;
}

int
opt_wrong(const struct opt_prog *prog, const char *format, ...)
{
	va_list a;

	va_start(a, format);
	(void)wrong(prog, format, a);
	va_end(a);
	return ST_USAGE;
}

static int
unknown(const struct parser *p, const char *name, size_t n)
{
	enum { WORDS = 128 };
	const char *words[WORDS];
	const struct opt *tables[] = { p->prog->opts, p->common };
	char given[64];
	const char *near;
	size_t count = 0;

	for (size_t t = 0; t < 2; t++)
		for (const struct opt *o = tables[t]; o->kind != OPT_END; o++)
			if (o->kind != OPT_GROUP && o->name && count < WORDS)
				words[count++] = o->name;
	str_copy(given, sizeof(given), (struct str){ name, n });
	near = opt_nearest(given, words, count);
	if (near)
		return opt_wrong(p->prog, "unknown option '--%s' (did you mean '--%s'?)", given, near);
	return opt_wrong(p->prog, "unknown option '--%s'", given);
}

static bool
is_choice(const char *choices, const char *value)
{
	struct str rest = str_of(choices);

	while (rest.p)
		if (str_is(str_cut(&rest, '|'), value))
			return true;
	return false;
}

static void
list_add(struct opt_list *l, const char *item)
{
	const char **more = realloc(l->item, (l->n + 1) * sizeof(*more));

	if (!more) {
		msg_error("out of memory");
		exit(ST_IO);
	}
	more[l->n] = item;
	l->item = more;
	l->n++;
}

/* Puts a value where the option says. Returns OPT_GO_ON or 2. */
static int
set(const struct parser *p, const struct opt *o, const char *spelt, const char *value)
{
	struct str s = str_of(value);

	if (o->choices && value && !(o->kind == OPT_MAYBE && !*value) && !is_choice(o->choices, value))
		return opt_wrong(p->prog, "%s: '%s' is none of %s", spelt, value, o->choices);
	switch (o->kind) {
	case OPT_FLAG:
		*(bool *)o->dest = true;
		return OPT_GO_ON;
	case OPT_COUNT:
		++*(int *)o->dest;
		return OPT_GO_ON;
	case OPT_TEXT:
	case OPT_MAYBE:
		*(const char **)o->dest = value;
		return OPT_GO_ON;
	case OPT_LIST:
		list_add(o->dest, value);
		return OPT_GO_ON;
	case OPT_INT:
		if (!num_get_i64(s, o->dest))
			return opt_wrong(p->prog, "%s: '%s' is not a whole number", spelt, value);
		return OPT_GO_ON;
	case OPT_NUMBER:
		if (!num_get_f64(s, o->dest))
			return opt_wrong(p->prog, "%s: '%s' is not a number", spelt, value);
		return OPT_GO_ON;
	case OPT_DURATION:
		if (!tm_get_duration(s, o->dest))
			return opt_wrong(p->prog, "%s: '%s' is not a duration (write 10s, 1m30s, 250ms)", spelt, value);
		return OPT_GO_ON;
	case OPT_POSITION: {
		struct opt_position *at = o->dest;

		if (!tm_get_position(s, &at->us, &at->absolute))
			return opt_wrong(p->prog, "%s: '%s' is not a time (write 90, 1:30, 2:03:04.5 or ISO 8601 with a zone)", spelt, value);
		at->given = true;
		return OPT_GO_ON;
	}
	case OPT_RATE:
		if (!rate_get(s, o->dest))
			return opt_wrong(p->prog, "%s: '%s' is not a rate (write 250, 62.5 or 500/3)", spelt, value);
		return OPT_GO_ON;
	case OPT_END:
	case OPT_GROUP:
		break;
	}
	return OPT_GO_ON;
}

static int
parse_long(struct parser *p, const char *word, char **argv, int argc, int *i)
{
	const char *name = word + 2, *eq = strchr(name, '=');
	size_t n = eq ? (size_t)(eq - name) : strlen(name);
	const struct opt *o = find(p, name, n, 0);
	const char *value = eq ? eq + 1 : NULL;
	char spelt[72];

	if (!o)
		return unknown(p, name, n);
	snprintf(spelt, sizeof(spelt), "--%s", o->name);
	if (value && !opt_takes_value(o) && o->kind != OPT_MAYBE)
		return opt_wrong(p->prog, "%s takes no value", spelt);
	if (!value && o->kind == OPT_MAYBE)
		value = "";
	if (!value && opt_takes_value(o)) {
		if (*i + 1 >= argc)
			return opt_wrong(p->prog, "%s needs a value (%s)", spelt, o->value);
		value = argv[++*i];
	}
	return set(p, o, spelt, value);
}

static int
parse_short(struct parser *p, const char *word, char **argv, int argc, int *i)
{
	for (const char *c = word + 1; *c; c++) {
		const struct opt *o = find(p, NULL, 0, *c);
		char spelt[3] = { '-', *c, 0 };
		const char *value = NULL;
		int rc;

		if (!o)
			return opt_wrong(p->prog, "unknown option '%s'", spelt);
		if (opt_takes_value(o)) {
			if (c[1])
				value = c + 1;
			else if (*i + 1 < argc)
				value = argv[++*i];
			else
				return opt_wrong(p->prog, "%s needs a value (%s)", spelt, o->value);
		} else if (o->kind == OPT_MAYBE) {
			value = "";
		}
		rc = set(p, o, spelt, value);
		if (rc != OPT_GO_ON || opt_takes_value(o))
			return rc;
	}
	return OPT_GO_ON;
}

int
opt_parse(const struct opt_prog *prog, int argc, char **argv, struct opt_common *common, struct opt_list *operands)
{
	struct parser p = { .prog = prog };
	const char *shell = NULL;
	bool options = true;

	msg_start(prog->name, 0);
	*common = (struct opt_common){ 0 };
	*operands = (struct opt_list){ 0 };
	help_mark = version_mark = false;
	opt_common_table(p.common, common, &shell);
	for (int i = 1; i < argc; i++) {
		char *word = argv[i];
		int rc = OPT_GO_ON;

		if (!options || word[0] != '-' || !word[1])
			list_add(operands, word);
		else if (strcmp(word, "--") == 0)
			options = false;
		else if (word[1] == '-')
			rc = parse_long(&p, word, argv, argc, &i);
		else
			rc = parse_short(&p, word, argv, argc, &i);
		if (rc != OPT_GO_ON)
			return rc;
		if (help_mark)
			return opt_print_help(prog, p.common);
		if (version_mark)
			return opt_print_version(prog);
	}
	if (shell) {
		opt_complete(prog, shell);
		return opt_finish_stdout();
	}
	msg_start(prog->name, common->verbose - common->quiet);
	return OPT_GO_ON;
}

int
opt_need_input(const struct opt_prog *prog, const struct opt_list *files)
{
	if (files->n || !isatty(STDIN_FILENO))
		return OPT_GO_ON;
	msg_error("no input: standard input is a terminal; name a file, or pipe records in");
	fprintf(stderr, "Try '%s --help'.\n", prog->name);
	return ST_USAGE;
}

char *
opt_words(int argc, char **argv)
{
	size_t n = 1;
	char *text, *p;

	for (int i = 1; i < argc; i++)
		n += strlen(argv[i]) + 1;
	text = p = malloc(n);
	if (!text) {
		msg_error("out of memory");
		exit(ST_IO);
	}
	for (int i = 1; i < argc; i++) {
		size_t k = strlen(argv[i]);

		if (i > 1)
			*p++ = ' ';
		memcpy(p, argv[i], k);
		p += k;
	}
	*p = 0;
	return text;
}
