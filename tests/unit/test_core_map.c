#include "core/map.h"
#include "unit.h"

struct state {
	int number;
};

static struct str
name(char *buf, const char *head, int i)
{
	return (struct str){ buf, (size_t)snprintf(buf, 32, "%s%d", head, i) };
}

TEST(pairs_keep_their_state_and_address)
{
	enum { SOURCES = 5000, SIGNALS = 4 };
	static struct state *at[SOURCES][SIGNALS];
	struct map m;
	char a[32], b[32];
	bool fresh;

	map_start(&m, sizeof(struct state), 0);
	for (int i = 0; i < SOURCES; i++)
		for (int k = 0; k < SIGNALS; k++) {
			at[i][k] = map_get(&m, name(a, "source", i), name(b, "signal", k), &fresh);
			CHECK(fresh && at[i][k]->number == 0);
			at[i][k]->number = i * 10 + k;
		}
	CHECK_EQ(m.count, SOURCES * SIGNALS);
	for (int i = SOURCES - 1; i >= 0; i--)
		for (int k = 0; k < SIGNALS; k++) {
			struct state *s = map_get(&m, name(a, "source", i), name(b, "signal", k), &fresh);

			CHECK(!fresh && s == at[i][k] && s->number == i * 10 + k);
		}
	map_free(&m);
}

TEST(neither_name_runs_into_the_other)
{
	struct map m;

	map_start(&m, 8, 0);
	CHECK(map_get(&m, STR("ab"), STR("c"), NULL) != map_get(&m, STR("a"), STR("bc"), NULL));
	map_free(&m);
}

TEST(iteration_is_in_order_of_appearance)
{
	struct map m;
	char a[32];
	int n = 0;

	map_start(&m, 8, 0);
	for (int i = 0; i < 1000; i++)
		map_get(&m, name(a, "s", i * 7919 % 1000), STR("x"), NULL);
	for (struct map_entry *e = m.first; e; e = e->next, n++)
		CHECK(str_eq(e->source, name(a, "s", n * 7919 % 1000)));
	CHECK_EQ(n, 1000);
	map_free(&m);
}

TEST(a_source_is_dropped_whole)
{
	struct map m;
	char a[32], b[32];
	int n = 0;

	map_start(&m, 8, 0);
	for (int k = 0; k < 3; k++)
		for (int i = 0; i < 100; i++)
			map_get(&m, name(a, "s", i), name(b, "x", k), NULL);
	for (struct map_entry *e = map_source(&m, STR("s42")); e; e = e->sibling, n++)
		CHECK(str_eq(e->signal, name(b, "x", n)));
	CHECK_EQ(n, 3);
	map_drop(&m, STR("s42"));
	CHECK_EQ(m.count, 297);
	CHECK(!map_source(&m, STR("s42")) && !map_find(&m, STR("s42"), STR("x0")));
	CHECK(map_find(&m, STR("s41"), STR("x0")) && map_find(&m, STR("s43"), STR("x2")));
	map_drop(&m, STR("nobody"));
	for (int i = 0; i < 100; i++)
		map_drop(&m, name(a, "s", i));
	CHECK(m.count == 0 && !m.first && !m.last);
	CHECK(map_get(&m, STR("s42"), STR("x0"), NULL));
	map_free(&m);
}

TEST(sources_come_and_go_in_constant_memory)
{
	struct map m;
	char a[32];

	map_start(&m, 8, 0);
	for (int i = 0; i < 100000; i++) {
		map_get(&m, name(a, "s", i), STR("x"), NULL);
		map_drop(&m, name(a, "s", i));
	}
	CHECK(m.buckets <= 64);
	map_free(&m);
}

TEST(the_cap_is_a_cap)
{
	struct map m;
	char a[32];

	map_start(&m, 8, 10);
	for (int i = 0; i < 10; i++)
		CHECK(map_get(&m, name(a, "s", i), STR("x"), NULL));
	CHECK(!map_get(&m, STR("one more"), STR("x"), NULL));
	CHECK(map_get(&m, STR("s3"), STR("x"), NULL));
	map_free(&m);
}

int
main(void)
{
	RUN(pairs_keep_their_state_and_address);
	RUN(neither_name_runs_into_the_other);
	RUN(iteration_is_in_order_of_appearance);
	RUN(a_source_is_dropped_whole);
	RUN(sources_come_and_go_in_constant_memory);
	RUN(the_cap_is_a_cap);
	return unit_done();
}
