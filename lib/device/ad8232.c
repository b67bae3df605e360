/* SparkFun AD8232 heart monitor with its sketch (Heart_Rate_Display_Arduino): 9600 baud, a line a sample.
 *
 *	345       the converter's count, 0..1023 (boards of 12 bits: to 4095); copies print several channels, commas between
 *	!         an electrode is off (LO+ or LO-)
 *
 * What the lines of numbers.c may be holds here too. The sketch waits 1 ms between samples, but 9600 baud carry about 190 lines of
 * three digits a second, and lines of other lengths take other times: the rate is not constant. It is taken for 190 a second unless
 * --fs says another (250 for copies with 115200 baud and delay(4)); `rate` of `stat` is what came. Uncalibrated: unit 1. Documented:
 * sparkfun/AD8232_Heart_Rate_Monitor. Guessed: the rate, as said. */
#include "device/numbers.h"

static void
setup(void *state, struct dev_emit *e, const struct dev_options *o)
{
	struct numbers *s = state;
	s->paced = s->leads = true;
	numbers_columns(s, e, o->columns[0] != '\0' ? o->columns : "ecg");
}

static const struct dev_wave waves[] = {
	{ .signal = "ecg", .unit = "1", .rate = { 190, 1 }, .gain = 1 },
	{ .signal = "wave:2", .unit = "1", .rate = { 190, 1 }, .gain = 1 },
	{ .signal = "wave:3", .unit = "1", .rate = { 190, 1 }, .gain = 1 },
	{ .signal = "wave:4", .unit = "1", .rate = { 190, 1 }, .gain = 1 },
	{ .signal = NULL },
};

static const char *
wrong(const struct dev_options *o)
{
	const char *why = numbers_wrong(o);
	if (why == NULL && o->columns[0] != '\0' && columns_count(o->columns, &why) > 4)
		return "--columns: ad8232 has up to 4 (-d numbers takes more)";
	return why;
}

extern const struct device dev_ad8232;
const struct device dev_ad8232 = {
	.name = "ad8232",
	.title = "SparkFun AD8232 heart monitor and copies: a count a line",
	.gives = "ecg wave",
	.check = "none",
	.status = "computed",
	.download = "no",
	.baud = 9600,
	.framing = "8N1",
	.rate = { 190, 1 },
	.length = 5,
	.waves = waves,
	.state_size = sizeof(struct numbers),
	.frame = numbers_frame,
	.why = numbers_why,
	.parse = numbers_parse,
	.trace = numbers_trace,
	.takes_fs = true,
	.takes_columns = true,
	.wrong = wrong,
	.setup = setup,
};
