/* highfd N COMMAND…: runs COMMAND with the descriptors below N taken, so that whatever it opens has a number of N or more. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

int
main(int argc, char **argv)
{
	struct rlimit r = { 0, 0 };
	int n = argc > 2 ? atoi(argv[1]) : 0, fd;
	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = r.rlim_max;
	setrlimit(RLIMIT_NOFILE, &r);
	if (n <= 0)
		return 2;
	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd < n - 1);
	if (fd < 0)
		return 3;
	execvp(argv[2], argv + 2);
	return 127;
}
