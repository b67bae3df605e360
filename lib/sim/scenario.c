#include "sim/scenario.h"

/* clang-format off */
static const struct scenario_row normal[] = {
	{  0, 97, 66, 345, SCENARIO_ON },
	{ 20, 97, 66, 345, SCENARIO_ON },
	{ 21, 98, 68, 360, SCENARIO_ON },
	{ 40, 98, 68, 360, SCENARIO_ON },
	{ 41, 97, 65, 330, SCENARIO_ON },
};

/* 97 % until 11 s, 1 % a second down: 90 at 17 s, 89 at 18 s, 84 at 23 s; 85 at 36 s, 90 at 41 s, 92 at 43 s, 97 at 48 s. */
static const struct scenario_row desaturation[] = {
	{  0, 97, 64, 345, SCENARIO_ON },
	{ 10, 97, 64, 345, SCENARIO_ON },
	{ 23, 84, 82, 190, SCENARIO_ON },
	{ 35, 84, 88, 170, SCENARIO_ON },
	{ 48, 97, 70, 320, SCENARIO_ON },
};

static const struct scenario_row finger_out[] = {
	{  0, 97, 70, 280, SCENARIO_ON },
	{ 20, 97, 70, 280, SCENARIO_OUT },
	{ 30, 97, 70, 280, SCENARIO_SEARCH },
	{ 34, 97, 70, 280, SCENARIO_ON },
};

static const struct scenario_row unplugged[] = {
	{  0, 97, 70, 280, SCENARIO_ON },
	{ 20, 97, 70, 280, SCENARIO_GONE },
};

static const struct scenario_row searching[] = {
	{  0, 95, 72,  60, SCENARIO_SEARCH },
	{  8, 95, 72,  60, SCENARIO_LONG },
	{ 15, 95, 72,  60, SCENARIO_ON },
};

#define ROWS(table) table, sizeof table / sizeof table[0]
const struct scenario scenario_table[] = {
	{ "normal", "97 to 98 %, 65 to 68 /min", ROWS(normal) },
	{ "desaturation", "97 % falls to 84 % and recovers: below 90 % from 18 s, 92 % again at 43 s", ROWS(desaturation) },
	{ "finger-out", "no finger from 20 s, searching from 30 s, values from 34 s", ROWS(finger_out) },
	{ "searching", "no pulse found, from 8 s for too long, values from 15 s", ROWS(searching) },
	{ "unplugged", "the cable is pulled at 20 s, in the middle of a frame", ROWS(unplugged) },
};
/* clang-format on */
const int scenario_count = sizeof scenario_table / sizeof scenario_table[0];

const struct scenario *
scenario_find(struct str name)
{
	for (int i = 0; i < scenario_count; i++)
		if (str_is(name, scenario_table[i].name))
			return &scenario_table[i];
	return NULL;
}

/* Integer division cuts towards a: the first whole step is reached after a whole step's time. */
static int
between(int a, int b, int64_t part, int64_t whole)
{
	return a + (int)((b - a) * part / whole);
}

void
scenario_at(const struct scenario *s, int64_t k, int fps, struct scenario_now *now)
{
	int i = s->n - 1;
	while (i > 0 && k < (int64_t)s->row[i].s * fps)
		i--;
	const struct scenario_row *a = &s->row[i], *b = i + 1 < s->n ? a + 1 : a;
	int64_t part = k - (int64_t)a->s * fps, whole = (int64_t)(b->s - a->s) * fps;
	*now = (struct scenario_now){ .spo2 = a->spo2, .pi = a->pi, .falling = b->spo2 < a->spo2, .state = a->state };
	if (whole > 0) {
		now->spo2 = between(a->spo2, b->spo2, part, whole);
		now->pi = between(a->pi, b->pi, part, whole);
	}
}

int
scenario_rates(const struct scenario *s, double lead, struct rhythm_point point[RHYTHM_POINTS])
{
	int n = 0;
	for (; n < s->n && n < RHYTHM_POINTS; n++)
		point[n] = (struct rhythm_point){ .t = s->row[n].s + lead, .rate = s->row[n].rate };
	return n;
}
