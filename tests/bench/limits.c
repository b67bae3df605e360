/* Yardsticks and the hot paths of the library, in one process. Usage:
 *   limits unpack FILE      format 212 to block lines on stdout by a table of ready strings: no checks, nothing else
 *   limits scan             block lines on standard input to integers, byte by byte
 *   limits read             the same through the library
 *   limits pack             the first two wave signals of a stream to format 212
 *   limits room             the library's own paths against memcpy, on FILE-less data: a line `name M/s` each */
#include "core/in.h"
#include "core/map.h"
#include "core/num.h"
#include "record/rec.h"
#include "record/samples.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { CODES = 4096, BLOCK = 180, CHUNK = BLOCK * 3 * 64 };

static int
unpack(const char *path)
{
	static struct {
		char text[8];
	} ready[CODES];
	static unsigned char length[CODES], in[CHUNK];
	static char out[1 << 17];
	int fd = open(path, O_RDONLY);
	char *p = out;
	long index = 0;
	ssize_t got;

	for (int i = 0; i < CODES; i++) {
		char text[16];

		length[i] = (unsigned char)snprintf(text, sizeof(text), "%d ", i < 2048 ? i : i - 4096);
		memcpy(ready[i].text, text, 8);
	}
	while ((got = read(fd, in, CHUNK)) > 0)
		for (ssize_t at = 0; at + BLOCK * 3 <= got; at += BLOCK * 3, index += BLOCK) {
			for (int lead = 0; lead < 2; lead++) {
				const unsigned char *b = in + at;

				p += sprintf(p, "wave\t%ld.000000\t100\tecg:%d\tmV\t360\t200\t1024\t%ld\t", index / 360, lead, index);
				for (int i = 0; i < BLOCK; i++, b += 3) {
					unsigned code = lead ? b[2] | (unsigned)(b[1] >> 4) << 8 : b[0] | (unsigned)(b[1] & 15) << 8;

					memcpy(p, ready[code].text, 8);
					p += length[code];
				}
				p[-1] = '\n';
			}
			if (p - out > 65536) {
				if (write(1, out, (size_t)(p - out)) < 0)
					return 1;
				p = out;
			}
		}
	return write(1, out, (size_t)(p - out)) < 0;
}

static int
scan(void)
{
	static char buf[1 << 18];
	static int out[8192];
	size_t have = 0;
	long n = 0, sum = 0;
	ssize_t got;

	while ((got = read(0, buf + have, sizeof(buf) - have)) > 0) {
		char *line = buf, *end, *lf;

		have += (size_t)got;
		end = buf + have;
		while ((lf = memchr(line, '\n', (size_t)(end - line)))) {
			const char *p = line;
			int k = 0;

			for (int f = 0; f < 9 && p; f++) {
				p = memchr(p, '\t', (size_t)(lf - p));
				p = p ? p + 1 : NULL;
			}
			while (p && p < lf) {
				int negative = *p == '-', v = 0;

				for (p += negative; *p >= '0' && *p <= '9'; p++)
					v = v * 10 + *p - '0';
				out[k++] = negative ? -v : v;
				p++;
			}
			for (int i = 0; i < k; i++)
				sum += out[i];
			n += k;
			line = lf + 1;
		}
		have = (size_t)(end - line);
		memmove(buf, line, have);
	}
	fprintf(stderr, "%ld samples, sum %ld\n", n, sum);
	return 0;
}

static int
read_waves(void)
{
	static int32_t out[SMP_LINE];
	struct lines l;
	struct str line;
	struct rec r;
	uint64_t skipped;
	long n = 0, sum = 0;

	lines_take(&l, 0);
	while (lines_next(&l, &line, &skipped) == LINES_LINE) {
		long k;

		if (rec_parse(&r, line) || r.type != REC_WAVE)
			continue;
		k = smp_get(r.u.wave.samples, out, SMP_LINE);
		for (long i = 0; i < k; i++)
			sum += out[i];
		n += k;
	}
	fprintf(stderr, "%ld samples, sum %ld\n", n, sum);
	return 0;
}

/* Two channels in step, each 12 bits: what falls outside is clipped. */
static int
pack(void)
{
	static int32_t out[2][SMP_LINE];
	char first[REC_SIGNAL + 1] = "";
	long n[2] = { 0, 0 };
	struct lines l;
	struct str line;
	struct rec r;
	uint64_t skipped;

	lines_take(&l, 0);
	while (lines_next(&l, &line, &skipped) == LINES_LINE) {
		int lead;

		if (rec_parse(&r, line) || r.type != REC_WAVE)
			continue;
		if (!*first)
			str_copy(first, sizeof(first), r.signal);
		lead = !str_is(r.signal, first);
		n[lead] = smp_get(r.u.wave.samples, out[lead], SMP_LINE);
		if (!lead || n[0] != n[1])
			continue;
		for (long i = 0; i < n[0]; i++) {
			unsigned v[2];

			for (int k = 0; k < 2; k++) {
				int32_t s = out[k][i];

				v[k] = (unsigned)(s > 2047 ? 2047 : s < -2047 ? -2047 : s) & 0xfff;
			}
			putchar((int)(v[0] & 0xff));
			putchar((int)(v[0] >> 8 | v[1] >> 8 << 4));
			putchar((int)(v[1] & 0xff));
		}
	}
	return fflush(stdout) != 0;
}

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* other processes do not count */
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static volatile uint64_t sink;

#define RATE(name, unit, count, body)                                                                                              \
	do {                                                                                                                       \
		double best_ = 0;                                                                                                  \
		for (int r_ = 0; r_ < 5; r_++) {                                                                                   \
			double t_ = now(), v_;                                                                                     \
			body;                                                                                                      \
			v_ = (double)(count) / (now() - t_) / 1e6;                                                                 \
			best_ = v_ > best_ ? v_ : best_;                                                                           \
		}                                                                                                                  \
		printf("%-34s %10.1f %s\n", name, best_, unit);                                                                    \
	} while (0)

static int
room(void)
{
	enum { N = 180, LINES = 4000, SOURCES = 1000 };
	static int32_t s[N], back[N];
	static char text[LINES * 1300], copy[LINES * 1300], shorts[LINES * 64];
	static struct str line[LINES], num[LINES];
	struct map map;
	size_t at = 0, bytes, shorts_at = 0;
	uint64_t rng = 1;
	int level = 1000;

	for (int i = 0; i < LINES; i++) {
		char *p = text + at;

		p += sprintf(p, "wave\t%d.000000\t100\tecg:MLII\tmV\t360\t200\t1024\t%d\t", i / 2, i * N);
		for (int k = 0; k < N; k++) {
			rng = rng * UINT64_C(6364136223846793005) + 1;
			level += (int)(rng >> 60) - 7 - (level - 1000) / 16;
			s[k] = level;
		}
		p = smp_put(p, s, N);
		*p = '\n';
		line[i] = (struct str){ text + at, (size_t)(p - text) - at };
		at = (size_t)(p - text) + 1;
		p = shorts + shorts_at;
		p += sprintf(p, "num\t%d.000000\tsource%d\tspo2\t%d\t%%\n", i, (int)(rng >> 40) % SOURCES, 80 + (int)(rng >> 61));
		num[i] = (struct str){ shorts + shorts_at, (size_t)(p - shorts) - shorts_at - 1 };
		shorts_at = (size_t)(p - shorts);
	}
	bytes = at;
	RATE("memcpy of wave lines", "MB/s", 20 * bytes, for (int r = 0; r < 20; r++) {
		memcpy(copy, text, bytes);
		sink = (uint64_t)(unsigned char)copy[(size_t)r];
	});
	RATE("wave lines parsed, samples read", "M samples/s", 20.0 * LINES * N, for (int r = 0; r < 20; r++) for (int i = 0; i < LINES; i++) {
		struct rec rec;

		if (rec_parse(&rec, line[i]) || smp_get(rec.u.wave.samples, back, N) != N)
			return 1;
		sink = (uint64_t)back[7];
	});
	RATE("samples written", "M samples/s", 20.0 * LINES * N, for (int r = 0; r < 20 * LINES; r++) {
		s[r % N] ^= 1;
		sink = (uint64_t)(smp_put(copy, s, N) - copy);
	});
	RATE("wave lines parsed, samples left", "M lines/s", 20.0 * LINES, for (int r = 0; r < 20; r++) for (int i = 0; i < LINES; i++) {
		struct rec rec;

		if (rec_parse(&rec, line[i]))
			return 1;
		sink = (uint64_t)rec.time;
	});
	map_start(&map, 64, 0);
	RATE("num lines parsed and keyed", "M lines/s", 50.0 * LINES, for (int r = 0; r < 50; r++) for (int i = 0; i < LINES; i++) {
		struct rec rec;
		double v;

		if (rec_parse(&rec, num[i]) || !rec_value(&rec, &v) || !map_get(&map, rec.source, rec.signal, NULL))
			return 1;
		sink = (uint64_t)v;
	});
	map_free(&map);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "unpack") == 0)
		return unpack(argv[2]);
	if (argc == 2 && strcmp(argv[1], "scan") == 0)
		return scan();
	if (argc == 2 && strcmp(argv[1], "read") == 0)
		return read_waves();
	if (argc == 2 && strcmp(argv[1], "pack") == 0)
		return pack();
	if (argc == 2 && strcmp(argv[1], "room") == 0)
		return room();
	return 2;
}
