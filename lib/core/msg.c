#include "core/msg.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *tool = "iomt";
static int talk, stands;

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
	msg_status(NULL);
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

int
msg_status_wanted(int fd)
{
	return talk >= 0 && isatty(STDERR_FILENO) && !isatty(fd);
}

/* A line that is wider than the terminal would stay behind when the next one is written over it. */
void
msg_status(const char *text)
{
	struct winsize w;

	if (text) {
		int wide = ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1 ? w.ws_col - 1 : 79;
		char line[512];

		snprintf(line, sizeof(line), "%s: %s", tool, text);
		fprintf(stderr, "\r%.*s\033[K", wide, line);
	} else if (stands) {
		fputs("\r\033[K", stderr);
	}
	stands = text != NULL;
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
