#include "format/annot_of.h"

#include "core/num.h"

#include <math.h>

enum { VF_ON = 32, VF_OFF = 33 };

bool
annot_of_rate(const struct rec *r, struct rate *fs)
{
	int64_t index;
	return num_get_i64(rec_key(r, STR("index")), &index) && rate_get(rec_key(r, STR("fs")), fs);
}

int64_t
annot_convert(int64_t sample, struct rate from, struct rate to)
{
	if (from.num == to.num && from.den == to.den)
		return sample;
	/* Exact wherever the products are whole below 2^53: one rounding, by the division. */
	double v = floor((double)sample * ((double)to.num * (double)from.den) / ((double)to.den * (double)from.num) + 0.5);
	return v > 4e18 ? INT64_C(4000000000000000000) : v < -4e18 ? -INT64_C(4000000000000000000) : (int64_t)v;
}

static int64_t
sample_of(const struct rec *r, int64_t t0, struct rate fs)
{
	struct rate own;
	int64_t index, time;
	if (annot_of_rate(r, &own) && num_get_i64(rec_key(r, STR("index")), &index))
		return annot_convert(index, own, fs);
	/* What was recognised late tells where it began. */
	if (str_is(rec_key(r, STR("edge")), "end") || !tm_get(rec_key(r, STR("since")), &time))
		time = r->time;
	return rate_samples(fs, time - t0);
}

static int
small(const struct rec *r, struct str key, int low, int high)
{
	int64_t v;
	return num_get_i64(rec_key(r, key), &v) && v >= low && v <= high ? (int)v : 0;
}

/* The type of a mnemonic or number; -1. */
static int
type_of(struct str code)
{
	int64_t v;
	for (int i = 1; i < ANNOT_TYPES; i++)
		if (annot_types[i].mnemonic && str_is(code, annot_types[i].mnemonic))
			return i;
	return num_get_i64(code, &v) && v > 0 && v < ANNOT_TYPES ? (int)v : -1;
}

static void
text_of(const struct rec *r, struct annot_text *t, struct annot *a)
{
	struct str text = rec_key(r, STR("text"));
	if (text.p)
		a->aux = (struct str){ t->bytes, rec_text(t->bytes, sizeof(t->bytes), text) };
}

/* "(" and the label. */
static void
rhythm(const struct rec *r, struct annot_text *t, struct annot *a)
{
	text_of(r, t, a);
	if (a->aux.n || str_is(r->u.ann.label, "rhythm"))
		return;
	t->bytes[0] = '(';
	a->aux = (struct str){ t->bytes, 1 + rec_text(t->bytes + 1, sizeof(t->bytes) - 1, r->u.ann.label) };
}

/* One that was decoded from an annotation file. */
static size_t
decoded(const struct rec *r, int type, struct annot_text *t, struct annot_of *o)
{
	const bool end = str_is(rec_key(r, STR("edge")), "end");
	o->a.type = type;
	switch (annot_types[type].class) {
	case ANNOT_RHYTHM:
		if (end) { /* of one that is followed by the next; or by none, then the text says so */
			text_of(r, t, &o->a);
			return o->a.aux.n ? 1 : 0;
		}
		rhythm(r, t, &o->a);
		return 1;
	case ANNOT_QUALITY:
		text_of(r, t, &o->a);
		return end && o->a.sub ? 0 : 1; /* the one that ends it begins the next */
	case ANNOT_VF_ON:
		text_of(r, t, &o->a);
		return end ? 0 : 1;
	case ANNOT_NONE:
		o->name = r->u.ann.label;
		text_of(r, t, &o->a);
		return 1;
	case ANNOT_BEAT:
	case ANNOT_POINT:
	case ANNOT_VF_OFF:
		text_of(r, t, &o->a);
		return 1;
	}
	return 0;
}

/* Labels of intervals that annotation files have a type for: those of PhysioNet's rhythm annotations, and what iomt names so. */
static const char *const rhythms[] = { "AB", "AFIB", "AFL", "B", "BI", "BII", "HGEA", "IVR", "N", "NOD", "P", "PREX", "SBR", "SVTA",
	"T", "VER", "VFIB", "VFL", "VT", "SAB", "PAUSE", NULL };

static int
interval_type(struct str label)
{
	if (str_is(label, "VF"))
		return VF_ON;
	if (str_is(label, "noise") || str_is(label, "unreadable") || str_is(label, "shutdown"))
		return ANNOT_NOISE;
	for (const char *const *p = rhythms; *p; p++)
		if (str_is(label, *p))
			return ANNOT_RHYTHM_TYPE;
	return ANNOT_NOTE;
}

static void
ends(struct annot_of *o, int type)
{
	o->a.type = type == VF_ON ? VF_OFF : type;
	o->a.sub = 0;
	o->soft = type != VF_ON;
	o->a.aux = type == ANNOT_RHYTHM_TYPE ? STR("(") : (struct str){ NULL, 0 };
}

/* An `ann` of another origin. */
static size_t
foreign(const struct rec *r, struct rate fs, struct annot_text *t, struct annot_of out[ANNOT_OF])
{
	const int type = interval_type(r->u.ann.label);
	double duration = 0;
	struct annot_of *o = &out[0];
	bool known = num_get_f64(r->u.ann.duration, &duration);
	if (str_is(rec_key(r, STR("edge")), "end")) {
		if (type == ANNOT_NOTE)
			return 0;
		ends(o, type);
		return 1;
	}
	o->a.type = type;
	if (type == ANNOT_RHYTHM_TYPE) {
		rhythm(r, t, &o->a);
	} else if (type == ANNOT_NOISE) {
		if (!o->a.sub)
			o->a.sub = str_is(r->u.ann.label, "noise") ? 1 : ANNOT_SHUTDOWN;
		text_of(r, t, &o->a);
	} else if (type == ANNOT_NOTE) { /* the label is all that it says */
		o->a.aux = (struct str){ t->bytes, rec_text(t->bytes, sizeof(t->bytes), r->u.ann.label) };
	} else {
		text_of(r, t, &o->a);
	}
	if (!known || !(duration > 0) || duration > 1e9 || type == ANNOT_NOTE)
		return 1;
	out[1].a = (struct annot){
		.sample = o->a.sample + rate_samples(fs, (int64_t)floor(duration * 1e6 + 0.5)), .chan = o->a.chan, .num = o->a.num
	};
	ends(&out[1], type);
	return 2;
}

size_t
annot_of(const struct rec *r, int64_t t0, struct rate fs, struct annot_text *text, struct annot_of out[ANNOT_OF])
{
	struct annot_of *o = &out[0];
	out[0] = out[1] = (struct annot_of){ .soft = false };
	o->a.sample = sample_of(r, t0, fs);
	o->a.sub = small(r, STR("sub"), -128, 127);
	o->a.chan = small(r, STR("chan"), 0, 255);
	o->a.num = small(r, STR("num"), -128, 127);
	if (r->type == REC_BEAT) {
		int type = type_of(r->u.beat.code);
		o->a.type = type > 0 && annot_types[type].class == ANNOT_BEAT ? type : ANNOT_UNCLASSIFIED;
		text_of(r, text, &o->a);
		return 1;
	}
	struct str code = rec_key(r, STR("code"));
	char plain[8];
	if (code.p) {
		code = (struct str){ plain, rec_text(plain, sizeof(plain), code) };
		int type = type_of(code);
		if (type > 0)
			return decoded(r, type, text, o);
		if (str_is(code, "0"))
			return 0; /* of no type: it has no form in a file */
	}
	return foreign(r, fs, text, out);
}
