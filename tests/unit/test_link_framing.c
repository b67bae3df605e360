/* Settings as text, and damage that is the same for the same seed. */
#include "capture/fault.h"
#include "link/link.h"
#include "unit.h"

TEST(baud_and_framing_as_text)
{
	static const struct {
		const char *text, *framing;
		unsigned baud;
	} good[] = { { "9600", "8N1", 9600 }, { "9600,8,n,1", "8N1", 9600 }, { "19200,8,o,1", "8O1", 19200 },
		{ "9600,7E1", "7E1", 9600 }, { "115200,8n1", "8N1", 115200 }, { "300,5,M,2", "5M2", 300 },
		{ "250000,8", "8N1", 250000 }, { "9600,7,e", "7E1", 9600 }, { "4000000,6,s", "6S1", 4000000 } };
	static const char *const bad[] = { "", "0", ",8,n,1", "9600,", "9600,9,n,1", "9600,8,x,1", "9600,8,n,3", "9600,8,n,1,1",
		"9600 8n1", "-9600", "9600.5", "4000001", "99999999999999999999", "8N1", "9600,8N", "9600,8N11", "9600,,n",
		"9600,8,,1", "9600,", ",rtscts", "rtscts", "9600,RTSCTS", "9600,rtscts,8n1", "9600,rtscts,xonxoff",
		"9600,8,n,1,dtr" };
	struct link_serial s;
	char text[LINK_FRAMING];
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		CHECK(link_serial_get(str_of(good[i].text), &s));
		link_framing_put(text, &s);
		CHECK_EQ(s.baud, good[i].baud);
		CHECK_STR(text, good[i].framing);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		s = (struct link_serial){ .baud = 7 };
		CHECK(!link_serial_get(str_of(bad[i]), &s));
		CHECK_EQ(s.baud, 7); /* what is wrong changes nothing */
	}
}

TEST(flow_control_only_where_it_is_asked_for)
{
	static const struct {
		const char *text;
		enum link_flow flow;
		char framing[LINK_FRAMING];
	} cases[] = { { "9600", LINK_FLOW_NONE, "8N1" }, { "9600,rtscts", LINK_FLOW_RTSCTS, "8N1" },
		{ "9600,7e1,xonxoff", LINK_FLOW_XONXOFF, "7E1" }, { "9600,8,n,2,rtscts", LINK_FLOW_RTSCTS, "8N2" },
		{ "9600,8,o,1,none", LINK_FLOW_NONE, "8O1" } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct link_serial s;
		char text[LINK_FRAMING];
		CHECK(link_serial_get(str_of(cases[i].text), &s));
		link_framing_put(text, &s);
		CHECK_EQ(s.flow, cases[i].flow);
		CHECK_STR(text, cases[i].framing);
	}
}

enum { N = 4096 };

static size_t
damage(uint8_t b[N], double drop, double corrupt, uint64_t seed)
{
	struct fault f;
	bool lost;
	for (size_t i = 0; i < N; i++)
		b[i] = (uint8_t)i;
	fault_start(&f, drop, corrupt, seed);
	return fault_apply(&f, b, N, false, &lost);
}

TEST(damage_by_seed)
{
	static uint8_t a[N], b[N];
	struct fault f;
	bool lost;
	CHECK_EQ(damage(a, 0, 0, 1), N);
	for (size_t i = 0; i < N; i++)
		CHECK(a[i] == (uint8_t)i);
	CHECK_EQ(damage(a, 1, 0, 1), 0);
	size_t n = damage(a, 0.25, 0.5, 7);
	CHECK(n > N * 3 / 4 - 200 && n < N * 3 / 4 + 200);
	CHECK_EQ(damage(b, 0.25, 0.5, 7), n);
	CHECK(memcmp(a, b, n) == 0);
	CHECK(damage(b, 0.25, 0.5, 8) != n || memcmp(a, b, n) != 0);
	/* corrupting turns exactly one bit */
	CHECK_EQ(damage(a, 0, 1, 3), N);
	for (size_t i = 0; i < N; i++) {
		unsigned x = (unsigned)(a[i] ^ (uint8_t)i);
		CHECK(x != 0 && (x & (x - 1)) == 0);
	}
	/* the same bytes in two pieces get the same damage */
	for (size_t i = 0; i < N; i++)
		b[i] = (uint8_t)i;
	n = damage(a, 0.1, 0.1, 5);
	fault_start(&f, 0.1, 0.1, 5);
	size_t first = fault_apply(&f, b, 1000, false, &lost);
	memmove(b + first, b + 1000, N - 1000);
	size_t second = fault_apply(&f, b + first, N - 1000, false, &lost);
	CHECK_EQ(first + second, n);
	CHECK(memcmp(a, b, n) == 0);
	/* a packet is lost whole */
	fault_start(&f, 1, 0, 1);
	CHECK_EQ(fault_apply(&f, a, 10, true, &lost), 0);
	CHECK(lost);
}

int
main(void)
{
	RUN(baud_and_framing_as_text);
	RUN(flow_control_only_where_it_is_asked_for);
	RUN(damage_by_seed);
	return unit_done();
}
