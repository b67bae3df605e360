#include "core/sig.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t caught;

static void
note(int number)
{
	if (!caught)
		caught = number;
}

void
sig_watch(void)
{
	static const int watched[] = { SIGINT, SIGTERM };
	/* No SA_RESTART: a read that waits returns, so that a tool reading a device or a file can end. SA_RESETHAND: the second one
	 * kills. */
	struct sigaction act = { .sa_handler = note, .sa_flags = (int)SA_RESETHAND };

	sigemptyset(&act.sa_mask);
	/* A file that may not grow further (ulimit -f) is a write error like a full disk, not a death with half a record. */
	signal(SIGXFSZ, SIG_IGN);
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++) {
		struct sigaction old;

		/* A shell starts background jobs with SIGINT ignored: it stays so. */
		if (sigaction(watched[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(watched[i], &act, NULL);
	}
}

int
sig_caught(void)
{
	return (int)caught;
}
