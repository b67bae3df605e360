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

struct search {
	size_t n;
	const char *(*node)(void *arg, size_t i);
	why_tell *tell;
	void *arg;
};

static void
look(const struct search *s, const char *pid)
{
	char path[300], target[256], who[128];
	snprintf(path, sizeof path, "/proc/%s/fd", pid);
	DIR *d = opendir(path);
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));) {
		ssize_t n = readlinkat(dirfd(d), e->d_name, target, sizeof target - 1);
		if (n < 5 || memcmp(target, "/dev/", 5) != 0)
			continue;
		target[n] = '\0';
		for (size_t i = 0; i < s->n; i++)
			if (strcmp(s->node(s->arg, i), target) == 0) {
				program(pid, who, sizeof who);
				s->tell(s->arg, i, who);
			}
	}
	closedir(d);
}

void
why_others(size_t n, const char *(*node)(void *arg, size_t i), why_tell *tell, void *arg)
{
	const struct search s = { n, node, tell, arg };
	DIR *d = opendir("/proc");
	if (!d)
		return;
	for (struct dirent *e; (e = readdir(d));)
		if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && atol(e->d_name) != getpid())
			look(&s, e->d_name);
	closedir(d);
}

struct holder {
	const char *real;
	char *dst;
	size_t cap;
	bool found;
};

static const char *
held_node(void *arg, size_t i)
{
	(void)i;
	return ((struct holder *)arg)->real;
}

static void
held_by(void *arg, size_t i, const char *who)
{
	struct holder *h = arg;
	(void)i;
	if (!h->found)
		snprintf(h->dst, h->cap, "%s", who);
	h->found = true;
}

bool
why_holder(const char *real, char *dst, size_t cap)
{
	struct holder h = { real, dst, cap, false };
	why_others(1, held_node, held_by, &h);
	return h.found;
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
