/* --help and --version. */
#include "core/msg.h"
#include "core/opt.h"
#include "core/status.h"
#include "core/version.h"

#include <stdio.h>
#include <zlib.h>

static void
help_line(const struct opt *o)
{
	enum { COLUMN = 26 };
	char left[80];
	int n;

	if (o->kind == OPT_GROUP) {
		printf("\n%s\n", o->help);
		return;
	}
	n = snprintf(left, sizeof(left), "%c%c%s--%s%s%s%s", o->letter ? '-' : ' ', o->letter ? o->letter : ' ', o->letter ? ", " : "  ", o->name,
		o->kind == OPT_MAYBE ? "[=" : o->value ? " " : "", o->value ? o->value : "", o->kind == OPT_MAYBE ? "]" : "");
	if (n >= COLUMN)
		printf("  %s\n  %*s%s", left, COLUMN, "", o->help);
	else
		printf("  %-*s%s", COLUMN, left, o->help);
	if (o->choices && opt_takes_value(o))
		printf(": %s", o->choices);
	putchar('\n');
}

int
opt_finish_stdout(void)
{
	if (fflush(stdout) != 0 || ferror(stdout)) {
		msg_error("write error on standard output");
		return ST_IO;
	}
	return ST_OK;
}

int
opt_print_help(const struct opt_prog *g, const struct opt *common)
{
	for (size_t i = 0; g->usage[i]; i++)
		printf("%s %s %s\n", i ? "      " : "usage:", g->name, g->usage[i]);
	printf("%s\n\nexamples\n", g->title);
	for (size_t i = 0; g->examples[i]; i++)
		printf("  %s\n", g->examples[i]);
	if (g->opts[0].kind != OPT_GROUP && g->opts[0].kind != OPT_END)
		printf("\noptions\n");
	for (const struct opt *o = g->opts; o->kind != OPT_END; o++)
		help_line(o);
	for (const struct opt *o = common; o->kind != OPT_END; o++)
		help_line(o);
	if (g->note)
		printf("\n%s\n", g->note);
	return opt_finish_stdout();
}

int
opt_print_version(const struct opt_prog *g)
{
	printf("%s %s\n", g->name, IOMT_VERSION);
	printf("C17, "
#if defined(__clang__)
	       "clang " __clang_version__
#elif defined(__GNUC__)
	       "gcc " __VERSION__
#endif
	       ", zlib %s",
		zlibVersion());
	if (g->build)
		printf(", %s", g->build());
	putchar('\n');
	return opt_finish_stdout();
}
