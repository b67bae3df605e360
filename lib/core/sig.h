/* SIGINT and SIGTERM: the first asks for an orderly end, the second ends at once (default action). SIGPIPE keeps its
 * default. */
#ifndef IOMT_CORE_SIG_H
#define IOMT_CORE_SIG_H

#include <stdbool.h>

void sig_watch(void); /* call once in main() */
int sig_caught(void); /* 0, or the number of the first signal */

#endif
