/* A whole EDF file: byte 0 chooses pieces and options, the rest is the file; byte 1, where it is 0, 1 or 2, stands for a valid recording's part
 * (EDF, EDF+D, BDF), so that inputs stay small. In pieces and whole must give the same records, and every line must be one. */
#include "record/samples.h"

#define KIT_FORMAT "edf"
#include "wfdb_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_BYTES = 16384, STEPS = 200 };

static void
check(const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		int32_t s[SMP_BLOCK];
		struct rec r;

		if (!lf || lf - text >= REC_LINE || rec_parse(&r, (struct str){ text, (size_t)(lf - text) }) != NULL)
			abort();
		if (r.type == REC_WAVE &&
			(smp_get(r.u.wave.samples, s, SMP_BLOCK) <= 0 || !rec_signal_ok(r.signal) || !rec_source_ok(r.source)))
			abort();
		text = lf + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const version[] = { "0       ", "0       ", "\377BIOSEMI" };
	static const char *const reserved[] = { "", "EDF+D", "BDF+C" };
	static uint8_t file[FILE_BYTES + 256];
	struct kit k = { .steps = STEPS };
	char *whole, *pieces;
	size_t n, m, used = 0;

	if (size < 2)
		return 0;
	k.select = data[0] & 1 ? "ecg,eeg:*" : NULL;
	if (data[0] & 2)
		k.from = (struct opt_position){ true, false, 1500000 };
	if (data[0] & 4)
		k.to = (struct opt_position){ true, false, 3000000 };
	k.anonymous = data[0] & 8;
	if (data[1] < 3) {
		/* behind it: records, duration (8 bytes each), number of signals (4) */
		memset(file, ' ', 256);
		memcpy(file, version[data[1]], 8);
		memcpy(file + 168, "02.08.9923.59.58", 16);
		memcpy(file + 184, "512", 3);
		memcpy(file + 192, reserved[data[1]], strlen(reserved[data[1]]));
		data += 2;
		size -= 2;
		used = size < 20 ? size : 20;
		memcpy(file + 236, data, used);
		data += used;
		size -= used;
		used = 256;
	} else {
		data++;
		size--;
	}
	if (size > FILE_BYTES)
		size = FILE_BYTES;
	memcpy(file + used, data, size);
	k.header = (struct kit_file){ "kit.edf", file, used + size };
	whole = kit_run(&k, &n);
	check(whole, n);
	k.piece = 1 + (n & 15);
	pieces = kit_run(&k, &m);
	if (n != m || memcmp(whole, pieces, n) != 0)
		abort();
	free(whole);
	free(pieces);
	return 0;
}
