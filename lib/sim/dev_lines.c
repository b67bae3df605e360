/* Oximeters that print a line a second: Nonin's printed real time, Masimo ASCII 1, Nellcor N-595. They hear nothing. The clock
 * starts at 22:30 on 2024-03-15. */
#include "sim/simlive.h"

#include "core/tm.h"

#include <string.h>

enum { FPS = 1, LINE = 200, CLOCK0 = (22 * 60 + 30) * 60 };
_Static_assert((int)LINE <= (int)SIMDEV_SAY, "SIMDEV_SAY");

struct line {
	uint8_t b[LINE];
	size_t n;
};

static void
text(struct line *l, const char *s)
{
	size_t n = strlen(s);
	if (n > sizeof l->b - l->n)
		n = sizeof l->b - l->n;
	memcpy(l->b + l->n, s, n);
	l->n += n;
}

/* v with `digits` digits, or as many dashes for none; a point before the last `decimals`. */
static void
number(struct line *l, int64_t v, int digits, int decimals)
{
	char s[16] = "";
	int n = digits + (decimals > 0);
	s[n] = '\0';
	for (int i = n - 1, k = 0; i >= 0; i--, k++) {
		if (decimals > 0 && k == decimals) {
			s[i--] = '.';
		}
		s[i] = (char)(v == OXI_NONE ? '-' : '0' + v % 10);
		v = v == OXI_NONE ? v : v / 10;
	}
	text(l, s);
}

static void
clock_text(struct line *l, int64_t k)
{
	int64_t t = CLOCK0 + k;
	number(l, t / 3600 % 24, 2, 0);
	text(l, ":");
	number(l, t / 60 % 60, 2, 0);
	text(l, ":");
	number(l, t % 60, 2, 0);
	text(l, " ");
}

static void
nonin(struct line *l, const struct oxi_frame *f)
{
	text(l, "SPO2=");
	number(l, f->spo2, 3, 0);
	text(l, " HR=");
	number(l, f->pulse, 3, 0);
	text(l, "\r\n");
}

static void
masimo(struct line *l, const struct oxi_frame *f)
{
	text(l, "03/15/24 ");
	clock_text(l, f->k);
	text(l, "SN=0000093112 SPO2=");
	number(l, f->spo2, 3, 0);
	text(l, "% BPM=");
	number(l, f->pulse, 3, 0);
	text(l, " PI=");
	number(l, f->pi, 4, 2);
	text(l, " PVI=--- ALARM=0000 EXC=");
	text(l, f->state == SCENARIO_OUT ? "000820" : f->state == SCENARIO_ON ? "000800" : "000808");
	text(l, "\r\n");
}

static void
nellcor(struct line *l, const struct oxi_frame *f)
{
	text(l, "15-Mar-24 ");
	clock_text(l, f->k);
	text(l, " ");
	number(l, f->spo2, 3, 0);
	text(l, "  ");
	number(l, f->pulse, 3, 0);
	text(l, "  ");
	number(l, f->pulse == OXI_NONE ? OXI_NONE : f->pleth, 3, 0);
	text(l, f->state == SCENARIO_OUT ? " SO\r\n" : f->state == SCENARIO_ON ? "\r\n" : " PS\r\n");
}

static void
start(void *state, const struct simdev_setup *setup)
{
	simlive_start(state, setup, FPS);
}

static void
due(void *state, int64_t now, struct simdev_say *say, void (*print)(struct line *l, const struct oxi_frame *f))
{
	struct simlive *s = state;
	struct line l = { .n = 0 };
	*say = (struct simdev_say){ .n = 0 };
	simlive_begin(s, now);
	if (simlive_due(s, now, say)) {
		print(&l, &say->frame);
		simlive_put(s, say, l.b, l.n);
	}
	say->wake = simlive_wake(s);
}

#define PRINTER(id, printer, words, pi)                                                                                            \
	static void due_##id(void *state, int64_t now, struct simdev_say *say)                                                     \
	{                                                                                                                          \
		due(state, now, say, printer);                                                                                     \
	}                                                                                                                          \
	static void heard_##id(void *state, int64_t now, const uint8_t *b, size_t n, struct simdev_say *say)                       \
	{                                                                                                                          \
		(void)b;                                                                                                           \
		(void)n;                                                                                                           \
		due(state, now, say, printer);                                                                                     \
	}                                                                                                                          \
	const struct simdev simdev_##id = {                                                                                        \
		.name = #id,                                                                                                       \
		.title = words,                                                                                                    \
		.fps = FPS,                                                                                                        \
		.has_pi = pi,                                                                                                      \
		.pi_none = pi,                                                                                                     \
		.no_beats = true,                                                                                                  \
		.state_size = sizeof(struct simlive),                                                                              \
		.start = start,                                                                                                    \
		.heard = heard_##id,                                                                                               \
		.due = due_##id,                                                                                                   \
	};

PRINTER(noninascii, nonin, "Nonin 8500: prints a line a second", false)
PRINTER(masimo, masimo, "Masimo Rad-8, ASCII 1: prints a line a second", true)
PRINTER(nellcor, nellcor, "Nellcor N-595: prints a line a second", false)
