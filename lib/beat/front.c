#include "beat/front.h"

#include "record/samples.h"

#include <math.h>
#include <string.h>

enum {
	MEAN = 11,       /* slopes in the energy: 88 ms */
	EXTRA = 6,       /* bits kept below a count */
	SINK = 250,      /* the floor stays this long without a candidate */
	PEAK = 9,        /* the peak lies within this of the middle of the energy */
	CLEAN = 256,     /* samples looked at at once */
	LEAST_SWING = 3, /* counts: what moves less is the converter's last digit */
	WARM = 64        /* internal samples before the first candidate: the filters' memory */
};

bool
front_start(struct front *f, struct rate fs)
{
	memset(f, 0, sizeof *f);
	if (fs.num <= 0 || fs.den <= 0 || fs.den > 1000000 || fs.num > 100000000000 || fs.num < 20 * fs.den ||
		fs.num > 100000 * fs.den)
		return false;
	f->den = FRONT_RATE * fs.den;
	f->step = fs.num / f->den;
	f->step_rem = fs.num % f->den;
	f->next = f->step; /* the end of window 0 */
	f->rem = f->step_rem;
	f->fraction = f->step < 64 ? 10 : 6; /* so that 2^32 counts at the highest rate fit into 64 bits */
	f->inv = (double)(1 << f->fraction) / (double)f->den;
	f->shift = 2 * f->fraction + 1 - EXTRA;
	for (int64_t s = f->step; s > 1; s /= 2)
		f->shift++;
	f->bridge = fs.num / (10 * fs.den);
	/* y of LEAST_SWING counts */
	f->least = (float)((double)((int64_t)LEAST_SWING << (2 * f->fraction + 1)) / (double)(INT64_C(1) << f->shift) *
			   (double)fs.num / (double)f->den);
	/* the peak is looked for up to 0.4 s back, while CLEAN samples ahead may stand in raw */
	f->stride = 1 + fs.num * 2 / (5 * fs.den * (FRONT_RAW - CLEAN));
	return true;
}

int64_t
front_index(const struct front *f, int64_t i)
{
	/* (i + 1/2)(step + step_rem/den), the remainder in parts that do not overflow */
	int64_t whole = i * f->step + i / f->den * f->step_rem;
	int64_t rest = 2 * (i % f->den) * f->step_rem + f->step * f->den + f->step_rem;
	return whole + rest / (2 * f->den);
}

#define AT(ring, i)  ((ring)[(uint64_t)(i) % FRONT_RING])
#define SUM(ring, i) ((ring)[(uint64_t)(i) % FRONT_SUMS])

float
front_energy(const struct front *f, int64_t from, int64_t to)
{
	return (float)(int64_t)(SUM(f->esum, to) - SUM(f->esum, from)) / (float)(to - from);
}

float
front_hf(const struct front *f, int64_t from, int64_t to)
{
	return (float)(int64_t)(SUM(f->hsum, to) - SUM(f->hsum, from)) / (float)(to - from);
}

static int64_t
mag(int64_t v)
{
	return v < 0 ? -v : v;
}

/* Sum of y over from < i ≤ to. */
static int64_t
total(const struct front *f, int64_t from, int64_t to)
{
	return (int64_t)(AT(f->prefix, to) - AT(f->prefix, from));
}

/* Places the peak: the largest deflection from the straight level beside the wave; where the other side is nearly as large, the
 * side that the last candidate had. Then to the input sample. */
static void
place(struct front *f, struct front_cand *c, int64_t m)
{
	int64_t base = (total(f, m - 17, m - 9) + total(f, m + 8, m + 16)) / 16;
	float top[2] = { 0, 0 };
	int64_t where[2] = { m, m };
	for (int64_t i = m - PEAK; i <= m + PEAK; i++) {
		float v = (float)(AT(f->y, i) - base);
		int side = v < 0;
		v = fabsf(v);
		if (v > top[side]) {
			top[side] = v;
			where[side] = i;
		}
	}
	int side = top[1] > top[0];
	if (f->sign && side != (f->sign < 0) && top[!side] > 0.8f * top[side])
		side = !side;
	c->sign = side ? -1 : 1;
	c->peak = top[side];
	f->sign = c->sign;
	int64_t j = where[side];

	int64_t from = front_index(f, j - 1), to = front_index(f, j + 1), best = front_index(f, j);
	if (to >= f->at)
		to = f->at - 1;
	int64_t most = INT64_MIN;
	for (int64_t i = (from + f->stride - 1) / f->stride * f->stride; i <= to; i += f->stride) {
		int64_t v = (int64_t)f->raw[(uint64_t)(i / f->stride) % FRONT_RAW] * c->sign;
		if (v > most) {
			most = v;
			best = i;
		}
	}
	c->index = best;

	const int half = FRONT_SHAPE / 2;
	int64_t sum = total(f, j - half - 1, j + half);
	float power = 0;
	for (int i = 0; i < FRONT_SHAPE; i++) {
		float v = (float)(AT(f->y, j - half + i) * FRONT_SHAPE - sum);
		c->shape[i] = v;
		power += v * v;
	}
	float scale = power > 0 ? 1 / sqrtf(power) : 0;
	for (int i = 0; i < FRONT_SHAPE; i++)
		c->shape[i] *= scale;
}

/* Measures the candidate whose energy peaks at c; the newest internal sample is c + FRONT_NEAR. */
static __attribute__((noinline)) void /* once a beat: it would burden what runs for each sample */
measure(struct front *f, struct front_cand *c, int64_t n)
{
	int64_t m = n - FRONT_DELAY;
	memset(c, 0, sizeof *c);
	c->n = n;
	c->energy = (float)AT(f->e, n);
	int64_t up = 0, down = 0;
	for (int64_t i = n - MEAN + 1; i <= n; i++) {
		int64_t v = AT(f->d, i);
		up = v > up ? v : up;
		down = -v > down ? -v : down;
	}
	c->slope = (float)(up > down ? up : down);
	c->slope2 = (float)(up > down ? down : up);
	int64_t low = INT64_MAX, high = INT64_MIN;
	for (int64_t i = m - 10; i <= m + 10; i++) {
		int64_t v = AT(f->y, i);
		low = v < low ? v : low;
		high = v > high ? v : high;
	}
	c->swing = (float)(high - low);
	float most = 0;
	for (int64_t i = m - 6; i <= m + 5; i++) {
		int64_t v = 3 * total(f, i - 8, i + 8) - total(f, i - 24, i + 24);
		most = fmaxf(most, fabsf((float)v));
	}
	c->wide = most / 16;
	int wide = 0;
	for (int64_t i = n - 18; i <= n + 12; i++)
		wide += (float)mag(AT(f->d, i)) > 0.3f * c->slope;
	c->width = (float)wide * 8;
	int64_t before = AT(f->e, n), after = before;
	for (int64_t i = 1; i <= FRONT_NEAR; i++) {
		int64_t a = AT(f->e, n - i), b = AT(f->e, n + i);
		before = a < before ? a : before;
		after = b < after ? b : after;
		c->bad += (float)(AT(f->lost, n - i) + AT(f->lost, n + i - FRONT_DELAY));
	}
	c->before = (float)before;
	c->after = (float)after;
	c->bad /= 2 * FRONT_NEAR;
	c->hf = front_hf(f, n - 20, n + 5);
	place(f, c, m);
}

/* Is the energy at i larger than all near it? Of equals the first is. */
static bool
is_peak(const struct front *f, int64_t i)
{
	int64_t v = AT(f->e, i);
	if (v <= AT(f->e, i - 1) || v < AT(f->e, i + 1))
		return false;
	int64_t silent = (i - f->floor_n - SINK) / FRONT_RATE;
	if (v <= (silent <= 0 ? f->floor : silent > 62 ? 0 : f->floor >> silent))
		return false;
	for (int64_t k = 2; k <= FRONT_NEAR; k++)
		if (v <= AT(f->e, i - k) || v < AT(f->e, i + k))
			return false;
	return true;
}

/* One internal sample. */
static bool
step(struct front *f, int64_t y, bool lost, struct front_cand *c)
{
	int64_t n = f->n++;
	AT(f->y, n) = y;
	AT(f->lost, n) = lost;
	AT(f->prefix, n) = AT(f->prefix, n - 1) + (uint64_t)y;
	int64_t y1 = AT(f->y, n - 1), y2 = AT(f->y, n - 2), y3 = AT(f->y, n - 3), y4 = AT(f->y, n - 4), y5 = AT(f->y, n - 5);
	int64_t d = y + 2 * y1 + y2 - y3 - 2 * y4 - y5, h = mag(y - 2 * y1 + y2);
	if (n < 8)
		d = h = 0;
	f->energy += mag(d) - mag(AT(f->d, n - MEAN));
	AT(f->d, n) = d;
	AT(f->e, n) = f->energy;
	SUM(f->esum, n) = SUM(f->esum, n - 1) + (uint64_t)f->energy;
	SUM(f->hsum, n) = SUM(f->hsum, n - 1) + (uint64_t)h;
	int64_t i = n - FRONT_NEAR;
	if (i < WARM || !is_peak(f, i))
		return false;
	measure(f, c, i);
	return c->swing >= f->least;
}

/* One input sample as the front sees it: E and the values beyond the range held, the offset after a break adjusted. */
static int64_t
admit(struct front *f, int32_t x)
{
	if (smp_is_count(x)) {
		if (f->missing > f->bridge || f->at == f->missing) /* a break, or nothing before: go on from the same level */
			f->offset = f->last - x;
		f->missing = 0;
		f->held = x;
	} else if (x == SMP_E) {
		f->missing++;
		f->bad++;
	} else if (f->at == f->missing)
		f->missing++; /* a range limit before any count: no level to hold yet */
	return f->held + f->offset;
}

/* A border in the piece from f->last (sample at - 1) to v: the window that ends there. */
static bool
border(struct front *f, int64_t v, struct front_cand *c)
{
	int64_t k = (int64_t)((double)f->rem * f->inv);
	uint64_t area = (f->area << 2 * f->fraction) + (uint64_t)f->last * (uint64_t)(k << (f->fraction + 1)) +
			(uint64_t)(k * k) * (uint64_t)(v - f->last);
	int64_t y = (int64_t)(area - f->border) >> f->shift;
	bool lost = f->bad > 0;

	f->border = area;
	f->next += f->step;
	f->rem += f->step_rem;
	if (f->rem >= f->den) {
		f->rem -= f->den;
		f->next++;
	}
	f->bad = 0;
	return step(f, y, lost, c);
}

/* Whether all are counts. */
static bool
clean(const int32_t *x, size_t n)
{
	typedef int32_t four __attribute__((vector_size(16)));
	four odd = { 0 };
	bool left = false;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		four v;

		memcpy(&v, x + i, sizeof(v));
		odd |= (v == SMP_E) | (v == SMP_L) | (v == SMP_U);
	}
	for (; i < n; i++)
		left |= !smp_is_count(x[i]);
	return !left && !(odd[0] | odd[1] | odd[2] | odd[3]);
}

/* front_feed for counts only, with no break before them: the same sums, a window at a time. */
static size_t
feed_clean(struct front *f, const int32_t *x, size_t n, struct front_cand *c, bool *found)
{
	size_t i = 0, at = (uint64_t)f->at % FRONT_RAW, room = FRONT_RAW - at;
	int made = 0;

	memcpy(f->raw + at, x, (n < room ? n : room) * sizeof(*x));
	if (n > room)
		memcpy(f->raw, x + room, (n - room) * sizeof(*x));
	while (i < n && made < FRONT_STEP && !*found) {
		/* samples at … next lie before the border, next + 1 behind it */
		size_t plain = (size_t)(f->next + 1 - f->at);

		if (plain > n - i)
			plain = n - i;
		for (size_t end = i + plain; i < end; i++) {
			int64_t v = x[i] + f->offset;

			f->area += (uint64_t)f->last + (uint64_t)v;
			f->last = v;
		}
		f->at += (int64_t)plain;
		if (i == n)
			break;
		int64_t v = x[i] + f->offset;

		while (f->at > f->next) {
			made++;
			if (border(f, v, c))
				*found = true;
		}
		f->area += (uint64_t)f->last + (uint64_t)v;
		f->last = v;
		f->at++;
		i++;
	}
	if (i)
		f->held = x[i - 1];
	return i;
}

size_t
front_feed(struct front *f, const int32_t *x, size_t n, struct front_cand *c, bool *found)
{
	int made = 0;
	size_t i = 0;

	*found = false;
	if (n > CLEAN)
		n = CLEAN;
	if (f->missing == 0 && f->at > 0 && f->stride == 1 && clean(x, n))
		return feed_clean(f, x, n, c, found);
	while (i < n && made < FRONT_STEP && !*found) {
		int64_t v = admit(f, x[i]);

		if (f->phase == 0) {
			f->raw[(uint64_t)(f->at / f->stride) % FRONT_RAW] = f->held;
			f->phase = f->stride;
		}
		f->phase--;
		i++;
		while (f->at > f->next) { /* borders in the piece that ends here */
			made++;
			if (border(f, v, c)) /* at most one: candidates are FRONT_NEAR apart */
				*found = true;
		}
		f->area += (uint64_t)f->last + (uint64_t)v;
		f->last = v;
		f->at++;
	}
	return i;
}
