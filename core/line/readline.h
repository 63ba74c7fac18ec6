/* readline -- GNU readline, found when somebody is to edit a line and not before, so that nothing
 * that does not edit pays for it, or needs it.
 *
 * What is declared here is that of libreadline.so.8 (8.0 to 8.3), whose interface is one;
 * readline(3) and its history(3) describe it. Its headers are not needed. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LINE_READLINE_H
#define LINE_READLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/err.h"

struct history_entry { /* its HIST_ENTRY */
	char *line;
	char *timestamp;
	void *data;
};

typedef int readline_key(int count, int key);
typedef void readline_show(void);

/* FUNCTION(type, name, parameters). The last few are libc's, which the library brings along: who
 * does not edit does not resolve them. */
#define READLINE_FUNCTIONS(FUNCTION)                                                          \
	FUNCTION(void, rl_callback_handler_install,                                           \
		 (const char *prompt, void (*take)(char *line)))                              \
	FUNCTION(void, rl_callback_handler_remove, (void))                                    \
	FUNCTION(void, rl_callback_read_char, (void))                                         \
	FUNCTION(void, rl_callback_sigcleanup, (void))                                        \
	FUNCTION(void, rl_free_line_state, (void))                                            \
	FUNCTION(int, rl_initialize, (void))                                                  \
	FUNCTION(int, rl_variable_bind, (const char *name, const char *value))                \
	FUNCTION(char *, rl_variable_value, (const char *name))                               \
	FUNCTION(char *, rl_get_termcap, (const char *name))                                  \
	FUNCTION(void, rl_prep_terminal, (int meta))                                          \
	FUNCTION(void, rl_deprep_terminal, (void))                                            \
	FUNCTION(int, rl_set_keyboard_input_timeout, (int us))                                \
	FUNCTION(void, rl_replace_line, (const char *text, int clear_undo))                   \
	FUNCTION(int, rl_set_prompt, (const char *prompt))                                    \
	FUNCTION(void, rl_restore_prompt, (void))                                             \
	FUNCTION(int, rl_clear_message, (void))                                               \
	FUNCTION(int, rl_crlf, (void))                                                        \
	FUNCTION(int, rl_on_new_line, (void))                                                 \
	FUNCTION(int, rl_clear_visible_line, (void))                                          \
	FUNCTION(void, rl_redisplay, (void))                                                  \
	FUNCTION(void, rl_echo_signal_char, (int number))                                     \
	FUNCTION(void *, rl_get_keymap_by_name, (const char *name))                           \
	FUNCTION(readline_key *, rl_function_of_keyseq, (const char *, void *, int *))        \
	FUNCTION(int, rl_bind_keyseq_in_map,                                                  \
		 (const char *keys, readline_key *function, void *map))                       \
	FUNCTION(int, rl_insert, (int count, int key))                                        \
	FUNCTION(int, rl_insert_text, (const char *text))                                     \
	FUNCTION(int, rl_forward_char, (int count, int key))                                  \
	FUNCTION(int, rl_end_of_line, (int count, int key))                                   \
	FUNCTION(int, rl_ding, (void))                                                        \
	FUNCTION(void, rl_resize_terminal, (void))                                            \
	FUNCTION(void, rl_reset_screen_size, (void))                                          \
	FUNCTION(void, rl_get_screen_size, (int *rows, int *columns))                         \
	FUNCTION(char **, rl_completion_matches,                                              \
		 (const char *text, char *(*next)(const char *text, int state)))              \
	FUNCTION(void, using_history, (void))                                                 \
	FUNCTION(void, clear_history, (void))                                                 \
	FUNCTION(void, stifle_history, (int max))                                             \
	FUNCTION(int, history_is_stifled, (void))                                             \
	FUNCTION(void, add_history, (const char *text))                                       \
	FUNCTION(struct history_entry *, history_get, (int number))                           \
	FUNCTION(char *, setlocale, (int category, const char *locale))                       \
	FUNCTION(int, setvbuf, (void *stream, char *room, int mode, size_t size))             \
	FUNCTION(size_t, fwrite, (const void *data, size_t size, size_t count, void *stream)) \
	FUNCTION(int, fflush, (void *stream))                                                 \
	FUNCTION(pid_t, tcgetpgrp, (int fd))                                                  \
	FUNCTION(pid_t, getpgrp, (void))

/* VARIABLE(type, name): here each is a pointer to it. */
#define READLINE_VARIABLES(VARIABLE)                                    \
	VARIABLE(const char *, rl_library_version)                      \
	VARIABLE(int, rl_readline_version)                              \
	VARIABLE(unsigned long, rl_readline_state)                      \
	VARIABLE(const char *, rl_readline_name)                        \
	VARIABLE(int, rl_catch_signals)                                 \
	VARIABLE(int, rl_catch_sigwinch)                                \
	VARIABLE(int, rl_change_environment)                            \
	VARIABLE(void *, rl_outstream)                                  \
	VARIABLE(char *, rl_line_buffer)                                \
	VARIABLE(int, rl_point)                                         \
	VARIABLE(int, rl_end)                                           \
	VARIABLE(readline_getc *, rl_getc_function)                     \
	VARIABLE(readline_hook *, rl_input_available_hook)              \
	VARIABLE(readline_show *, rl_redisplay_function)                \
	VARIABLE(readline_complete *, rl_attempted_completion_function) \
	VARIABLE(int, rl_attempted_completion_over)                     \
	VARIABLE(readline_list *, rl_completion_display_matches_hook)   \
	VARIABLE(int, rl_completion_query_items)                        \
	VARIABLE(int, rl_sort_completion_matches)                       \
	VARIABLE(int, rl_completion_append_character)                   \
	VARIABLE(const char *, rl_completer_word_break_characters)      \
	VARIABLE(int, history_base)                                     \
	VARIABLE(int, history_length)                                   \
	VARIABLE(void *, stderr)

typedef int readline_getc(void *stream);
typedef int readline_hook(void);
typedef char **readline_complete(const char *text, int start, int end);
typedef void readline_list(char **matches, int count, int longest);

/* Bits of rl_readline_state. */
enum {
	READLINE_INITIALIZED = 0x2,
	READLINE_ISEARCH = 0x80,
	READLINE_NSEARCH = 0x100,
	READLINE_NUMERIC = 0x400,
	READLINE_PENDING = 0x20000, /* a key that was read ahead */
	READLINE_VIMOTION = 0x100000,
	READLINE_MULTIKEY = 0x200000
};

#define READLINE_FUNCTION_MEMBER(type, name, parameters) type(*name) parameters;
#define READLINE_VARIABLE_MEMBER(type, name) type *name;

/* A plain value. The library stays loaded. */
struct readline {
	READLINE_FUNCTIONS(READLINE_FUNCTION_MEMBER)
	READLINE_VARIABLES(READLINE_VARIABLE_MEMBER)
};

/* Find the library and all that is needed of it. ERR is STATUS_LACKING and says what is not there:
 * dlopen(3), in a static build; the right, for a program that was given more rights than its user
 * has (readline trusts INPUTRC, TERM and HOME: CVE-2022-0563); the library; a symbol of it. */
bool readline_load(struct readline *readline, struct err *err);

#endif
