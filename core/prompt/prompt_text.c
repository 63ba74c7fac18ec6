/* prompt_text -- what stands in front of a line that is typed, and the options of `set` for that.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "prompt/prompt_text.h"

#include <string.h>

#include "base/name.h"
#include "line/line_edit.h"
#include "net/hostname.h"
#include "shell/job_news.h"

enum { TEXT_MAX = 256 };

/* ---- numbers ---------------------------------------------------------------------------- */

static unsigned count_sockets(const struct bench *bench)
{
	unsigned count = 0;

	for (const struct bench_sock *sock = bench->socks; sock; sock = sock->next)
		count += sock->fd >= 0;
	return count;
}

static int status_of(const struct shell *shell)
{
	return (int)shell->scope.status.number;
}

/* "sockbox[2s 1j](4)> ", of which nothing stands there that is 0. */
static void put_usual(struct buf *to, struct shell *shell)
{
	unsigned sockets = count_sockets(&shell->bench), jobs = jobs_live(shell);

	buf_puts(to, "sockbox");
	if (sockets)
		buf_printf(to, "[%us", sockets);
	if (jobs)
		buf_printf(to, "%s%uj", sockets ? " " : "[", jobs);
	if (sockets || jobs)
		buf_putc(to, ']');
	if (status_of(shell))
		buf_printf(to, "(%d)", status_of(shell));
	buf_puts(to, "> ");
}

/* ---- texts ------------------------------------------------------------------------------ */

static bool is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

static void put_clean(struct buf *to, const struct shell *shell, const char *text, size_t size)
{
	while (size > 0) {
		size_t plain = 0;

		while (plain < size && !is_control(text[plain]))
			plain++;
		shell_put_safe(shell, to, text, plain);
		plain += plain < size;
		text += plain;
		size -= plain;
	}
}

static void put_host(struct buf *to, struct shell *shell)
{
	char name[HOST_NAME_SIZE] = "?";
	struct err ignored = { 0 };

	hostname_get(name, &ignored);
	put_clean(to, shell, name, strlen(name));
}

static void put_time(struct buf *to, struct shell *shell)
{
	enum { AT = 11, SIZE = 8 }; /* Wed Jan 10 23:32:35 2018 */
	char date[CLOCK_DATE_MAX];

	(void)shell;
	if (clock_date(date, clock_wall_ns()) >= AT + SIZE)
		buf_put(to, date + AT, SIZE);
}

static void put_letter(struct buf *to, struct shell *shell, char letter)
{
	switch (letter) {
	case 's':
		buf_putu(to, count_sockets(&shell->bench));
		break;
	case 'j':
		buf_putu(to, jobs_live(shell));
		break;
	case '?':
		buf_puti(to, status_of(shell));
		break;
	case 't':
		put_time(to, shell);
		break;
	case 'h':
		put_host(to, shell);
		break;
	default:
		buf_putc(to, letter);
	}
}

/* The size of a colour at AT, ESC [ ... m; 0: it is none. */
static size_t colour_size(const char *at, size_t size)
{
	size_t i = 2;

	if (size < 3 || at[0] != '\033' || at[1] != '[')
		return 0;
	while (i < size && ((at[i] >= '0' && at[i] <= '9') || at[i] == ';'))
		i++;
	return i < size && at[i] == 'm' ? i + 1 : 0;
}

/* What takes no column is marked for readline, or it would wrap lines too early. */
static void put_colour(struct buf *to, const struct front *front, const char *at, size_t size)
{
	if (!front->colours || front->line.kind != &line_edit)
		return;
	buf_putc(to, '\001');
	buf_put(to, at, size);
	buf_putc(to, '\002');
}

static void put_own(struct buf *to, struct shell *shell, const struct buf *text)
{
	size_t at = 0;

	while (at < text->size) {
		const char *here = text->data + at;
		size_t left = text->size - at, size = colour_size(here, left);

		if (size > 0) {
			put_colour(to, shell->front, here, size);
		} else if (*here == '%' && left > 1) {
			size = 2;
			put_letter(to, shell, here[1]);
		} else {
			for (size = 1; size < left && here[size] != '%' && here[size] != '\033';)
				size++;
			put_clean(to, shell, here, size);
		}
		at += size;
	}
}

void prompt_text_make(struct shell *shell, bool more)
{
	struct front *front = shell->front;
	struct buf fresh = { 0 };

	if (more)
		buf_puts(&fresh, "... ");
	else if (front->text.size > 0)
		put_own(&fresh, shell, &front->text);
	else
		put_usual(&fresh, shell);
	if (fresh.failed) {
		buf_free(&fresh);
		return;
	}
	buf_free(&front->prompt);
	front->prompt = fresh;
	front->line.prompt = buf_text(&front->prompt);
}

/* ---- options of `set` ------------------------------------------------------------------- */

static bool check_text(const char *text, struct err *err)
{
	if (strlen(text) > TEXT_MAX)
		return err_set(err, STATUS_INVALID, "a prompt has %d bytes at most", TEXT_MAX);
	for (const char *at = strchr(text, '%'); at; at = strchr(at + 2, '%'))
		if (!at[1] || !strchr("sj?th%", at[1]))
			return err_set(err, STATUS_INVALID,
				       "'%%%c' is not one of %%s %%j %%? %%t %%h %%%%",
				       at[1] ? at[1] : ' ');
	return true;
}

static bool set_prompt(struct front *front, const char *text, struct err *err)
{
	if (text && !check_text(text, err))
		return false;
	buf_clear(&front->text);
	buf_puts(&front->text, text ? text : "");
	return true;
}

static bool set_timing(struct front *front, const char *word, struct err *err)
{
	static const struct name words[] = {
		NAME("auto", TIMING_AUTO, "above half a second"),
		NAME("off", TIMING_OFF, "never"),
		NAME("on", TIMING_ON, "always"),
		{ 0 },
	};
	const struct name *row = word ? name_find(words, word) : NULL;

	if (row)
		front->timing = (enum timing)row->value;
	return row || err_set(err, STATUS_INVALID, "timing is one of on off auto");
}

bool prompt_option(struct shell *shell, const struct words *words, struct err *err)
{
	const char *value = words->count > 2 ? words->argv[2] : NULL;
	bool is_prompt = strcmp(words->argv[1], "prompt") == 0;

	if (!is_prompt && strcmp(words->argv[1], "timing") != 0)
		return false;
	if (words->count > 3)
		err_set(err, STATUS_INVALID, "'%s' is one word too many", words->argv[3]);
	else if (!shell->front)
		err_set(err, STATUS_INVALID, "a script has no prompt");
	else if (is_prompt)
		set_prompt(shell->front, value, err);
	else
		set_timing(shell->front, value, err);
	return true;
}
