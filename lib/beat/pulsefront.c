#include "beat/pulsefront.h"

#include "record/samples.h"

#include <math.h>
#include <string.h>

bool
pulsefront_start(struct pulsefront *f, struct rate fs)
{
	memset(f, 0, sizeof *f);
	if (fs.num <= 0 || fs.den <= 0 || fs.den > 1000000 || fs.num > 100000000000 || fs.num < 20 * fs.den ||
		fs.num > 100000 * fs.den)
		return false;
	f->den = PULSEFRONT_RATE * fs.den;
	f->step = fs.num / f->den;
	f->step_rem = fs.num % f->den;
	f->width = (double)fs.num / (double)f->den;
	f->next = f->step;
	f->rem = f->step_rem;
	f->bridge = fs.num / (10 * fs.den);
	return true;
}

double
pulsefront_input(const struct pulsefront *f, double i)
{
	return (i + 0.5) * f->width;
}

int64_t
pulsefront_window(const struct pulsefront *f, int64_t index)
{
	return (int64_t)floor((double)index / f->width);
}

/* One input sample as a level: missing ones and those beyond the range held, the offset after a break adjusted. */
static int64_t
admit(struct pulsefront *f, int32_t x)
{
	if (smp_is_count(x)) {
		if (f->missing > f->bridge || f->at == f->missing)
			f->offset = f->last - x;
		f->missing = 0;
		f->held = x;
	} else if (x == SMP_E) {
		f->missing++;
		f->lost++;
	} else {
		f->beyond++;
		if (f->at == f->missing) /* no level to hold yet */
			f->missing++;
	}
	return (int64_t)f->held + f->offset;
}

/* The window that ends on the open line, at share k of it. */
static void
border(struct pulsefront *f, double k, struct pulsefront_out *out)
{
	double rise = (double)(f->to - f->last);

	f->area += (k - f->from) * ((double)f->last + rise * (f->from + k) / 2);
	out->y = f->area / f->width;
	out->lost = f->lost > 0;
	out->beyond = f->beyond > 0;
	f->area = 0;
	f->from = k;
	f->lost = f->missing > 0;
	f->beyond = 0;
	f->next += f->step;
	f->rem += f->step_rem;
	if (f->rem >= f->den) {
		f->rem -= f->den;
		f->next++;
	}
}

size_t
pulsefront_feed(struct pulsefront *f, const int32_t *x, size_t n, struct pulsefront_out *out, bool *made)
{
	size_t i = 0;

	*made = false;
	for (;;) {
		if (!f->open) {
			if (i == n)
				return n;
			f->to = admit(f, x[i++]);
			if (f->at == 0) { /* the first sample begins the first line */
				f->last = f->to;
				f->at = 1;
				continue;
			}
			f->open = true;
		}
		if (f->next < f->at) {
			border(f, (double)(f->next - (f->at - 1)) + (double)f->rem / (double)f->den, out);
			*made = true;
			return i;
		}
		f->area += (1 - f->from) * ((double)f->last + (double)(f->to - f->last) * (1 + f->from) / 2);
		f->from = 0;
		f->last = f->to;
		f->at++;
		f->open = false;
	}
}
