/* What a person says about a device: --fs, --board, --columns, and the same as keys of the `dev` record. */
#include "device/emit.h"

bool
dev_options_get(struct dev_options *o, struct rate fs, struct str board, struct str columns)
{
	*o = (struct dev_options){ .fs = fs };
	return str_copy(o->board, sizeof o->board, board) && str_copy(o->columns, sizeof o->columns, columns);
}

void
dev_options_put(struct recw *w, const struct dev_options *o)
{
	char text[NUM_MAX];
	if (o->board[0] != '\0')
		recw_key_text(w, "board", str_of(o->board));
	if (o->fs.num > 0)
		recw_key_word(w, "fs", (struct str){ text, (size_t)(rate_put(text, o->fs) - text) });
	if (o->columns[0] != '\0')
		recw_key_text(w, "columns", str_of(o->columns));
}

static const struct dev_board *
board(const struct device *d, const char *name)
{
	for (const struct dev_board *b = d->boards; b != NULL && b->name != NULL; b++)
		if (strcmp(b->name, name) == 0)
			return b;
	return NULL;
}

const struct device *
dev_as(const struct device *d, const struct dev_options *o)
{
	const struct dev_board *b = o->board[0] != '\0' ? board(d, o->board) : NULL;
	return b != NULL ? b->as : d;
}

/* Appends what fits. */
static void
put(char why[DEV_WHY], const char *text)
{
	size_t n = strlen(why);
	str_copy(why + n, DEV_WHY - n, str_of(text));
}

bool
dev_options_wrong(const struct device *d, const struct dev_options *o, char why[DEV_WHY])
{
	why[0] = '\0';
	if (o->board[0] != '\0' && board(d, o->board) == NULL) {
		put(why, d->boards == NULL ? "--board does not go with " : "--board: ");
		put(why, d->boards == NULL ? d->name : o->board);
		put(why, d->boards == NULL ? "" : " is not one of:");
		for (const struct dev_board *b = d->boards; b != NULL && b->name != NULL; b++) {
			put(why, " ");
			put(why, b->name);
		}
	} else if (o->fs.num > 0 && !dev_as(d, o)->takes_fs) {
		put(why, "--fs does not go with ");
		put(why, d->name);
		put(why, ": its rate is known");
	} else if (o->columns[0] != '\0' && !d->takes_columns) {
		put(why, "--columns does not go with ");
		put(why, d->name);
	} else {
		const struct device *as = dev_as(d, o);
		const char *wrong = as->wrong != NULL ? as->wrong(o) : NULL;
		if (wrong != NULL)
			put(why, wrong);
	}
	return why[0] != '\0';
}

struct dev_options
dev_options_for(const struct device *d, const struct dev_options *given, const struct dev_options *told)
{
	struct dev_options o = *given, none = { .board = "" };
	char why[DEV_WHY];
	told = told != NULL ? told : &none;
	if (o.fs.num == 0)
		o.fs = told->fs;
	if (o.board[0] == '\0')
		memcpy(o.board, told->board, sizeof o.board);
	if (o.columns[0] == '\0')
		memcpy(o.columns, told->columns, sizeof o.columns);
	return dev_options_wrong(d, &o, why) ? none : o;
}

struct dev_options
dev_options_read(const struct rec *r)
{
	struct dev_options o;
	struct str fs = rec_key(r, STR("fs"));
	struct rate rate = { 0, 0 };
	char columns[DEV_COLUMNS];
	size_t n = rec_text(columns, sizeof columns, rec_key(r, STR("columns")));
	if (fs.p == NULL || !rate_get(fs, &rate))
		rate = (struct rate){ 0, 0 };
	if (!dev_options_get(&o, rate, rec_key(r, STR("board")), (struct str){ columns, n }))
		o = (struct dev_options){ .board = "" };
	return o;
}
