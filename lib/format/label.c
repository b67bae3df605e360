#include "format/label.h"

#include "core/num.h"

#include <stdbool.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool
is_alnum(char c)
{
	c = lower(c);
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* Like strcasecmp(a, z) == 0. */
static bool
same(struct str a, const char *z)
{
	size_t i = 0;

	for (; i < a.n && z[i]; i++)
		if (lower(a.p[i]) != lower(z[i]))
			return false;
	return i == a.n && !z[i];
}

static bool
one_of(struct str word, const char *const *list)
{
	for (; *list; list++)
		if (same(word, *list))
			return true;
	return false;
}

enum quantity { ANY, VOLTAGE, PRESSURE, CONDUCTANCE };

static enum quantity
quantity_of(struct str unit)
{
	static const char *const volts[] = { "mV", "uV", "V", "nV", NULL };
	static const char *const pressures[] = { "mm[Hg]", "kPa", "cm[H2O]", NULL };
	static const char *const siemens[] = { "uS", "nS", "S", NULL };

	for (const char *const *u = volts; *u; u++)
		if (str_is(unit, *u))
			return VOLTAGE;
	for (const char *const *u = pressures; *u; u++)
		if (str_is(unit, *u))
			return PRESSURE;
	for (const char *const *u = siemens; *u; u++)
		if (str_is(unit, *u))
			return CONDUCTANCE;
	return ANY;
}

/* Words that may stand anywhere in a label ("ECG lead II", "Resp. Imp."), the first row that fits wins. Words are runs of letters
 * and digits; digits at the end of the label's word are ignored (ECG1). */
static const struct {
	const char *word;
	enum quantity quantity;
	const char *signal;
} by_word[] = {
	{ "ecg", VOLTAGE, "ecg" },
	{ "ekg", VOLTAGE, "ecg" },
	{ "eeg", VOLTAGE, "eeg" },
	{ "emg", VOLTAGE, "emg" },
	{ "eog", VOLTAGE, "eog" },
	{ "abp", PRESSURE, "abp" },
	{ "art", PRESSURE, "abp" },
	{ "bp", PRESSURE, "abp" },
	{ "pleth", ANY, "pleth" },
	{ "ppg", ANY, "pleth" },
	{ "resp", ANY, "resp" },
	{ "respiration", ANY, "resp" },
	{ "gsr", ANY, "eda" },
	{ "eda", ANY, "eda" },
	{ "accelerometer", ANY, "acc" },
	{ "acc", ANY, "acc" },
};

/* Whole labels: the names of ECG leads in PhysioNet's headers and in the ten-lead Holter and stress-test literature. */
static const char *const leads[] = { "I", "II", "III", "aVR", "aVL", "aVF", "aVR+", "V", "V1", "V2", "V3", "V4", "V5", "V6", "V7",
	"V8", "V9", "V3R", "V4R", "V5R", "MLI", "MLII", "MLIII", "ML2", "ML5", "MV1", "MV2", "MV5", "MCL", "MCL1", "MCL3", "MCL5",
	"MCL6", "CM1", "CM2", "CM4", "CM5", "CC5", "CL2", "CL3", "CL5", "CS1", "CS12", "CS34", "CS56", "D1", "D2", "D3", "D4",
	"mod.V1", "V1-V2", "V2-V3", "V4-V5", "vx", "vy", "vz", "lead I", "lead II", "lead III", NULL };

/* Electrodes of the 10-20 system and its extension; a label is one, or two with '-' between ("Fp2-F4"). */
static const char *const electrodes[] = { "Fp1", "Fp2", "Fpz", "F3", "F4", "F7", "F8", "Fz", "C3", "C4", "Cz", "T3", "T4", "T5",
	"T6", "T7", "T8", "P3", "P4", "P7", "P8", "Pz", "O1", "O2", "Oz", "A1", "A2", "M1", "M2", NULL };

static bool
is_eeg(struct str label)
{
	struct str first = label;
	const char *dash = label.n ? memchr(label.p, '-', label.n) : NULL;

	if (dash) {
		first.n = (size_t)(dash - label.p);
		return one_of(first, electrodes) && one_of((struct str){ dash + 1, label.n - first.n - 1 }, electrodes);
	}
	/* A lone A1 or M1 is as likely something else. */
	return one_of(first, electrodes) && lower(first.p[0]) != 'a' && lower(first.p[0]) != 'm';
}

const char *
label_signal(struct str label, struct str unit)
{
	enum quantity q = quantity_of(unit);
	size_t at = 0;

	label = str_trim(label);
	if (q == VOLTAGE && one_of(label, leads))
		return "ecg";
	if (q == VOLTAGE && is_eeg(label))
		return "eeg";
	while (at < label.n) {
		struct str word = { label.p + at, 0 };

		while (at < label.n && is_alnum(label.p[at])) {
			at++;
			word.n++;
		}
		while (word.n > 1 && word.p[word.n - 1] >= '0' && word.p[word.n - 1] <= '9')
			word.n--;
		for (size_t i = 0; i < sizeof(by_word) / sizeof(by_word[0]); i++)
			if (same(word, by_word[i].word) && (by_word[i].quantity == ANY || by_word[i].quantity == q))
				return by_word[i].signal;
		at++;
	}
	return "wave";
}

static const struct {
	const char *given, *ucum;
} units[] = {
	{ "mmHg", "mm[Hg]" },
	{ "cmH2O", "cm[H2O]" },
	{ "degC", "Cel" },
	{ "degrees_C", "Cel" },
	{ "celsius", "Cel" },
	{ "degF", "[degF]" },
	{ "degrees", "deg" },
	{ "bpm", "/min" },
	{ "NU", "1" },
	{ "nd", "1" },
	{ "adu", "1" },
	{ "percent", "%" },
	{ "pm", "/min" },
	{ "volts", "V" },
	{ "mvolts", "mV" },
	{ "uvolts", "uV" },
};

static size_t
append(char *dst, size_t n, const char *word)
{
	while (*word && n < LABEL_UNIT - 1)
		dst[n++] = *word++;
	return n;
}

void
label_unit(char *dst, struct str unit)
{
	size_t n = 0;

	unit = str_trim(unit);
	for (size_t i = 0; i < unit.n && n < LABEL_UNIT - 1; i++) {
		unsigned char c = (unsigned char)unit.p[i], d = i + 1 < unit.n ? (unsigned char)unit.p[i + 1] : 0;

		if ((c == 0xc2 && d == 0xb5) || (c == 0xce && d == 0xbc)) { /* U+00B5, U+03BC */
			dst[n++] = 'u';
			i++;
		} else if (c == 0xc2 && d == 0xb0) { /* the degree sign in UTF-8 */
			n = append(dst, n, "deg");
			i++;
		} else if (c == 0xb5) { /* the micro sign in Latin-1 */
			dst[n++] = 'u';
		} else if (c == 0xb0) { /* and the degree sign */
			n = append(dst, n, "deg");
		} else if (c > ' ' && c <= '~' && c != '\\') {
			dst[n++] = (char)c;
		} else {
			dst[n++] = '_';
		}
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (same((struct str){ dst, n }, units[i].given))
			n = append(dst, 0, units[i].ucum);
	if (!n)
		n = append(dst, 0, "1");
	dst[n] = '\0';
}

void
label_channel(char *names, size_t stride, size_t i, struct str label, struct str unit)
{
	char *name = names + i * stride, instance[REC_INSTANCE + 1], number[24];
	const char *signal = label_signal(label, unit);
	size_t n = strlen(signal), m;
	int same = 1;

	if (!label.n)
		label = (struct str){ number, (size_t)(num_put_u64(number, i + 1) - number) };
	rec_instance(instance, label);
	m = strlen(instance);
	memcpy(name, signal, n);
	name[n++] = ':';
	memcpy(name + n, instance, m + 1);
	for (size_t k = 0; k < i; k++) {
		char suffix[24] = "#";

		if (strcmp(names + k * stride, name) != 0)
			continue;
		*num_put_u64(suffix + 1, (uint64_t)++same) = '\0';
		if (m > REC_INSTANCE - strlen(suffix))
			m = REC_INSTANCE - strlen(suffix);
		memcpy(name + n + m, suffix, strlen(suffix) + 1);
		k = (size_t)-1; /* the new name may be taken, too */
	}
}
