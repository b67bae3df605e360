#include "format/play.h"

#include "core/msg.h"
#include "core/sig.h"
#include "core/status.h"

#include <string.h>

int
play_add(struct play *p, const char *suffix)
{
	if (!*suffix || strchr(suffix, '/') || p->nadds == PLAY_ADDS)
		return -1;
	p->add[p->nadds++] = suffix;
	return 0;
}

bool
play_window(struct play *p, char *why)
{
	p->window.from = p->from;
	p->window.to = p->to;
	return select_start(&p->window, why);
}

void
play_start(struct play *p, struct pump *pump)
{
	p->pump = pump;
	if (!p->from.given && !p->to.given)
		return;
	pump->w.tap = select_tap;
	pump->w.tap_arg = &p->window;
}

long
play_probe(struct folder *folder, struct in *in, bool binary, enum play_kind *kind, const struct format **format)
{
	ssize_t have = 0;

	for (;;) {
		ssize_t before = have;
		const char *bytes;
		enum fmt_probe records;
		bool end, perhaps = false;

		if (folder->out && in_would_block(in))
			(void)out_flush(folder->out);
		have = in_peek(in, (size_t)before + 1, &bytes);
		if (have < 0)
			return have;
		end = have == before || have >= FMT_PROBE;
		records = fmt_stream((struct str){ bytes, (size_t)have }, end);
		*format = binary || records == FMT_YES ? NULL : fmt_probe((struct str){ bytes, (size_t)have }, end, &perhaps);
		*kind = records == FMT_YES && !(binary && have == 0) ? PLAY_STREAM : *format ? PLAY_FORMAT : PLAY_UNKNOWN;
		if (end || *kind == PLAY_STREAM || (records == FMT_NO && (*format || !perhaps)))
			return 0;
	}
}

/* What the callbacks of a reader get. */
struct run {
	struct play *play;
	struct folder *folder;
};

static void
begin(void *arg, char *source, int64_t time, bool utc)
{
	struct play *play = ((struct run *)arg)->play;

	pump_begin(play->pump, source, time, utc ? "utc" : "rel");
	play->tap = play->pump->w.tap;
	play->pump->w.tap = NULL;
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
		.annotators = p->add,
		.nannotators = p->nadds,
		.anonymous = p->anonymous,
	};
	void *state;

	folder_main(&main_in, folder, in, &env.main);
	state = f->open(&env);
	if (!state)
		return env.status ? env.status : ST_IO;
	while (!p->pump->out.error && !sig_caught() && f->step(state, &env))
		;
	f->close(state);
	pump_end(p->pump, env.source, env.broken);
	p->pump->w.tap = p->tap;
	return env.status;
}
