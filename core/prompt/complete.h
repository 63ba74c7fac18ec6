/* complete -- what may stand at the cursor of a line of the shell: one function, from a session and
 * the text before the cursor, that asks no network and opens only regular files. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROMPT_COMPLETE_H
#define PROMPT_COMPLETE_H

#include "cli/progress.h"
#include "prompt/offering.h"
#include "run/choices.h"
#include "run/line.h"
#include "shell/shell.h"

/* Fill CHOICES, which are empty, with what may stand behind BEFORE, all that is typed up to the
 * cursor, of which choices->start counts. LINE (NULL: none) is whose history knows hosts. What
 * EXPLAINS also says what is to stand there, which is no word to be put in. */
void complete(struct choices *choices, struct shell *shell, const struct line *line,
	      struct word before, bool explains);

/* ---- for the files of completion ---------------------------------------------------------- */

enum { COMPLETION_WORDS_MAX = TYPING_WORDS_MAX };

/* The command that the cursor stands in, and what is offered. Owner: complete_command's caller. */
struct completion {
	struct shell *shell;
	const struct line *line;
	bool explains;
	struct typing *typing;
	struct offering offering;

	const char *name;            /* of the command; NULL: it is the cursor's word */
	const struct applet *applet; /* a verb or an applet, or NULL */
	const struct builtin *builtin;
	const char *word[COMPLETION_WORDS_MAX]; /* behind the name, before the cursor */
	size_t count;
	const char *operand[COMPLETION_WORDS_MAX]; /* of those, of an applet */
	size_t operand_count;
	struct progress progress;
	const struct operand *row; /* whose candidates are offered; NULL: an option's value */
	int least;                 /* operands that stand before it at least */
};

/* The words of the command, with variables put in where they are set. */
void completion_read(struct completion *completion);

/* complete_command: commands by group; VARIABLES: a name could be assigned here. */
void complete_commands(struct completion *completion, bool variables);
void complete_applets(struct completion *completion, unsigned flags);
void complete_usage(struct completion *completion, const char *usage);

/* complete_argument: options, their values, operands of an applet or verb. */
void complete_argument(struct completion *completion);

/* complete_value: what an operand or the value of an option is, by its offer and what help calls
 * it, VALUE. */
void complete_value(struct completion *completion, enum offer offer, const char *value);
void complete_durations(struct completion *completion);
void complete_sizes(struct completion *completion);

/* complete_constant: constants by what the operand is called; options of sockets, their values.
 * False where VALUE is no such. */
bool complete_constant(struct completion *completion, const char *value);
void complete_kinds(struct completion *completion);
void complete_option_names(struct completion *completion, char after);
void complete_option_value(struct completion *completion);

/* complete_socket: open ones in a state that fits the verb. */
void complete_sockets(struct completion *completion);
void complete_polled(struct completion *completion);
const struct bench_sock *completion_socket(const struct completion *completion);

/* complete_host */
void complete_hosts(struct completion *completion, char after);

/* complete_address: endpoints, services, interfaces, own addresses, groups. */
void complete_endpoints(struct completion *completion, bool is_group);
void complete_services(struct completion *completion);
void complete_addresses(struct completion *completion, char after);
void complete_networks(struct completion *completion);
void complete_groups(struct completion *completion, char after);
void complete_interfaces(struct completion *completion);

/* complete_variable: names behind '$', fields behind '.', and jobs. */
void complete_variables(struct completion *completion);
void complete_names(struct completion *completion);
void complete_jobs(struct completion *completion);

/* complete_file */
void complete_files(struct completion *completion, bool folders_only);
void complete_programs(struct completion *completion);

/* complete_expect: behind => and --expect. */
void complete_expectation(struct completion *completion);

#endif
