/* Decoders of what meters have stored: the examples of their pages and the captures, and what must not become a value. */
#include "device_kit.h"

struct example {
	const char *device, *hex;
	const char *has[8]; /* each must occur in the records */
	const char *hasnt;  /* must not */
	bool bad;           /* it has an err */
};

static const struct example examples[] = {
	/* Contec 08A: R, R, C. SYS under 128 needs its eighth bit from the byte before the block. */
	{ "contec08a", "82 80 94 d5 c8 e9 97 85 80 81 8d 89 80 91",
		{ "\tsbp\t148\tmm[Hg]\tdtime=2023-05-01T13:09:00\tstored=1\n", "\tdbp\t85\t", "\tmap\t105\t", "\tpulse\t72\t/min\t",
			"download\tgot=1\n" },
		"want", false },
	{ "contec08a", "82 80 87 d5 c8 e5 97 85 80 82 8d ab 80 91",
		{ "\tsbp\t135\tmm[Hg]\tdtime=2023-05-02T13:43:00\tstored=1\n", "\tdbp\t85\t", "\tmap\t101\t", "\tpulse\t72\t" },
		NULL, false },
	{ "contec08a", "80 80 f6 ce c8 de 98 83 80 8f 8e 9e 80 91",
		{ "\tsbp\t118\tmm[Hg]\tdtime=2024-03-15T14:30:00\tstored=1\n", "\tdbp\t78\t", "\tmap\t94\t", "\tpulse\t72\t" },
		NULL, false },
	/* two users one after the other */
	{ "contec08a",
		"46 41 80 80 81 82 80 80 80 80 80 80 80 81 80 80 f6 ce c8 de 98 83 80 8f 8e 9e 80 91 00 00"
		"46 41 80 80 82 82 80 80 80 80 80 80 80 82 00 82 80 94 d5 c8 e9 97 85 80 81 8d 89 80 91",
		{ "dev/u1\tsbp\t118\t", "dev/u2\tsbp\t148\t", "download\twant=1\tgot=1\n", "download\twant=2\tgot=1\n" }, "dev/u3",
		false },
	{ "contec08a", "4a 43 00 00 00", { "device-error\ttext=the instrument is off\n" }, "num", false },
	/* a date, an order of pressures and a pulse that cannot be */
	{ "contec08a", "80 80 f6 ce c8 de 98 8d 80 8f 8e 9e 80 91", { "framing" }, "num", true },
	{ "contec08a", "80 80 f6 ce c8 de 98 82 80 9f 8e 9e 80 91", { "framing" }, "num", true },
	{ "contec08a", "80 80 ce f6 c8 de 98 83 80 8f 8e 9e 80 91", { "framing" }, "num", true },
	{ "contec08a", "80 80 f6 ce 80 de 98 83 80 8f 8e 9e 80 91", { "framing" }, "num", true },
};

TEST(examples_of_the_pages)
{
	for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
		const struct example *x = &examples[i];
		char *text = kit_bare_hex(x->device, x->hex);
		for (size_t k = 0; k < 8 && x->has[k] != NULL; k++)
			CHECK_HAS(text, x->has[k]);
		if (x->hasnt != NULL && strstr(strchr(text, '\n') + 1, x->hasnt) != NULL) {
			unit_complain(__FILE__, __LINE__, x->hex);
			printf("# has %s:\n%s", x->hasnt, text);
		}
		CHECK_EQ(strstr(text, "\nerr\t") != NULL, x->bad);
		free(text);
	}
}

/* The records of a capture as `raw` with their zeros, against the vendor's own table of them. */
TEST(captured_contec_08a)
{
	const char *data = getenv("IOMT_DATA");
	static char path[4096], stream[65536], line[256], want[128];
	size_t n = 0, rows = 0;
	unsigned long offset = 0;
	if (data == NULL) {
		printf("# IOMT_DATA is not set: contec-08a is not read\n");
		return;
	}
	snprintf(path, sizeof path, "%s/captures/contec-08a/frames.txt", data);
	FILE *f = fopen(path, "r");
	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		uint8_t report[64] = { 0 };
		char hex[129];
		if (line[0] != '<')
			continue;
		line[strcspn(line, "\n")] = '\0';
		kit_hex(line + 2, report, sizeof report);
		*num_put_hex(hex, report, sizeof report) = '\0';
		n += (size_t)snprintf(
			stream + n, sizeof stream - n, "raw\t1.000000\tbp\t-\t<\t%lu\t%s\tdev=contec08a\tep=81\n", offset, hex);
		offset += sizeof report;
	}
	snprintf(stream + n, sizeof stream - n, "end\t2.000000\tbp\t-\teof\nend\t2.000000\t-\t-\teof\n");
	if (f != NULL)
		fclose(f);
	int status;
	struct rawdec d = { .zoned = true };
	char *text = kit_raw(&d, stream, &status);
	CHECK_EQ(status, 5); /* 70 are told, 4 were published */
	CHECK_HAS(text, "download\twant=70\tgot=4\n");
	CHECK_EQ(kit_count(text, "err\t"), 0);
	snprintf(path, sizeof path, "%s/captures/contec-08a/truth.csv", data);
	f = fopen(path, "r");
	CHECK(f != NULL);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		int hour, minute, day, month, year, sys, dia, pulse, map;
		if (sscanf(line, "%*d,%d:%d,%d-%d-%d,%d,%d,%d,%d", &hour, &minute, &day, &month, &year, &sys, &dia, &pulse, &map) !=
			9)
			continue;
		const struct {
			const char *signal, *unit;
			int value;
		} said[] = { { "sbp", "mm[Hg]", sys }, { "dbp", "mm[Hg]", dia }, { "map", "mm[Hg]", map },
			{ "pulse", "/min", pulse } };
		for (size_t k = 0; k < sizeof said / sizeof said[0]; k++) {
			snprintf(want, sizeof want, "bp/u1\t%s\t%d\t%s\tdtime=%04d-%02d-%02dT%02d:%02d:00\t", said[k].signal,
				said[k].value, said[k].unit, year, month, day, hour, minute);
			CHECK_HAS(text, want);
		}
		rows++;
	}
	if (f != NULL)
		fclose(f);
	CHECK_EQ(rows, 4);
	free(text);
}

int
main(void)
{
	RUN(examples_of_the_pages);
	RUN(captured_contec_08a);
	return unit_done();
}
