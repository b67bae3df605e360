#include "core/msg.h"

#include <stdarg.h>
#include <stdio.h>

static const char *tool = "iomt";
static int talk;

void
msg_start(const char *name, int level)
{
	tool = name;
	talk = level;
}

const char *
msg_tool(void)
{
	return tool;
}

int
msg_level(void)
{
	return talk;
}

/* One write a message, so that the lines of several tools of a pipe do not mix. */
static void
say(const char *where, const char *format, va_list a)
{
	char line[2048];
	int n = snprintf(line, sizeof(line), "%s: %s", tool, where);
	size_t at = n < 0 ? 0 : (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1;

	n = vsnprintf(line + at, sizeof(line) - at, format, a);
	if (n > 0)
		at += (size_t)n < sizeof(line) - at ? (size_t)n : sizeof(line) - at - 1;
	if (at > sizeof(line) - 2)
		at = sizeof(line) - 2;
	line[at] = '\n';
	line[at + 1] = 0;
	fputs(line, stderr);
}

void
msg_error(const char *format, ...)
{
	va_list a;

	va_start(a, format);
	say("", format, a);
	va_end(a);
}

void
msg_warn(const char *format, ...)
{
	va_list a;

	if (talk < 0)
		return;
	va_start(a, format);
	say("", format, a);
	va_end(a);
}

void
msg_note(const char *format, ...)
{
	va_list a;

	if (talk < 1)
		return;
	va_start(a, format);
	say("", format, a);
	va_end(a);
}

void
msg_at(const char *file, unsigned long line, const char *format, ...)
{
	char where[512];
	va_list a;

	if (line)
		snprintf(where, sizeof(where), "%s:%lu: ", file, line);
	else
		snprintf(where, sizeof(where), "%s: ", file);
	va_start(a, format);
	say(where, format, a);
	va_end(a);
}
