/* Runs a fuzz target without a fuzzer: over every file of a corpus folder, and over many small changes of each from a fixed seed. Prints
 * TAP: one test for the corpus, one for the changes. Usage: fuzz_NAME CORPUS */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CAP = 1 << 20, CHANGES = 400, FILES = 4096 };

static uint64_t
next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	return z ^ (z >> 27);
}

/* In a block of its own size, so that a sanitizer sees a read beyond it. */
static void
run(const uint8_t *b, size_t n)
{
	uint8_t *copy = malloc(n ? n : 1);

	if (!copy)
		exit(1);
	memcpy(copy, b, n);
	LLVMFuzzerTestOneInput(copy, n);
	free(copy);
}

static size_t
change(uint8_t *b, size_t n, uint64_t *state)
{
	for (unsigned k = 1 + (unsigned)(next(state) % 4); k && n; k--) {
		size_t at = next(state) % n;

		switch (next(state) % 5) {
		case 0:
			b[at] = (uint8_t)next(state);
			break;
		case 1:
			b[at] ^= (uint8_t)(1u << next(state) % 8);
			break;
		case 2: /* cut */
			n = at;
			break;
		case 3: /* a piece taken out */
			memmove(b + at, b + at + 1, n - at - 1);
			n--;
			break;
		default: /* a piece put in */
			if (n < CAP) {
				memmove(b + at + 1, b + at, n - at);
				b[at] = (uint8_t) "\0\xff\x80\t\n0-9.{}[]\"\\x"[next(state) % 17];
				n++;
			}
		}
	}
	return n;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
main(int argc, char **argv)
{
	static uint8_t file[CAP], work[CAP + 8];
	static char *names[FILES];
	uint64_t state = 1;
	size_t count = 0;
	DIR *d = argc > 1 ? opendir(argv[1]) : NULL;
	struct dirent *e;

	while (d && (e = readdir(d)) && count < FILES)
		if (e->d_name[0] != '.')
			names[count++] = strdup(e->d_name);
	if (d)
		closedir(d);
	qsort(names, count, sizeof(names[0]), by_name);
	run(file, 0);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < count; i++) {
			char path[1024];
			FILE *f;
			size_t n;

			snprintf(path, sizeof(path), "%s/%s", argv[1], names[i]);
			f = fopen(path, "rb");
			n = f ? fread(file, 1, CAP, f) : 0;
			if (f)
				fclose(f);
			if (pass == 0)
				run(file, n);
			for (int k = 0; pass == 1 && k < CHANGES; k++) {
				memcpy(work, file, n);
				run(work, change(work, n, &state));
			}
		}
		printf("%sok %d - %s (%zu files)\n", count ? "" : "not ", pass + 1, pass ? "changed corpus" : "corpus", count);
	}
	printf("1..2\n");
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	return count == 0;
}
