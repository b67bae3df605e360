/* Option tables: one table a command serves parsing, --help, completions and the check of the man page. */
#ifndef IOMT_CORE_OPT_H
#define IOMT_CORE_OPT_H

#include "core/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum opt_kind {
	OPT_END,
	OPT_GROUP,    /* a heading in --help: `help` */
	OPT_FLAG,     /* bool */
	OPT_COUNT,    /* int, one more each time */
	OPT_TEXT,     /* const char * */
	OPT_MAYBE,    /* const char *: --name gives "", --name=X gives X (only with '=') */
	OPT_LIST,     /* struct opt_list: may be given several times */
	OPT_INT,      /* int64_t */
	OPT_NUMBER,   /* double */
	OPT_DURATION, /* int64_t microseconds: 10s, 1m30s */
	OPT_POSITION, /* struct opt_position: 90, 1:30, ISO 8601 with zone */
	OPT_RATE      /* struct rate */
};

struct opt_list {
	const char **item;
	size_t n;
};

struct opt_position {
	bool given, absolute;
	int64_t us;
};

struct opt {
	enum opt_kind kind;
	char letter;         /* 0: none */
	const char *name;    /* without dashes */
	const char *value;   /* the word for the value in --help: FILE, RULE, HZ; NULL for flags */
	const char *help;    /* one line, lower case, no dot */
	void *dest;          /* of the type that `kind` says; the default stands there before */
	const char *choices; /* "csv|tsv": only these (for OPT_TEXT, OPT_MAYBE); NULL: any. Completions offer them */
};

struct opt_prog {
	const char *name;       /* iomt-hr */
	const char *title;      /* one line: what it does */
	const char *const *usage;    /* synopsis lines without the name, NULL-ended */
	const char *const *examples; /* three command lines, NULL-ended */
	const char *operand;    /* what operands are, for completions: "FILE", "PORT", "words:highpass lowpass …" */
	const struct opt *opts; /* ended by OPT_END; opt_common() is appended by the parser */
	const char *note;       /* more lines for --help, or NULL */
	const char *(*build)(void); /* a build fact for the second line of --version (libraries), or NULL */
};

/* What every command has: -h -V -o -q -v --no-cmd. The parser acts on -h and -V, sets msg_start, fills in the rest. */
struct opt_common {
	const char *output; /* -o, NULL: standard output */
	int quiet, verbose;
	bool no_cmd;
};

enum { OPT_GO_ON = -1 };

/* Parses; operands keep their order (options may stand between them; "--" ends options). Returns OPT_GO_ON, or the exit
 * status with which the command is to end at once: 0 after --help, --version or --completion, 2 after a wrong option (two
 * lines on stderr were written). *operands is allocated once (the process's lifetime). */
int opt_parse(const struct opt_prog *prog, int argc, char **argv, struct opt_common *common, struct opt_list *operands);

/* A mistake of the command line that only the command can see: the same two lines; returns 2. */
int opt_wrong(const struct opt_prog *prog, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The first option that was given among those under headings that begin with `group`, or NULL: for options that go with one kind of
 * operand only. Their defaults must be what says nothing: NULL, false, 0, -1 (OPT_INT, OPT_DURATION), NAN, a rate of 0. */
const char *opt_given(const struct opt *opts, const char *group);

/* No operands and standard input is a terminal: a hint in two lines and 2; otherwise OPT_GO_ON. */
int opt_need_input(const struct opt_prog *prog, const struct opt_list *files);

/* The completion script of a command for "bash", "zsh" or "fish", on stdout; false for another word. */
bool opt_complete(const struct opt_prog *prog, const char *shell);

/* Parts of opt_parse, for its own files: whether a value follows the option; --help and --version, and the status when they could be
 * written (0) or not (4). */
bool opt_takes_value(const struct opt *o);
int opt_print_help(const struct opt_prog *prog, const struct opt *common);
int opt_print_version(const struct opt_prog *prog);
int opt_finish_stdout(void);

/* What opt_parse appends to a command's table: ended by OPT_END; `common` may be NULL where only the names matter. */
enum { OPT_COMMON = 9 };
void opt_common_table(struct opt table[OPT_COMMON], struct opt_common *common, const char **completion);

/* The words of the command line after its name, joined by blanks, for the `cmd` record. Allocated. */
char *opt_words(int argc, char **argv);

/* The nearest of `n` words to `given`, or NULL when none is near: for "did you mean". */
const char *opt_nearest(const char *given, const char *const *words, size_t n);

#endif
