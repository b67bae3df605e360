/* Channels of device/emit.h: what a sample of a waveform becomes, and what can differ from the device's table. */
#include "device/emit.h"

static int64_t
at_least(int64_t v, int64_t least)
{
	return v < least ? least : v;
}

bool
emit_wanted(const struct dev_emit *e, struct str signal)
{
	return e->sink->only.p == NULL || rec_match(e->sink->only, str_of(e->source), signal);
}

static struct rate
rate_of(const struct dev_emit *e, unsigned i)
{
	struct rate device = e->dev->rate, own = e->dev->waves[i].rate;
	return device.num == own.num && device.den == own.den ? e->rate : own;
}

/* The channel's next index after `lost` periods of the device. */
static void
skip_wave(struct dev_emit *e, unsigned i, int64_t lost)
{
	struct rate device = e->rate, own = rate_of(e, i);
	struct wavew *v = e->wave[i];
	if (device.num != own.num || device.den != own.den)
		lost = at_least(rate_samples(own, rate_us(device, lost)), 1);
	wavew_seek(v, e->sink->w, v->index + lost, e->now);
}

void
emit_skip_waves(struct dev_emit *e, int64_t lost)
{
	for (unsigned i = 0; i < DEV_WAVES; i++)
		if (e->wave[i] != NULL && !e->dev->waves[i].loose)
			skip_wave(e, i, lost);
}

static void
begin(struct dev_emit *e, unsigned i, struct wavew *v, int64_t index)
{
	const struct dev_wave *d = &e->dev->waves[i];
	const struct emit_name *name = &e->wave_name[i];
	bool named = name->signal[0] != '\0';
	wavew_start(v, str_of(e->source), str_of(named ? name->signal : d->signal), named ? name->unit : d->unit, rate_of(e, i),
		e->gain[i] != 0 ? e->gain[i] : d->gain, e->gain[i] != 0 ? e->base[i] : d->base, true);
	wavew_seek(v, e->sink->w, index, e->now);
}

/* The channel's block, made at its first sample. */
static struct wavew *
channel(struct dev_emit *e, unsigned i)
{
	unsigned bit = 1u << i;
	if (e->wave[i] != NULL || (e->known & bit))
		return e->wave[i];
	e->known |= bit;
	struct str signal = str_of(e->wave_name[i].signal[0] != '\0' ? e->wave_name[i].signal : e->dev->waves[i].signal);
	if (!emit_wanted(e, signal))
		return NULL;
	struct wavew *v = map_get(&e->sink->waves, str_of(e->source), signal, NULL);
	/* A source can have two pipes, each with its decoder; one signal comes from one of them. */
	if (v == NULL || v->block != 0) {
		emit_event(e, "unsupported",
			v == NULL ? STR("too many channels: one is not written")
				  : STR("a second pipe gives the same signal: it is not written"));
		return NULL;
	}
	begin(e, i, v, rate_samples(rate_of(e, i), rate_us(e->rate, e->index)));
	e->wave[i] = v;
	return v;
}

static void
add(struct dev_emit *e, struct wavew *v, unsigned wave, int32_t count)
{
	if (v->n == 0) {
		wavew_anchor(v, v->index, e->now);
		v->flags = 0;
	}
	v->flags |= emit_wave_flags(e, wave) & FLAG_OFF;
	wavew_add(v, e->sink->w, count);
}

void
emit_wave(struct dev_emit *e, unsigned wave, int32_t count)
{
	struct wavew *v = channel(e, wave);
	if (v != NULL)
		add(e, v, wave, count);
}

void
emit_wave_at(struct dev_emit *e, unsigned wave, int64_t index, int32_t count)
{
	bool fresh = e->wave[wave] == NULL;
	struct wavew *v = channel(e, wave);
	if (v == NULL)
		return;
	if (fresh || index > v->index)
		wavew_seek(v, e->sink->w, index, e->now);
	add(e, v, wave, count);
}

void
emit_gain(struct dev_emit *e, unsigned wave, double gain)
{
	struct wavew *v = e->wave[wave];
	double is = e->gain[wave] != 0 ? e->gain[wave] : e->dev->waves[wave].gain;
	e->gain[wave] = gain;
	if (v == NULL || gain == is)
		return;
	wavew_flush(v, e->sink->w);
	begin(e, wave, v, v->index);
}

void
emit_base(struct dev_emit *e, unsigned wave, double base)
{
	e->base[wave] = base;
}

static void
name(struct emit_name *n, struct str signal, struct str unit)
{
	str_copy(n->signal, sizeof n->signal, signal);
	str_copy(n->unit, sizeof n->unit, unit);
}

void
emit_name_wave(struct dev_emit *e, unsigned wave, struct str signal, struct str unit)
{
	name(&e->wave_name[wave], signal, unit);
}

void
emit_name_num(struct dev_emit *e, unsigned num, struct str signal, struct str unit)
{
	name(&e->num_name[num], signal, unit);
}

void
emit_refuse(struct dev_emit *e, const char *why)
{
	emit_event(e, "unsupported", str_of(why));
	e->sink->refused++;
}
