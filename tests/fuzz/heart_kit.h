/* What fuzz_hr.c and fuzz_pulse.c share: any text as the input of iomt-hr, through the same loop as the command's. */
#ifndef FUZZ_HEART_KIT_H
#define FUZZ_HEART_KIT_H

#include "beat/heart.h"
#include "core/msg.h"
#include "core/opt.h"
#include "record/pump.h"
#include "record/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
kit_record(void *tool, struct pump *p, const struct rec *r)
{
	heart_record(tool, &p->w, r);
}

static void
kit_finish(void *tool, struct pump *p)
{
	heart_finish(tool, &p->w);
}

static void
kit_run(const uint8_t *data, size_t size, const struct heart_opts *o)
{
	static const struct pump_tool tool = { .record = kit_record, .finish = kit_finish };
	static int32_t buf[SMP_LINE];
	static struct heart h;
	static struct pump p;
	struct opt_common common = { .no_cmd = true, .quiet = 1, .output = "/dev/null" };
	char path[64];
	int fd = memfd_create("in", 0);

	msg_start("fuzz", -1);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	const char *files[] = { path };
	struct opt_list operands = { files, 1 };

	heart_start(&h, o, buf);
	pump_run(&p, &tool, &h, &common, NULL, &operands);
	heart_free(&h);
	close(fd);
}

#endif
