/* Which conversation each port gets: the live one, a download, the setting of the clock. */
#include "capture/capture.h"

#include "device/words.h"

/* Times that are least certain tell how the stream's are to be understood. */
static const char *
times(const struct capture_port *port, size_t n)
{
	enum dev_times least = DEV_CLOCKED;
	for (size_t i = 0; i < n; i++)
		if (port[i].talk->times < least)
			least = port[i].talk->times;
	return least == DEV_UNDATED ? "undated" : least == DEV_DATED ? "dated" : NULL;
}

static void
say(char why[CAPTURE_WHY], const char *const *words)
{
	why[words_join(why, CAPTURE_WHY - 1, words).n] = '\0';
}

bool
capture_talks(struct capture_port *port, size_t n, enum capture_mode mode, bool since, const char **key, char why[CAPTURE_WHY])
{
	*key = NULL;
	for (size_t i = 0; i < n; i++) {
		const struct device *d = port[i].device;
		if (mode == CAPTURE_LIVE) {
			port[i].talk = d ? d->session : NULL;
			continue;
		}
		const char *what = mode == CAPTURE_LOAD ? "--download" : "--set-clock";
		port[i].talk = d == NULL ? NULL : mode == CAPTURE_LOAD ? d->loads : d->clock;
		if (d == NULL)
			say(why, (const char *const[]){ what, " needs -d DEVICE", NULL });
		else if (port[i].talk == NULL)
			say(why, (const char *const[]){
					 what, ": ", d->name, " cannot do that: iomt-devices(7) has those that can", NULL });
		else if (since && !port[i].talk->since)
			say(why, (const char *const[]){ "--since: ", d->name, " sends all that it has", NULL });
		else
			continue;
		return false;
	}
	if (mode == CAPTURE_LOAD)
		*key = times(port, n);
	return true;
}
