/* The small words inside a record: escapes, flags, names, patterns. */
#include "core/num.h"
#include "record/rec.h"

#include <string.h>

static const struct {
	char c, byte;
} escapes[] = { { 't', '\t' }, { 'n', '\n' }, { 'r', '\r' }, { '\\', '\\' } };

size_t
rec_text(char *dst, size_t cap, struct str s)
{
	size_t n = 0;

	if (s.n == 1 && s.p[0] == '-')
		return 0;
	for (size_t i = 0; i < s.n && n < cap; i++) {
		char c = s.p[i];

		if (c == '\\' && i + 1 < s.n) {
			uint8_t byte;

			for (size_t k = 0; k < sizeof(escapes) / sizeof(escapes[0]); k++)
				if (escapes[k].c == s.p[i + 1]) {
					c = escapes[k].byte;
					i++;
					goto put;
				}
			if (s.p[i + 1] == 'x' && i + 3 < s.n && num_get_hex((struct str){ s.p + i + 2, 2 }, &byte, 1) == 1) {
				c = (char)byte;
				i += 3;
			}
		}
	put:
		dst[n++] = c;
	}
	return n;
}

static const char *const flag_words[] = { "off", "sat", "art", "noise", "est", "cal", "stale", "lowbatt", "hi", "lo", "manual" };
enum { FLAG_WORDS = sizeof(flag_words) / sizeof(flag_words[0]) };

unsigned
flags_get(struct str words)
{
	unsigned flags = 0;

	while (words.p && words.n) {
		struct str w = str_cut(&words, ',');
		unsigned i = 0;

		while (i < FLAG_WORDS && !str_is(w, flag_words[i]))
			i++;
		flags |= i < FLAG_WORDS ? 1u << i : (unsigned)FLAG_UNKNOWN;
	}
	return flags;
}

char *
flags_put(char *p, unsigned flags)
{
	bool first = true;

	for (unsigned i = 0; i < FLAG_WORDS; i++)
		if (flags & 1u << i) {
			size_t n = strlen(flag_words[i]);

			if (!first)
				*p++ = ',';
			first = false;
			memcpy(p, flag_words[i], n);
			p += n;
		}
	return p;
}

unsigned
rec_flags(const struct rec *r)
{
	return r->keys.n ? flags_get(rec_key(r, STR("flags"))) : 0;
}

struct str
sig_name(struct str signal)
{
	struct str rest = signal;

	return str_cut(&rest, ':');
}

struct str
sig_instance(struct str signal)
{
	struct str rest = signal;

	(void)str_cut(&rest, ':');
	return rest;
}

/* Characters that are not in `extra` or alphanumeric become "_". */
static void
fit(char *dst, size_t cap, struct str s, const char *extra)
{
	size_t n = s.n < cap ? s.n : cap;

	for (size_t i = 0; i < n; i++) {
		char c = s.p[i];
		bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(extra, c));

		dst[i] = plain ? c : '_';
	}
	if (n == 0)
		dst[n++] = '_';
	dst[n] = 0;
}

void
rec_instance(char *dst, struct str label)
{
	fit(dst, REC_INSTANCE, label, "_.+#-");
}

void
rec_source(char *dst, struct str name)
{
	fit(dst, REC_SOURCE, name, "_.@:+/-");
	if (strcmp(dst, "-") == 0)
		strcpy(dst, "_"); /* SOURCE "-" means every source */
}

bool
rec_glob(struct str pattern, struct str s)
{
	size_t i = 0, k = 0, star = SIZE_MAX, from = 0;

	while (k < s.n) {
		if (i < pattern.n && pattern.p[i] == '*') {
			star = i++;
			from = k;
		} else if (i < pattern.n && (pattern.p[i] == '?' || pattern.p[i] == s.p[k])) {
			i++;
			k++;
		} else if (star != SIZE_MAX) {
			i = star + 1;
			k = ++from;
		} else {
			return false;
		}
	}
	while (i < pattern.n && pattern.p[i] == '*')
		i++;
	return i == pattern.n;
}

static const char *
last_slash(struct str s)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == '/')
			return s.p + i - 1;
	return NULL;
}

bool
rec_match(struct str patterns, struct str source, struct str signal)
{
	if (signal.n == 1 && signal.p[0] == '-')
		return true;
	while (patterns.p) {
		struct str p = str_trim(str_cut(&patterns, ','));
		const char *slash = last_slash(p);
		struct str name;

		if (slash) {
			if (!rec_glob((struct str){ p.p, (size_t)(slash - p.p) }, source))
				continue;
			p = (struct str){ slash + 1, p.n - (size_t)(slash - p.p) - 1 };
		}
		/* `spo2` is every instance of it; a pattern with ":" or a "*" names what it means. */
		name = memchr(p.p ? p.p : "", ':', p.n) ? signal : sig_name(signal);
		if (p.n && (rec_glob(p, name) || rec_glob(p, signal)))
			return true;
		if (slash && !p.n) /* `cms50/`: all of a source */
			return true;
	}
	return false;
}
