/* The EC57 comparator: each rule of the comparison by a case that has one right answer. */
#include "check/ec57.h"
#include "unit.h"

#include <math.h>

enum { FS = 360, W = 54 };

struct seen {
	char text[512];
};

static void
see(void *arg, int64_t T, enum ec57_class A, int64_t t, enum ec57_class a)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	(void)T;
	snprintf(s->text + n, sizeof(s->text) - n, "%s%c%c@%lld", n ? " " : "", ec57_letter(A),
		a == EC57_NONE ? '*' : ec57_letter(a) | 32, (long long)t);
}

/* Lists as text: "1000 N 2000 V 3000 [ 4000 ] 5000 ~30". */
static size_t
list(struct ec57_ann *a, const char *text)
{
	size_t n = 0;
	long t;
	char word[8];
	int used;

	while (sscanf(text, "%ld %7s%n", &t, word, &used) == 2) {
		int code = 0, sub = 0;

		switch (*word) {
		case 'N':
			code = 1;
			break;
		case 'V':
			code = 5;
			break;
		case 'F':
			code = 6;
			break;
		case 'A':
			code = 8;
			break;
		case '/':
			code = 12;
			break;
		case '!':
			code = 31;
			break;
		case '+':
			code = 28;
			break;
		case '[':
			code = 32;
			break;
		case ']':
			code = 33;
			break;
		case '~':
			code = 14;
			sub = (int)strtol(word + 1, NULL, 16);
			break;
		default:
			break;
		}
		a[n++] = (struct ec57_ann){ .time = t, .code = (int16_t)code, .subtyp = (int16_t)sub };
		text += used;
	}
	return n;
}

static struct ec57
compare(const char *ref, const char *test, int64_t start, int64_t end, struct seen *seen)
{
	struct ec57_ann r[64], x[64];
	struct ec57 c = { 0 };
	struct ec57_opts o = { .fs = FS, .window = -1, .start = start, .end = end, .pair = see, .arg = seen };
	size_t nr = list(r, ref), nx = list(x, test);

	seen->text[0] = 0;
	ec57_compare(&c, r, nr, x, nx, &o);
	return c;
}

static void
want(const char *ref, const char *test, int64_t start, int64_t end, const char *pairs)
{
	struct seen s;

	compare(ref, test, start, end, &s);
	CHECK_STR(s.text, pairs);
}

TEST(classes)
{
	static const char map[] = "*NNNSVFSSSVSQQ***********N****QO**SS**Q**V********";

	for (int code = 0; code < 50; code++)
		CHECK_EQ(ec57_letter(ec57_class_of(code)), map[code]);
	CHECK_EQ(ec57_class_of(-1), EC57_NONE);
	CHECK_EQ(ec57_class_of(50), EC57_NONE);
}

TEST(the_window_is_inclusive)
{
	want("1000 N 2000 N", "1054 N 1946 N", 0, 5000, "Nn@1054 Nn@1946");
	want("1000 N 2000 N", "1055 N 1945 N", 0, 5000, "No@1000 On@1055 On@1945 No@2000");
}

TEST(one_beat_of_look_ahead)
{
	/* the nearer of two test beats is taken, the other is false */
	want("1000 N", "960 N 1010 N", 0, 5000, "On@960 Nn@1010");
	/* … unless the farther one fits the next reference beat better */
	want("1000 N 1050 N", "960 N 1030 N", 0, 5000, "Nn@960 Nn@1030");
	/* a tie between two test beats: not nearer, so the first is false */
	want("1000 N", "980 N 1020 N", 0, 5000, "On@980 Nn@1020");
	want("980 N 1020 N", "1000 N", 0, 5000, "No@980 Nn@1000");
}

TEST(non_beats_do_not_count)
{
	want("500 + 1000 N 1500 ~0 2000 N", "1000 N 1200 + 2000 N", 0, 5000, "Nn@1000 Nn@2000");
}

TEST(start_and_its_grace)
{
	/* the beat before the start belongs to the first reference beat after it */
	want("100 N 1805 N 2500 N", "100 N 1795 N 2500 N", 1800, 5000, "Nn@1795 Nn@2500");
	/* a test beat within the window of the start may stand alone when the next fits better */
	want("100 N 1795 N 2500 N", "100 N 1805 N 2500 N", 1800, 5000, "Nn@2500");
	want("100 N 1700 N 2500 N", "100 N 1860 N 2500 N", 1800, 5000, "On@1860 Nn@2500");
	/* beats before it count in no way */
	want("100 N 900 N 2500 N", "300 N 600 N 2500 N", 1800, 5000, "Nn@2500");
}

TEST(the_end)
{
	want("1000 N 2000 N", "1000 N 2000 N 3000 N", 0, 5000, "Nn@1000 Nn@2000 On@3000");
	want("1000 N 2000 N", "1000 N 2000 N 3000 N", 0, EC57_END_REF, "Nn@1000 Nn@2000");
	want("1000 N 2000 N 3000 N", "1000 N 2000 N", 0, EC57_END_REF, "Nn@1000 Nn@2000 No@3000");
	want("1000 N 2000 N 3000 N", "1000 N 2000 N", 0, EC57_END_FIRST, "Nn@1000 Nn@2000");
	want("1000 N 2000 N 3000 N", "1000 N", 0, 2500, "Nn@1000 No@2000");
	want("", "", 0, 5000, "");
	want("", "1000 N", 0, 5000, "On@1000");
	want("1000 N", "", 0, 5000, "No@1000");
}

TEST(flutter_and_fibrillation_are_set_apart)
{
	/* annotations inside are discarded, and detections there never count */
	want("1000 N 1500 [ 1600 ! 1700 ! 2000 ] 2500 N", "1000 N 1610 N 1990 N 2000 N 2500 N", 0, 5000,
		"Nn@1000 *n@1610 *n@1990 *n@2000 Nn@2500");
	/* only what the reference says exempts */
	want("1000 N 1800 N 2500 N", "1000 N 1500 [ 1800 N 2000 ] 2500 N", 0, 5000, "Nn@1000 No@1800 Nn@2500");
	/* never closed: to the end */
	want("1000 N 1500 [ 1600 !", "1000 N 1610 N 4000 N", 0, 5000, "Nn@1000 *n@1610 *n@4000");
}

TEST(shutdown)
{
	want("1000 N 1500 N 2500 N", "1000 N 1400 ~30 2000 ~0 2500 N", 0, 5000, "Nn@1000 Nx@1500 Nn@2500");
	want("1000 N 1400 ~30 2000 ~0 2500 N", "1000 N 1500 N 2500 N", 0, 5000, "Nn@1000 Xn@1500 Nn@2500");
	/* not closed: from the last beat to the next annotation, less the window at both ends */
	want("1000 N 1053 N 1500 N 2447 N 2500 N", "1000 N 1400 ~30 2500 N", 0, 5000, "Nn@1000 No@1053 Nx@1500 No@2447 Nn@2500");
	/* other noise is no shutdown */
	want("1000 N 1500 N 2500 N", "1000 N 1400 ~10 2000 ~0 2500 N", 0, 5000, "Nn@1000 No@1500 Nn@2500");
}

TEST(statistics)
{
	struct seen s;
	struct ec57 c = compare("1000 N 2000 V 3000 A 4000 F 5000 / 6000 V 7000 N",
		"1000 N 2000 V 3000 V 4000 V 5000 V 6000 N 6500 V 7200 N", 0, 9000, &s);
	struct ec57_stat q = ec57_qrs(&c), v = ec57_veb(&c), a = ec57_sveb(&c);

	CHECK_EQ(q.tp, 6);
	CHECK_EQ(q.fn, 1);
	CHECK_EQ(q.fp, 2);
	CHECK(fabs(q.se - 100.0 * 6 / 7) < 1e-12 && fabs(q.ppv - 75) < 1e-12);
	CHECK_EQ(v.tp, 1);
	CHECK_EQ(v.fn, 1);
	CHECK_EQ(v.fp, 2); /* S→v and O→v; F→v and Q→v are none */
	CHECK_EQ(a.tp, 0);
	CHECK_EQ(a.fn, 1);
	CHECK_EQ(ec57_beats(&c), 7);
	c = compare("", "", 0, 5000, &s);
	CHECK(isnan(ec57_qrs(&c).se) && isnan(ec57_rms_rr(&c)));
}

TEST(rr_error)
{
	struct seen s;
	struct ec57 c = compare("1000 N 1360 N 1720 N 2080 N", "1000 N 1378 N 1720 N 2080 N", 0, 9000, &s);

	CHECK_EQ(c.rr_pairs, 3);
	CHECK(fabs(ec57_rms_rr(&c) - 1000 * sqrt(2 * 0.05 * 0.05 / 3)) < 1e-9);
	/* no interval over fibrillation */
	c = compare("1000 N 1100 [ 1200 ] 1360 N 1720 N", "1000 N 1360 N 1720 N", 0, 9000, &s);
	CHECK_EQ(c.rr_pairs, 1);
}

int
main(void)
{
	RUN(classes);
	RUN(the_window_is_inclusive);
	RUN(one_beat_of_look_ahead);
	RUN(non_beats_do_not_count);
	RUN(start_and_its_grace);
	RUN(the_end);
	RUN(flutter_and_fibrillation_are_set_apart);
	RUN(shutdown);
	RUN(statistics);
	RUN(rr_error);
	return unit_done();
}
