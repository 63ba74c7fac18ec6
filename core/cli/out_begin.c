/* out_begin -- how an output starts: format, paths, expectation, and what the terminal can. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/num.h"
#include "base/texts.h"
#include "cli/out_state.h"
#include "cli/payload.h"

enum { COLUMNS_LEAST = 20, COLUMNS_MOST = 10000 };

size_t out_columns(int fd)
{
	const char *text = getenv("COLUMNS");
	uint64_t columns = 0;
	struct winsize size;

	if (text && num_digits(&columns, text, strlen(text), COLUMNS_MOST))
		return columns < COLUMNS_LEAST ? 0 : (size_t)columns;
	if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col >= COLUMNS_LEAST)
		return size.ws_col;
	return 0;
}

bool out_wants_color(long when, int fd)
{
	const char *term, *no_color = getenv("NO_COLOR");

	if (when != COLOR_AUTO)
		return when == COLOR_ALWAYS;
	if ((no_color && no_color[0]) || !isatty(fd))
		return false;
	term = getenv("TERM");
	return term && strcmp(term, "dumb") != 0;
}

static const struct writer *choose_writer(const struct applet *applet, const struct common *common)
{
	static const struct writer *const writers[] = {
		[FORMAT_TEXT] = &writer_text,
		[FORMAT_TABLE] = &writer_table,
		[FORMAT_JSON] = &writer_json,
		[FORMAT_CSV] = &writer_csv,
	};

	bool is_payload =
		applet->flags & APPLET_PAYLOAD && common->format == FORMAT_TEXT && !common->get;

	if (common->quiet || is_payload)
		return &writer_none;
	return common->get ? &writer_get : writers[common->format];
}

static bool is_head_key(const char *text)
{
	const struct field *field = record_head_shape.fields;

	while (*field->key && !text_begins(text, field->key))
		field++;
	return *field->key != '\0';
}

static bool parse_paths(struct out *out, const char *text, struct err *err)
{
	for (;;) {
		size_t size = strcspn(text, ",");

		if (out->path_count == PATHS_MAX)
			return err_set(err, STATUS_INVALID, "--get: more than %d paths", PATHS_MAX);
		if (!path_parse(&out->path[out->path_count++], text, size, out->applet->records,
				err))
			return false;
		out->needs_head = out->needs_head || is_head_key(text);
		if (text[size] == '\0')
			return true;
		text += size + 1;
	}
}

bool out_begin(struct out *out, const struct applet *applet, const struct common *common,
	       struct err *err)
{
	*out = (struct out){ .applet = applet, .common = common, .charset = charset_get() };
	out->writer = choose_writer(applet, common);
	out->subject = "";
	if (out->writer == &writer_text || out->writer == &writer_table || out_is_payload(out)) {
		out->columns = out_columns(STDOUT_FILENO);
		out->color = out_wants_color(common->color, STDOUT_FILENO);
	}
	if (common->get && !parse_paths(out, common->get, err))
		return false;
	if (!common->expect && !common->eventually_ns)
		return true;
	out->hold = common->eventually_ns > 0;
	out->began_ns = clock_now_ns();
	return !common->expect || expect_parse(&out->expect, common->expect, applet->records,
					       applet->statuses | STATUSES_COMMON, err);
}
