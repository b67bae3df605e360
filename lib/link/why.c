#include "link/why.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { GROUPS_MAX = 256 };

static bool
opens(const char *pid, const char *real)
{
	char path[300], target[256];
	snprintf(path, sizeof path, "/proc/%s/fd", pid);
	DIR *d = opendir(path);
	if (!d)
		return false;
	bool found = false;
	for (struct dirent *e; !found && (e = readdir(d));) {
		ssize_t n = readlinkat(dirfd(d), e->d_name, target, sizeof target);
		found = n > 0 && str_is((struct str){ target, (size_t)n }, real);
	}
	closedir(d);
	return found;
}

static void
program(const char *pid, char *dst, size_t cap)
{
	char path[300], comm[64] = "";
	snprintf(path, sizeof path, "/proc/%s/comm", pid);
	FILE *f = fopen(path, "re");
	if (f) {
		if (!fgets(comm, sizeof comm, f))
			comm[0] = '\0';
		fclose(f);
	}
	comm[strcspn(comm, "\n")] = '\0';
	snprintf(dst, cap, "%s (pid %s)", comm[0] ? comm : "a program", pid);
}

bool
why_holder(const char *real, char *dst, size_t cap)
{
	DIR *d = opendir("/proc");
	if (!d)
		return false;
	bool found = false;
	for (struct dirent *e; !found && (e = readdir(d));) {
		if (e->d_name[0] < '1' || e->d_name[0] > '9' || atol(e->d_name) == getpid())
			continue;
		found = opens(e->d_name, real);
		if (found)
			program(e->d_name, dst, cap);
	}
	closedir(d);
	return found;
}

static bool
member(gid_t group)
{
	gid_t list[GROUPS_MAX];
	int n = getgroups(GROUPS_MAX, list);
	for (int i = 0; i < n; i++)
		if (list[i] == group)
			return true;
	return group == getegid();
}

/* The group is read from the node: it is dialout here, uucp there. */
static void
denied(struct link_why *why, const char *real)
{
	struct stat st;
	if (stat(real, &st) < 0) {
		snprintf(why->text, sizeof why->text, "permission denied (a folder on the way to it may not be searched)");
		return;
	}
	const struct group *g = getgrgid(st.st_gid);
	char group[64], user[64];
	snprintf(group, sizeof group, "%s", g ? g->gr_name : "");
	if (!g)
		snprintf(group, sizeof group, "%lu", (unsigned long)st.st_gid);
	const struct passwd *p = getpwuid(geteuid());
	snprintf(user, sizeof user, "%s", p ? p->pw_name : "$USER");
	unsigned mode = (unsigned)(st.st_mode & 07777);
	if ((mode & 0060) == 0060 && st.st_gid != 0 && !member(st.st_gid))
		snprintf(why->text, sizeof why->text,
			"permission denied (group %s, mode %04o; you are not in %s): sudo usermod -aG %s %s, then log in again; or "
			"install the "
			"rules that 'iomt-capture --udev' prints",
			group, mode, group, group, user);
	else
		snprintf(why->text, sizeof why->text,
			"permission denied (group %s, mode %04o): install the rules that 'iomt-capture --udev' prints, then plug "
			"the device in "
			"again",
			group, mode);
}

static void
busy(struct link_why *why, const char *real)
{
	char who[128];
	if (why_holder(real, who, sizeof who))
		snprintf(why->text, sizeof why->text, "busy: %s has it open; end that program first", who);
	else
		snprintf(why->text, sizeof why->text, "busy: another program has it open ('sudo fuser -v %s' shows which)", real);
}

int
why_errno(struct link_why *why, const char *real, int e, const char *step)
{
	switch (e) {
	case ENOENT:
	case ENOTDIR:
		why->fault = LINK_MISSING;
		snprintf(why->text, sizeof why->text, "no such port ('iomt-capture --list' shows what is plugged in)");
		break;
	case ENXIO:
	case ENODEV:
	case EIO:
		why->fault = LINK_MISSING;
		snprintf(why->text, sizeof why->text, "no device behind this port (%s: %s)", step, strerror(e));
		break;
	case EACCES:
	case EPERM:
		why->fault = LINK_DENIED;
		denied(why, real);
		break;
	case EBUSY:
	case EWOULDBLOCK:
		why->fault = LINK_BUSY;
		busy(why, real);
		break;
	default:
		why->fault = LINK_FAILED;
		snprintf(why->text, sizeof why->text, "cannot %s: %s", step, strerror(e));
	}
	return -1;
}
