/* pythonic_command -- calls of Python as commands: a row's form, with the arguments in their
 * places. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "python/pythonic_bind.h"

/* ---- kinds of places ---------------------------------------------------------------------- */

struct py_kind_row {
	char family[10], type[16], word[12];
};
static const struct py_kind_row kind_rows[] = {
	{ "AF_INET", "SOCK_STREAM", "tcp" },          { "AF_INET", "SOCK_DGRAM", "udp" },
	{ "AF_INET6", "SOCK_STREAM", "tcp6" },        { "AF_INET6", "SOCK_DGRAM", "udp6" },
	{ "AF_UNIX", "SOCK_STREAM", "unix" },         { "AF_UNIX", "SOCK_DGRAM", "unixgram" },
	{ "AF_UNIX", "SOCK_SEQPACKET", "seqpacket" },
};

static bool is_word(struct word word, const char *text)
{
	return text_equals(text, word.at, word.size);
}

/* The name of the constant that an argument is; DEFAULT_NAME where it is not given, or -1. */
static struct word constant_of(const struct py_say *say, unsigned argument,
			       const char *default_name)
{
	const struct py_node *at = py_node_at(say, argument);

	if (!argument || (at->kind == PY_NUMBER && word_begins(at->text, "-")))
		return word_of(default_name);
	return py_name_of(say->py, argument);
}

/* The family, type and protocol of socket(2) as the word that the shell has for them. */
static bool put_kind(struct py_say *say, struct buf *text, const struct py_call *call,
		     const char *family_default)
{
	struct word family = constant_of(say, call->argument[0], family_default);
	struct word type = constant_of(say, call->argument[1], "SOCK_STREAM");
	unsigned protocol = call->argument[2];

	for (size_t i = 0; i < sizeof(kind_rows) / sizeof(kind_rows[0]) && !protocol; i++)
		if (is_word(family, kind_rows[i].family) && is_word(type, kind_rows[i].type)) {
			buf_puts(text, kind_rows[i].word);
			return true;
		}
	if (call->argument[0] ? !py_put_word(say, text, call->argument[0], false)
			      : (buf_puts(text, family_default), false))
		return false;
	buf_putc(text, ' ');
	if (call->argument[1] ? !py_put_word(say, text, call->argument[1], false)
			      : (buf_puts(text, "SOCK_STREAM"), false))
		return false;
	if (!protocol)
		return true;
	buf_putc(text, ' ');
	return py_put_word(say, text, protocol, false);
}

/* The same as a kind alone, where the type is part of another function's name. */
static bool put_family(struct py_say *say, struct buf *text, unsigned argument)
{
	struct word family = constant_of(say, argument, "AF_INET");

	if (!is_word(family, "AF_INET") && !is_word(family, "AF_INET6"))
		return py_refuse(say, "the family is tcp or tcp6 here", family);
	buf_puts(text, is_word(family, "AF_INET") ? "tcp" : "tcp6");
	return true;
}

static bool put_switch(struct py_say *say, struct buf *text, unsigned argument)
{
	struct word name = py_name_of(say->py, argument);
	const struct py_node *at = py_node_at(say, argument);

	if (is_word(name, "True") || is_word(name, "False"))
		buf_puts(text, is_word(name, "True") ? "on" : "off");
	else if (at->kind == PY_NUMBER)
		buf_puts(text, is_word(at->text, "0") ? "off" : "on");
	else
		return py_put_word(say, text, argument, false);
	return true;
}

static bool put_duration(struct py_say *say, struct buf *text, unsigned argument)
{
	if (!is_word(py_name_of(say->py, argument), "None"))
		return py_put_word(say, text, argument, false);
	buf_puts(text, "none");
	return true;
}

/* An option of a socket; some are verbs here. */
static bool put_option(struct py_say *say, struct buf *text, unsigned argument)
{
	static const struct {
		char name[20], why[84];
	} rows[] = {
		{ "IP_ADD_MEMBERSHIP",
		  "join SOCKET GROUP on INTERFACE joins, without a packed mreq" },
		{ "IPV6_JOIN_GROUP",
		  "join SOCKET GROUP on INTERFACE joins, without a packed mreq" },
		{ "IP_DROP_MEMBERSHIP",
		  "leave SOCKET GROUP on INTERFACE leaves, without a packed mreq" },
		{ "IPV6_LEAVE_GROUP",
		  "leave SOCKET GROUP on INTERFACE leaves, without a packed mreq" },
		{ "SO_LINGER",
		  "setsockopt SOCKET SO_LINGER 2s takes a duration, or off: nothing is packed" },
		{ "SO_RCVTIMEO",
		  "setsockopt SOCKET SO_RCVTIMEO 2s takes a duration: nothing is packed" },
		{ "SO_SNDTIMEO",
		  "setsockopt SOCKET SO_SNDTIMEO 2s takes a duration: nothing is packed" },
	};
	struct word name = py_name_of(say->py, argument);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (is_word(name, rows[i].name))
			return py_refuse(say, rows[i].why, (struct word){ 0 });
	return py_put_word(say, text, argument, false);
}

/* NODE and those behind it, as words. */
static bool put_rest(struct py_say *say, struct buf *text, unsigned node, bool quoted)
{
	const char *between = "";

	for (; node; node = py_node_at(say, node)->next) {
		if (py_node_at(say, node)->keyword.size)
			continue; /* end= and file= of print */
		buf_puts(text, between);
		if (!py_put_word(say, text, node, quoted))
			return false;
		between = " ";
	}
	return true;
}

/* [b'a', b'b']: what sendmsg takes. */
static bool put_buffers(struct py_say *say, struct buf *text, unsigned argument)
{
	const struct py_node *at = py_node_at(say, argument);

	if (at->kind == PY_LIST)
		return put_rest(say, text, at->child, true);
	return py_put_word(say, text, argument, true);
}

/* The socket that a method is called on. One that was made just now gets a name. */
static bool put_object(struct py_say *say, struct buf *text, unsigned object)
{
	struct word name = py_name_of(say->py, object);

	if (name.size) {
		buf_put(text, name.at, name.size);
		return true;
	}
	if (py_node_at(say, object)->kind == PY_STRING || py_node_at(say, object)->kind == PY_JOIN)
		return py_refuse(say, "text is not worked on here: give it to a program, | sed ...",
				 (struct word){ 0 });
	if (py_node_at(say, object)->kind != PY_CALL)
		return py_refuse(say, "give it a name first", (struct word){ 0 });
	if (!py_put_word(say, text, object, false))
		return false;
	if (text->size > 0 && memchr(text->data, '$', text->size)) {
		/* A verb takes a socket by its name. */
		char *dollar = memchr(text->data, '$', text->size);
		size_t at = (size_t)(dollar - text->data);

		memmove(dollar, dollar + 1, text->size - at - 1);
		text->size--;
	}
	return true;
}

static bool put_place(struct py_say *say, struct buf *text, struct py_call *call, char kind,
		      unsigned place)
{
	unsigned argument = call->argument[place];

	call->used |= kind == 'k' || kind == 'K' ? 7u : 1u << place;
	switch (kind) {
	case 'a':
		return py_put_address(say, text, argument, false);
	case 'A':
		return py_put_address(say, text, argument, true);
	case 'd':
		return put_duration(say, text, argument);
	case 's':
		return put_switch(say, text, argument);
	case 'k':
		return put_kind(say, text, call, "AF_INET");
	case 'K':
		return put_kind(say, text, call, "AF_UNIX");
	case 'f':
		return put_family(say, text, argument);
	case 'p':
		return put_option(say, text, argument);
	case 'n':
		return put_object(say, text, argument);
	case 'q':
		return py_put_word(say, text, argument, true);
	case 'i':
		return true;
	case 'z':
		buf_puts(text, argument ? "" : "0");
		return !argument || py_put_word(say, text, argument, false);
	case 'h':
		buf_puts(text, is_word(py_name_of(say->py, argument), "None") ? "''" : "");
		return is_word(py_name_of(say->py, argument), "None") ||
		       py_put_word(say, text, argument, false);
	case 'l':
		return put_buffers(say, text, argument);
	default:
		return py_put_word(say, text, argument, false);
	}
}

/* ---- forms ------------------------------------------------------------------------------ */

/* Whether the first argument in the brackets at FORM is given, and is not None. */
static bool is_given(const struct py_say *say, const struct py_call *call, const char *form)
{
	const char *sign = strchr(form, '%');
	unsigned argument = sign ? call->argument[(sign[2] - '1') % PY_ARGUMENTS_MAX] : PY_NONE;

	return argument && !is_word(py_name_of(say->py, argument), "None");
}

/* One sign of a form; SIZE becomes its bytes. */
static bool put_sign(struct py_say *say, struct buf *text, struct py_call *call, const char *form,
		     size_t *size)
{
	struct word object;

	*size = 2;
	switch (form[1]) {
	case 'o':
		return put_object(say, text, call->object);
	case 'O':
		object = py_name_of(say->py, call->object);
		if (object.size == 0)
			return py_refuse(say, "give it a name first", object);
		buf_printf(text, "$%.*s", (int)object.size, object.at);
		return true;
	case '*':
		return put_rest(say, text, call->rest, false);
	default:
		break;
	}
	*size = 3;
	if (!strchr("kKfz", form[1]) && !call->argument[(form[2] - '1') % PY_ARGUMENTS_MAX])
		return py_refuse(say, "an argument is missing", (struct word){ 0 });
	return put_place(say, text, call, form[1], (unsigned)(form[2] - '1') % PY_ARGUMENTS_MAX);
}

static bool put_form(struct py_say *say, struct buf *text, struct py_call *call)
{
	for (const char *form = call->row->form; *form;) {
		size_t size = 1;

		if (*form == '[' && !is_given(say, call, form)) {
			for (const char *sign = form; *sign != ']'; sign++)
				if (*sign == '%')
					call->used |= 1u << (sign[2] - '1') % PY_ARGUMENTS_MAX;
			form = strchr(form, ']') + 1;
			continue;
		}
		if (*form == '%' && !put_sign(say, text, call, form, &size))
			return false;
		if (!strchr("%[]", *form))
			buf_putc(text, *form);
		form += size;
	}
	for (unsigned i = 0; i < PY_ARGUMENTS_MAX; i++)
		if (call->argument[i] && !(call->used & 1u << i))
			return py_refuse(say, "this argument has no place here",
					 py_node_at(say, call->argument[i])->keyword);
	return true;
}

bool py_put_command(struct py_say *say, struct buf *text, unsigned node)
{
	struct py_call call = { 0 };
	struct buf form = { 0 };
	bool fine;

	if (py_node_at(say, node)->kind == PY_OTHER)
		return py_refuse(say, say->py->why, (struct word){ 0 });
	fine = py_bind(&call, say, node) && put_form(say, &form, &call);
	buf_put(text, form.data, form.size);
	buf_free_part(&form, text);
	return fine;
}
