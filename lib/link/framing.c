/* "9600,8,n,1" and "8N1". */
#include "core/num.h"
#include "link/link.h"

enum { BAUD_MAX = 4000000 };

static bool
bits_get(char c, struct link_serial *s)
{
	s->bits = (uint8_t)(c - '0');
	return c >= '5' && c <= '8';
}

static bool
parity_get(char c, struct link_serial *s)
{
	static const char from[] = "NEOMSneoms", to[] = "NEOMSNEOMS";
	const char *p = c ? strchr(from, c) : NULL;
	if (p)
		s->parity = to[p - from];
	return p != NULL;
}

static bool
stop_get(char c, struct link_serial *s)
{
	s->stop = (uint8_t)(c - '0');
	return c == '1' || c == '2';
}

bool
link_framing_get(struct str text, struct link_serial *s)
{
	struct link_serial t = *s;
	if (text.n != 3 || !bits_get(text.p[0], &t) || !parity_get(text.p[1], &t) || !stop_get(text.p[2], &t))
		return false;
	*s = t;
	return true;
}

static const char *const flows[] = {
	[LINK_FLOW_NONE] = "none",
	[LINK_FLOW_RTSCTS] = "rtscts",
	[LINK_FLOW_XONXOFF] = "xonxoff",
};

const char *
link_flow_name(enum link_flow f)
{
	return flows[f];
}

/* Takes ",rtscts" and its like off the end of *text. */
static void
flow_get(struct str *text, struct link_serial *s)
{
	for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++) {
		size_t n = strlen(flows[i]);
		if (text->n <= n || text->p[text->n - n - 1] != ',' || memcmp(text->p + text->n - n, flows[i], n) != 0)
			continue;
		s->flow = (enum link_flow)i;
		text->n -= n + 1;
		return;
	}
}

bool
link_serial_get(struct str text, struct link_serial *s)
{
	static bool (*const part[])(char, struct link_serial *) = { bits_get, parity_get, stop_get };
	struct link_serial t = { .bits = 8, .parity = 'N', .stop = 1 };
	struct str rest = text;
	flow_get(&rest, &t);
	struct str word = str_cut(&rest, ',');
	uint64_t baud;
	if (!num_get_u64(word, &baud) || baud == 0 || baud > BAUD_MAX)
		return false;
	t.baud = (unsigned)baud;
	if (rest.p && !link_framing_get(rest, &t)) {
		for (size_t i = 0; rest.p; i++) {
			word = str_cut(&rest, ',');
			if (i == sizeof part / sizeof part[0] || word.n != 1 || !part[i](word.p[0], &t))
				return false;
		}
	}
	*s = t;
	return true;
}

void
link_framing_put(char dst[LINK_FRAMING], const struct link_serial *s)
{
	dst[0] = (char)('0' + s->bits % 10);
	dst[1] = s->parity ? s->parity : 'N';
	dst[2] = (char)('0' + s->stop % 10);
	dst[3] = '\0';
}
