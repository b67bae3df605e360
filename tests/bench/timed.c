/* timed [-n RUNS] COMMAND…: runs shell commands in turn (A B A B …), prints for each the median of CPU seconds, wall seconds, and the largest
 * peak memory of one process in kB: a line `cpu wall kB` a command. Commands read and write where they say. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { COMMANDS = 16, RUNS = 101 };

struct run {
	double cpu, wall;
	long peak;
};

static double
seconds(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* In a child of our own, so that its RUSAGE_CHILDREN is this command's alone. */
static struct run
once(const char *command)
{
	struct run r = { 0, 0, 0 };
	int fd[2];
	pid_t pid;

	if (pipe(fd) != 0 || (pid = fork()) < 0)
		exit(1);
	if (pid == 0) {
		struct timespec a, b;
		struct rusage u;
		int status = 0;
		pid_t shell;

		clock_gettime(CLOCK_MONOTONIC, &a);
		shell = fork();
		if (shell == 0) {
			close(fd[0]);
			close(fd[1]);
			execl("/bin/bash", "bash", "-o", "pipefail", "-c", command, (char *)NULL);
			_exit(127);
		}
		waitpid(shell, &status, 0);
		clock_gettime(CLOCK_MONOTONIC, &b);
		getrusage(RUSAGE_CHILDREN, &u);
		r = (struct run){ seconds(u.ru_utime) + seconds(u.ru_stime), (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9, u.ru_maxrss };
		if (status != 0)
			fprintf(stderr, "timed: status %d: %s\n", status, command);
		_exit(write(fd[1], &r, sizeof(r)) != (ssize_t)sizeof(r) || status != 0);
	}
	close(fd[1]);
	if (read(fd[0], &r, sizeof(r)) != (ssize_t)sizeof(r))
		exit(1);
	close(fd[0]);
	waitpid(pid, NULL, 0);
	return r;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	static double cpu[COMMANDS][RUNS], wall[COMMANDS][RUNS];
	long peak[COMMANDS] = { 0 };
	int runs = 5, first = 1, n;

	if (argc > 2 && strcmp(argv[1], "-n") == 0) {
		runs = atoi(argv[2]);
		first = 3;
	}
	n = argc - first;
	if (n < 1 || n > COMMANDS || runs < 1 || runs > RUNS)
		return 2;
	for (int i = 0; i < n; i++)
		(void)once(argv[first + i]); /* warm */
	for (int k = 0; k < runs; k++)
		for (int i = 0; i < n; i++) {
			struct run r = once(argv[first + i]);

			cpu[i][k] = r.cpu;
			wall[i][k] = r.wall;
			if (r.peak > peak[i])
				peak[i] = r.peak;
		}
	for (int i = 0; i < n; i++) {
		qsort(cpu[i], (size_t)runs, sizeof(double), compare);
		qsort(wall[i], (size_t)runs, sizeof(double), compare);
		printf("%.4f %.4f %ld\n", cpu[i][runs / 2], wall[i][runs / 2], peak[i]);
	}
	return 0;
}
