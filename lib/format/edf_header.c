#include "format/edf_header.h"

#include "core/num.h"

#include <string.h>

enum {
	DURATION_DECIMALS = 9,
	SIGNAL_BYTES = 64 * 1024 * 1024, /* of one data record, at the most */
	PIVOT = 85                       /* yy from here on is 19yy (EDF+ 2.1.3.2) */
};

#define RATE_MOST INT64_C(1000000000) /* samples a second */

static const int64_t tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000 };

/* Without the blanks, and the NULs and line ends that some writers pad with. */
static struct str
trim(struct str s)
{
	while (s.n && (unsigned char)s.p[0] <= ' ')
		s.p++, s.n--;
	while (s.n && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
}

static struct str
field(const char *text, size_t at, size_t n)
{
	return trim((struct str){ text + at, n });
}

/* A number as people write them into headers: "+1", "100.00", "-1". */
static bool
decimal(struct str s, int64_t *mantissa, int *decimals)
{
	if (s.n > 1 && s.p[0] == '+')
		s.p++, s.n--;
	return num_get_dec(s, mantissa, decimals);
}

static bool
integer(struct str s, int64_t *v)
{
	int decimals;

	return decimal(s, v, &decimals) && decimals == 0;
}

static bool
is_edf(struct str s)
{
	if (s.n == 0 || s.p[0] != '0')
		return false;
	for (size_t i = 1; i < s.n && i < 8; i++)
		if (s.p[i] != ' ' && s.p[i] != '\0')
			return false;
	return true;
}

static bool
is_bdf(struct str s)
{
	static const char magic[] = "\xff"
				    "BIOSEMI";

	return s.n && memcmp(s.p, magic, s.n < 8 ? s.n : 8) == 0;
}

int
edf_probe(struct str head, bool end)
{
	int64_t n;

	if (!is_edf(head) && !is_bdf(head))
		return 0;
	if (head.n < EDF_PART)
		return !end ? -1 : head.n >= 8 && is_bdf(head);
	if (is_bdf(head))
		return 1;
	/* A "0" and blanks may begin many a file; that these are numbers, too, few. */
	return integer(field(head.p, EDF_LENGTH_AT, 8), &n) && integer(field(head.p, 252, 4), &n);
}

/* dd.mm.yy, hh.mm.ss: any one character between, blanks for leading zeros. */
static bool
three(struct str s, int64_t *a, int64_t *b, int64_t *c)
{
	int64_t *to[] = { a, b, c };

	if (s.n != 8)
		return false;
	for (int i = 0; i < 3; i++) {
		struct str part = field(s.p, (size_t)i * 3, 2);

		if (!integer(part, to[i]) || *to[i] < 0)
			return false;
	}
	return true;
}

static bool
civil(int64_t year, int64_t month, int64_t day, int64_t *us)
{
	static const int64_t lengths[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month < 1 || month > 12 || day < 1 || day > lengths[month - 1] || (month == 2 && day == 29 && !leap))
		return false;
	*us = tm_days((int)year, (unsigned)month, (unsigned)day) * 86400 * TM_S;
	return true;
}

/* "02-AUG-1999" */
static bool
long_date(struct str s, int64_t *us)
{
	static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
	int64_t day, year;

	if (s.n != 11 || s.p[2] != '-' || s.p[6] != '-' || !integer(field(s.p, 0, 2), &day) || !integer(field(s.p, 7, 4), &year))
		return false;
	for (int64_t m = 0; m < 12; m++)
		if (strncmp(s.p + 3, months + 3 * m, 3) == 0)
			return civil(year, m + 1, day, us);
	return false;
}

static void
start(struct edf_head *h)
{
	int64_t day, month, year, hour, minute, second, date;
	struct str rest = h->recording;

	if (h->plus && str_is(str_cut(&rest, ' '), "Startdate") && rest.p)
		h->startdate = str_cut(&rest, ' ');
	if (!three(h->time, &hour, &minute, &second) || hour > 23 || minute > 59 || second > 59)
		return;
	/* Of an EDF+ file whose Startdate is X the date is not known: what stands in the short field is a placeholder. */
	if (str_is(h->startdate, "X"))
		return;
	if (!long_date(h->startdate, &date) &&
		(!three(h->date, &day, &month, &year) || !civil(year + (year >= PIVOT ? 1900 : 2000), month, day, &date)))
		return;
	h->has_start = true;
	h->start_us = date + ((hour * 60 + minute) * 60 + second) * TM_S;
}

static bool
wrong(char *why, const char *what)
{
	(void)str_copy(why, EDF_WHY, str_of(what));
	return false;
}

bool
edf_recording(struct edf_head *h, const char *text, char *why)
{
	struct str version = { text, 8 };
	int64_t duration;
	int decimals;

	*h = (struct edf_head){ .bdf = is_bdf(version), .said = -1, .records = -1 };
	if (!h->bdf && !is_edf(version))
		return wrong(why, "no EDF or BDF header");
	h->width = h->bdf ? 3 : 2;
	h->patient = field(text, 8, 80);
	h->recording = field(text, 88, 80);
	h->date = (struct str){ text + 168, 8 };
	h->time = (struct str){ text + 176, 8 };
	h->reserved = field(text, 192, 44);
	h->plus = str_starts(h->reserved, STR("EDF+")) || str_starts(h->reserved, STR("BDF+"));
	h->gaps = h->plus && h->reserved.n > 4 && h->reserved.p[4] == 'D';
	(void)integer(field(text, EDF_LENGTH_AT, 8), &h->said);
	if (!integer(field(text, EDF_RECORDS_AT, 8), &h->records) || h->records < -1) {
		h->records = -1;
		h->records_odd = true;
	}
	if (!integer(field(text, 252, 4), &h->nsignals) || h->nsignals < 0 || h->nsignals > EDF_SIGNALS)
		return wrong(why, "the number of signals is none from 0 to 4096");
	if (!decimal(field(text, 244, 8), &duration, &decimals) || decimals > DURATION_DECIMALS || duration < 0 ||
		duration > INT64_C(99999999) * tens[decimals])
		return wrong(why, "the duration of a data record is no number of seconds");
	h->duration_ns = duration * tens[DURATION_DECIMALS - decimals];
	start(h);
	return true;
}

/* gain = (dmax − dmin) / (pmax − pmin), base = (dmin × (pmax − pmin) − pmin × (dmax − dmin)) / (pmax − pmin), in integers up to the
 * division: both are rounded once. False where there is no such line, or the header's order of the limits leaves it open which. */
static bool
calibrate(struct edf_signal *s)
{
	__int128 min, max, range, counts;
	int64_t pmin, pmax, dmin, dmax;
	int a, b;

	if (!decimal(s->physical_min, &pmin, &a) || !decimal(s->physical_max, &pmax, &b) || !integer(s->digital_min, &dmin) ||
		!integer(s->digital_max, &dmax) || dmin >= dmax)
		return false;
	/* Eight characters: at most eight digits and seven places. An exponent may ask for more. */
	if (a > 9 || b > 9)
		return false;
	min = (__int128)pmin * (b > a ? tens[b - a] : 1);
	max = (__int128)pmax * (a > b ? tens[a - b] : 1);
	a = a > b ? a : b;
	range = max - min;
	counts = dmax - dmin;
	if (range == 0 || min > INT64_MAX || min < -INT64_MAX || max > INT64_MAX || max < -INT64_MAX)
		return false;
	s->gain = (double)(counts * tens[a]) / (double)range;
	s->base = (double)(dmin * range - min * counts) / (double)range;
	return true;
}

bool
edf_signals(struct edf_head *h, const char *text, char *why)
{
	/* Each field stands for all signals in turn. */
	static const size_t width[] = { 16, 80, 8, 8, 8, 8, 8, 80, 8, 32 };
	const size_t n = (size_t)h->nsignals;

	h->record_bytes = 0;
	for (size_t i = 0; i < n; i++) {
		struct edf_signal *s = &h->signal[i];
		struct str v[10];
		size_t at = 0;

		for (size_t k = 0; k < 10; k++) {
			v[k] = field(text, at + i * width[k], width[k]);
			at += width[k] * n;
		}
		*s = (struct edf_signal){ .label = v[0],
			.transducer = v[1],
			.unit = v[2],
			.physical_min = v[3],
			.physical_max = v[4],
			.digital_min = v[5],
			.digital_max = v[6],
			.prefilter = v[7],
			.reserved = v[9],
			.at = h->record_bytes,
			.gain = 1 };
		s->marks = str_is(s->label, "EDF Annotations") || str_is(s->label, "BDF Annotations");
		if (!integer(v[8], &s->samples) || s->samples < 0)
			return wrong(why, "the samples of a signal in a data record are no count");
		s->calibrated = calibrate(s);
		if (s->samples > SIGNAL_BYTES || (h->record_bytes += s->samples * h->width) > SIGNAL_BYTES)
			return wrong(why, "a data record of over 64 MiB is not read");
	}
	return true;
}

bool
edf_rate(const struct edf_head *h, const struct edf_signal *s, struct rate *rate)
{
	int64_t num, den = h->duration_ns, a, b;

	if (h->duration_ns == 0 || s->samples == 0 || s->samples > INT64_MAX / tens[DURATION_DECIMALS])
		return false;
	a = num = s->samples * tens[DURATION_DECIMALS];
	b = den;
	while (b) { /* greatest common divisor */
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	*rate = (struct rate){ num / a, den / a };
	return rate->num / rate->den <= RATE_MOST && rate->num <= INT64_C(1000000000000) && rate->den <= INT64_C(1000000000000);
}
