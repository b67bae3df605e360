/* A stream of raw records: any text. Decoded, and traced. */
#include "core/msg.h"
#include "core/opt.h"
#include "device/rawdec.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pump p;
	static struct recin in;
	struct rawdec d = { .time = (enum fit_mode)(size % 3), .beep = true };
	struct opt_common common = { .no_cmd = true, .quiet = 1, .output = "/dev/null" };
	msg_start("fuzz", -1);
	char path[64];
	int fd = memfd_create("in", 0);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	const char *files[] = { path };
	struct opt_list operands = { files, 1 };
	pump_run(&p, &rawdec_tool, &d, &common, NULL, &operands);
	rawdec_stop(&d);
	struct out o;
	out_take(&o, open("/dev/null", O_WRONLY));
	recin_start(&in, files, 1);
	struct dev_trace t;
	d = (struct rawdec){ .time = (enum fit_mode)(size % 3) };
	trace_start(&t, &o, false);
	rawdec_trace(&d, &in, &t);
	recin_close(&in);
	out_close(&o);
	close(fd);
	return 0;
}
