/* Words for people, on stderr: `tool: text`, lower case, no trailing dot, with the fix where there is one. The only
 * process-wide state of the library: the tool's name and how talkative it is, set once by main(), and whether a status line stands. */
#ifndef IOMT_CORE_MSG_H
#define IOMT_CORE_MSG_H

#define MSG_FORMAT(f, a) __attribute__((format(printf, f, a)))

/* level: -1 errors only (-q), 0 errors and warnings, 1 and more (-v) notes too. */
void msg_start(const char *tool, int level);
const char *msg_tool(void);
int msg_level(void);

void msg_error(const char *format, ...) MSG_FORMAT(1, 2);
void msg_warn(const char *format, ...) MSG_FORMAT(1, 2);
void msg_note(const char *format, ...) MSG_FORMAT(1, 2); /* only with -v */

/* A line that stays the last one of the terminal until the next word: for what is going on. NULL takes it away. To be used only where
 * standard error is a terminal and -q was not given: msg_status_wanted(). fd: where the records go; on a terminal they would mix. */
void msg_status(const char *text);
int msg_status_wanted(int fd);

/* `tool: file:line: text`; line 0 leaves the line out. */
void msg_at(const char *file, unsigned long line, const char *format, ...) MSG_FORMAT(3, 4);

#endif
