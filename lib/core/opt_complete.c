/* Completion scripts, printed from a command's option table. */
#include "core/opt.h"

#include <stdio.h>
#include <string.h>

struct all {
	struct opt common[OPT_COMMON];
	const struct opt *table[2];
};

static void
gather(struct all *a, const struct opt_prog *prog)
{
	opt_common_table(a->common, NULL, NULL);
	a->table[0] = prog->opts;
	a->table[1] = a->common;
}

static bool
listed(const struct opt *o)
{
	return o->kind != OPT_GROUP && o->name;
}

#define EACH(a, o)                                                                                                                 \
	for (size_t t_ = 0; t_ < 2; t_++)                                                                                          \
		for (const struct opt *o = (a)->table[t_]; o->kind != OPT_END; o++)                                               \
			if (listed(o))

static bool
is_file(const struct opt *o)
{
	return o->value && (strstr(o->value, "FILE") || strstr(o->value, "LINK") || strstr(o->value, "PATH") || strcmp(o->value, "DIR") == 0);
}

/* "csv|tsv" as "csv tsv". */
static void
put_choices(const char *choices)
{
	for (const char *c = choices; *c; c++)
		putchar(*c == '|' ? ' ' : *c);
}

static const char *
operand_words(const struct opt_prog *prog)
{
	static const char mark[] = "words:";

	return strncmp(prog->operand, mark, sizeof(mark) - 1) == 0 ? prog->operand + sizeof(mark) - 1 : "";
}

/* iomt-hr → iomt_hr, for names of shell functions. */
static void
put_identifier(const char *name)
{
	for (; *name; name++)
		putchar(*name == '-' ? '_' : *name);
}

static void
bash_case(const struct opt *o)
{
	if (o->letter)
		printf("\t-%c|", o->letter);
	else
		printf("\t");
	printf("--%s) ", o->name);
}

static void
bash(const struct opt_prog *prog)
{
	struct all a;

	gather(&a, prog);
	putchar('_');
	put_identifier(prog->name);
	printf("()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n");
	/* "=" breaks words in bash: --list=jsonl arrives as three. */
	printf("\t[[ $cur == = ]] && cur=\n\t[[ $prev == = ]] && prev=${COMP_WORDS[COMP_CWORD-2]}\n");
	printf("\tcase $prev in\n");
	EACH(&a, o)
	{
		if (o->choices) {
			bash_case(o);
			printf("COMPREPLY=($(compgen -W '");
			put_choices(o->choices);
			printf("' -- \"$cur\")); return ;;\n");
		} else if (is_file(o)) {
			bash_case(o);
			printf("COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n");
		} else if (opt_takes_value(o)) {
			bash_case(o);
			printf("COMPREPLY=(); return ;;\n");
		}
	}
	printf("\tesac\n\tif [[ $cur == -* ]]; then\n\t\tCOMPREPLY=($(compgen -W '");
	EACH(&a, o)
	{
		if (o->letter)
			printf("-%c ", o->letter);
		printf("--%s ", o->name);
	}
	printf("' -- \"$cur\"))\n\telse\n\t\tCOMPREPLY=($(compgen -W '%s' -- \"$cur\") $(compgen -f -- \"$cur\"))\n\tfi\n}\ncomplete -o filenames -F _",
		operand_words(prog));
	put_identifier(prog->name);
	printf(" %s\n", prog->name);
}

/* Text inside '…' and inside […] of a zsh specification. */
static void
put_zsh(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else if (*text == '[' || *text == ']' || *text == ':' || *text == '\\')
			printf("\\%c", *text);
		else
			putchar(*text);
	}
}

static void
zsh_argument(const struct opt *o)
{
	if (!opt_takes_value(o) && o->kind != OPT_MAYBE)
		return;
	putchar(':');
	if (o->kind == OPT_MAYBE)
		putchar(':');
	put_zsh(o->value ? o->value : "value");
	putchar(':');
	if (o->choices) {
		putchar('(');
		put_choices(o->choices);
		putchar(')');
	} else if (is_file(o)) {
		printf("_files");
	}
}

static void
zsh(const struct opt_prog *prog)
{
	struct all a;

	gather(&a, prog);
	printf("#compdef %s\n_arguments -s \\\n", prog->name);
	EACH(&a, o)
	{
		const char *star = o->kind == OPT_LIST || o->kind == OPT_COUNT ? "*" : "";

		if (o->letter) {
			printf("\t'%s-%c%s[", star, o->letter, opt_takes_value(o) ? "+" : "");
			put_zsh(o->help);
			putchar(']');
			zsh_argument(o);
			printf("' \\\n");
		}
		printf("\t'%s--%s%s[", star, o->name, opt_takes_value(o) ? "=" : o->kind == OPT_MAYBE ? "=-" : "");
		put_zsh(o->help);
		putchar(']');
		zsh_argument(o);
		printf("' \\\n");
	}
	if (*operand_words(prog))
		printf("\t'*:word:_alternative \"words:word:(%s)\" \"files:file:_files\"'\n", operand_words(prog));
	else
		printf("\t'*:file:_files'\n");
}

static void
put_fish(const char *text)
{
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
}

static void
fish(const struct opt_prog *prog)
{
	struct all a;

	gather(&a, prog);
	EACH(&a, o)
	{
		printf("complete -c %s", prog->name);
		if (o->letter)
			printf(" -s %c", o->letter);
		printf(" -l %s", o->name);
		if (opt_takes_value(o))
			printf(is_file(o) ? " -r" : " -x");
		if (o->choices) {
			printf(" -a '");
			put_choices(o->choices);
			putchar('\'');
		}
		printf(" -d '");
		put_fish(o->help);
		printf("'\n");
	}
	if (*operand_words(prog))
		printf("complete -c %s -a '%s'\n", prog->name, operand_words(prog));
}

bool
opt_complete(const struct opt_prog *prog, const char *shell)
{
	static const struct {
		const char *name;
		void (*print)(const struct opt_prog *prog);
	} shells[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (strcmp(shells[i].name, shell) == 0) {
			shells[i].print(prog);
			return true;
		}
	return false;
}
