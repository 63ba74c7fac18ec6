/* job_news -- what a person at a prompt is told of jobs: what they print, line by line, that they
 * were stopped, and how they ended. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SHELL_JOB_NEWS_H
#define SHELL_JOB_NEWS_H

#include "shell/shell.h"

/* A pipe for what a job prints at a prompt, where nothing else takes it: ENDS[0] is for job_follow,
 * ENDS[1] for the job. Both -1 in a script, whose jobs print where it prints. */
bool job_pipe(const struct shell *shell, int ends[2], struct err *err);

/* From now on tell of JOB; FD (-1: none), which is taken over, has what it prints: printed above
 * the line behind "[1] ", made safe as all that is from outside. A line longer than 4 KiB comes in
 * pieces. Nothing in a script. */
void job_follow(struct shell *shell, struct job *job, int fd);

/* Heed what the terminal's changes_fd tells: which jobs are stopped, which go on. */
void jobs_look(struct shell *shell);

/* JOB is about to go on by our doing: that it is stopped again, at once maybe, will be told anew.
 */
void job_resumes(struct shell *shell, const struct job *job);

/* Forget those that have ended, and were told so, and that no variable is: nothing can ask for them
 * any more but by their number. Only at a prompt. */
void jobs_forget(struct shell *shell);

/* How many have not ended; and tell of each of these. */
unsigned jobs_live(struct shell *shell);
void jobs_tell_live(struct shell *shell);

/* Whether the session may end: at a prompt with live jobs only where that was said just now. AGAIN
 * is what has asked, "exit" or a key. */
bool jobs_let_leave(struct shell *shell, const char *again);

/* "[1] ", "stopped" or how it ended, COMMAND, and TOOK_NS where it is not below 0: one line. */
void job_tell(const struct shell *shell, const struct job *job, const char *state, int64_t took_ns);

/* Tell no more; when the jobs are no more, too. Safe where nothing is told, and twice. */
void job_news_end(struct front *front);

#endif
