#include "data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	if (!f) {
		fprintf(stderr, "%s: cannot open\n", path);
		return NULL;
	}
	fseek(f, 0, SEEK_END);
	long size = ftell(f);
	rewind(f);
	uint8_t *b = malloc((size_t)size + 1);
	*n = fread(b, 1, (size_t)size, f);
	b[*n] = 0;
	fclose(f);
	return b;
}

static int
twelve(unsigned v)
{
	return v & 0x800 ? (int)v - 0x1000 : (int)v;
}

static void
annotations(struct record *r, const uint8_t *b, size_t n)
{
	int64_t t = 0;
	r->ref = malloc((n / 2 + 1) * sizeof *r->ref);
	for (size_t i = 0; i + 1 < n; i += 2) {
		unsigned w = (unsigned)(b[i] | b[i + 1] << 8), code = w >> 10, low = w & 1023;
		if (!w)
			break;
		if (code == 59 && i + 5 < n) { /* skip: 32 bits, high half first */
			t += (int32_t)((uint32_t)b[i + 2] << 16 | (uint32_t)b[i + 3] << 24 | b[i + 4] | (uint32_t)b[i + 5] << 8);
			i += 4;
		} else if (code == 63)
			i += (low + 1) & ~1u;
		else if (code == 61 && r->nref)
			r->ref[r->nref - 1].subtyp = (int16_t)(low > 127 ? (int)low - 1024 : (int)low);
		else if (code < 50) {
			t += low;
			r->ref[r->nref++] = (struct ec57_ann){ .time = t, .code = (int16_t)code };
		}
	}
}

bool
record_read(struct record *r, const char *dir, const char *name)
{
	char path[1024];
	size_t n;
	memset(r, 0, sizeof *r);
	snprintf(r->name, sizeof r->name, "%s", name);
	snprintf(path, sizeof path, "%s/%s.hea", dir, name);
	char *hea = (char *)slurp(path, &n);
	if (!hea || sscanf(hea, "%*s %d %lf", &r->nsig, &r->fs) != 2 || r->nsig != 2 || !strstr(hea, ".dat 212 "))
		return false;
	snprintf(path, sizeof path, "%s/%s.dat", dir, name);
	uint8_t *dat = slurp(path, &n);
	if (!dat)
		return false;
	r->n = n / 3;
	for (int s = 0; s < 2; s++)
		r->sig[s] = malloc(r->n * sizeof(int32_t));
	for (size_t i = 0; i < r->n; i++) {
		const uint8_t *p = dat + 3 * i;
		r->sig[0][i] = twelve((unsigned)(p[0] | (p[1] & 15) << 8));
		r->sig[1][i] = twelve((unsigned)(p[2] | p[1] >> 4 << 8));
	}
	free(dat);
	free(hea);
	snprintf(path, sizeof path, "%s/%s.atr", dir, name);
	uint8_t *atr = slurp(path, &n);
	if (!atr)
		return true; /* noise has none */
	annotations(r, atr, n);
	free(atr);
	return true;
}
