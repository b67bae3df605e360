/* A whole record: byte 0 chooses pieces and options, the text up to a NUL is the header (and, behind a byte 1, that of
 * every segment), then a byte says how many bytes are the
 * annotation file, the rest is every signal file. In pieces and whole must give the same records, and every line must be one. */
#include "record/samples.h"
#include "wfdb_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIGNAL_BYTES = 8192, STEPS = 300 };

static void
check(const char *text, size_t n)
{
	const char *end = text + n;

	while (text < end) {
		const char *lf = memchr(text, '\n', (size_t)(end - text));
		int32_t s[SMP_BLOCK];
		struct rec r;
		long count;

		if (!lf || lf - text >= REC_LINE || rec_parse(&r, (struct str){ text, (size_t)(lf - text) }) != NULL)
			abort();
		if (r.type == REC_WAVE) {
			count = smp_get(r.u.wave.samples, s, SMP_BLOCK);
			if (count <= 0 || !rec_signal_ok(r.signal) || !rec_source_ok(r.source))
				abort();
		}
		text = lf + 1;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kit k = { .steps = STEPS };
	const uint8_t *nul;
	char *whole, *pieces;
	size_t n, m, rest;

	if (size < 2)
		return 0;
	k.annotator = data[0] & 1 ? "atr" : NULL;
	k.select = data[0] & 2 ? "ecg,abp:*" : NULL;
	if (data[0] & 4)
		k.from = (struct opt_position){ true, false, 1500000 };
	if (data[0] & 8)
		k.to = (struct opt_position){ true, false, 3000000 };
	nul = memchr(data + 1, 0, size - 1);
	k.header = (struct kit_file){ "kit.hea", data + 1, nul ? (size_t)(nul - data) - 1 : size - 1 };
	const uint8_t *second = memchr(k.header.p, 1, k.header.n);

	if (second) {
		k.file[2] = (struct kit_file){ "s.hea", second + 1, k.header.n - (size_t)(second - k.header.p) - 1 };
		k.header.n = (size_t)(second - k.header.p);
	}
	rest = nul ? size - (size_t)(nul - data) - 1 : 0;
	if (rest) {
		size_t marks = nul[1] < rest - 1 ? nul[1] : rest - 1;

		k.file[0] = (struct kit_file){ "kit.atr", nul + 2, marks };
		rest -= 1 + marks;
		k.file[1] = (struct kit_file){ NULL, nul + 2 + marks, rest < SIGNAL_BYTES ? rest : SIGNAL_BYTES };
	}
	whole = kit_run(&k, &n);
	check(whole, n);
	k.piece = 1 + (data[0] >> 4);
	pieces = kit_run(&k, &m);
	if (n != m || memcmp(whole, pieces, n) != 0)
		abort();
	free(whole);
	free(pieces);
	return 0;
}
