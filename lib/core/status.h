/* Exit statuses of every command, and the order in which several become one. iomt.7 is the public form. */
#ifndef IOMT_CORE_STATUS_H
#define IOMT_CORE_STATUS_H

enum {
	ST_OK = 0,      /* all input understood, all output written */
	ST_NO = 1,      /* the answer is "no": a requirement failed, an alert fired under --fail-on */
	ST_USAGE = 2,   /* wrong command line or rule file; nothing was read */
	ST_DAMAGED = 3, /* some input was damaged; what could be decoded was written */
	ST_IO = 4,      /* could not open, read or write: output is incomplete */
	ST_DEVICE = 5,  /* device missing, lost or not answering */
	ST_SIGNAL = 128 /* + the signal's number */
};

/* Of two statuses the one that stands: the first of 2, 4, 128+n, 5, 1, 3, 0. */
int st_worse(int a, int b);

#endif
