#include "capture/listen.h"

#include <string.h>

void
listen_start(struct listen *l)
{
	l->n = l->looked = 0;
	l->guess = (struct guess){ .n = 0 };
}

const struct device *
listen_heard(struct listen *l, const uint8_t *b, size_t n)
{
	while (n > 0) {
		size_t next = guess_next(l->looked), room = (next < LISTEN_BYTES ? next : LISTEN_BYTES) - l->n,
		       take = n < room ? n : room;
		memcpy(l->b + l->n, b, take);
		l->n += take;
		b += take;
		n -= take;
		if (take < room)
			break;
		guess_run(&l->guess, l->b, l->n);
		if (l->guess.chosen)
			return l->guess.chosen;
		l->looked = l->n;
		if (l->n == LISTEN_BYTES)
			l->n = l->looked = 0; /* another device may have been put there */
	}
	return NULL;
}

void
listen_offer(struct listen *l, char words[LISTEN_WORDS])
{
	size_t at = 0;
	words[0] = '\0';
	if (l->offered || l->looked < LISTEN_OFFER)
		return;
	l->offered = true;
	for (unsigned i = 0; i < l->guess.n && l->guess.row[i].score >= GUESS_LEAST; i++) {
		const char *name = l->guess.row[i].dev->name, *with = at > 0 ? " or " : "";
		if (at + strlen(with) + strlen(name) >= LISTEN_WORDS)
			return;
		str_copy(words + at, LISTEN_WORDS - at, str_of(with));
		at += strlen(with);
		str_copy(words + at, LISTEN_WORDS - at, str_of(name));
		at += strlen(name);
	}
}

static bool
same(const struct device *a, const struct device *b)
{
	return a->baud == b->baud && strcmp(a->framing, b->framing) == 0;
}

/* A device with a setting that none before it has. */
static bool
is_new(unsigned k)
{
	if (dev_table[k]->baud == 0)
		return false;
	for (unsigned i = 0; i < k; i++)
		if (dev_table[i]->baud > 0 && same(dev_table[i], dev_table[k]))
			return false;
	return true;
}

void
listen_setting(size_t i, struct link_serial *s)
{
	size_t settings = 0;
	for (unsigned k = 0; k < dev_count; k++)
		settings += is_new(k);
	if (settings == 0)
		return;
	i %= settings;
	for (unsigned k = 0; k < dev_count; k++)
		if (is_new(k) && i-- == 0) {
			*s = (struct link_serial){ .baud = dev_table[k]->baud };
			link_framing_get(str_of(dev_table[k]->framing), s);
		}
}
