#include "format/play.h"

#include "core/msg.h"
#include "core/num.h"
#include "core/sig.h"
#include "core/status.h"

#include <string.h>

void
play_start(struct play *p, struct pump *pump)
{
	p->pump = pump;
	map_start(&p->names, sizeof(int64_t), 0);
}

void
play_stop(struct play *p)
{
	map_free(&p->names);
}

void
play_name(struct play *p, char *source)
{
	char number[24] = "@", name[REC_SOURCE + 1];
	bool fresh;
	int64_t *count = map_get(&p->names, str_of(source), STR("-"), &fresh); /* how often it was asked for, less one */
	size_t n;

	if (!count || fresh)
		return;
	do {
		*num_put_i64(number + 1, ++*count + 1) = '\0';
		n = strlen(source);
		if (n + strlen(number) > REC_SOURCE)
			n = REC_SOURCE - strlen(number);
		memcpy(name, source, n);
		memcpy(name + n, number, strlen(number) + 1);
	} while (map_find(&p->names, str_of(name), STR("-")));
	(void)map_get(&p->names, str_of(name), STR("-"), &fresh);
	memcpy(source, name, strlen(name) + 1);
}

/* What the callbacks of a reader get. */
struct run {
	struct play *play;
	struct folder *folder;
};

static void
begin(void *arg, char *source, int64_t time, bool utc)
{
	struct play *p = ((struct run *)arg)->play;

	play_name(p, source);
	pump_origin(p->pump, time, utc ? "utc" : "rel");
	p->pump->w.newest = TM_NONE; /* times of another recording say nothing about this one */
}

static void
say(void *arg, enum fmt_level level, const char *file, unsigned long line, const char *text)
{
	const struct folder *f = ((struct run *)arg)->folder;
	char path[FOLDER_PATH + 256];

	if (!file) {
		file = strcmp(f->path, "-") == 0 ? "standard input" : f->path;
	} else if (f->nfolder + strlen(file) < sizeof(path)) {
		memcpy(path, f->path, f->nfolder);
		memcpy(path + f->nfolder, file, strlen(file) + 1);
		file = path;
	}
	if (level == FMT_NOTE ? msg_level() >= 1 : level == FMT_WARN ? msg_level() >= 0 : true)
		msg_at(file, line, "%s", text);
}

static int
sibling(void *arg, const char *name, struct fmt_source *src)
{
	return folder_sibling(((struct run *)arg)->folder, name, src);
}

int
play_run(struct play *p, const struct format *f, struct folder *folder, struct in *in)
{
	struct run run = { p, folder };
	struct folder_main main_in;
	struct fmt_env env = {
		.w = &p->pump->w,
		.path = folder->path,
		.stem = folder->stem[0] ? folder->stem : NULL,
		.sibling = sibling,
		.begin = begin,
		.say = say,
		.arg = &run,
		.select = p->select,
		.from = p->from,
		.to = p->to,
		.annotators = p->annotators,
		.nannotators = p->nannotators,
	};
	void *state;

	folder_main(&main_in, folder, in, &env.main);
	state = f->open(&env);
	if (!state)
		return env.status ? env.status : ST_IO;
	while (!p->pump->out.error && !sig_caught() && f->step(state, &env))
		;
	f->close(state);
	recw_close(&p->pump->w, str_of(env.source), sig_caught() ? "signal" : env.broken ? "error" : "eof");
	return env.status;
}
