/* python_write -- names, bytes, texts and addresses as Python has them. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "python/python_write.h"

#include <string.h>

#include "base/num.h"
#include "lang/literal.h"
#include "net/addr.h"
#include "net/endpoint.h"
#include "net/names.h"

/* What a variable cannot be called there. */
static const char reserved[] =
	"and as assert async await break class continue def del elif else except finally for from "
	"global if import in is lambda nonlocal not or pass raise return try while with yield "
	"None True False socket struct errno os select subprocess json atexit contextlib "
	"faulthandler fails limit lines poll recvall adopt start run output membership print str "
	"len open bytes data peer fds";

void python_put_name(struct buf *text, struct word name)
{
	struct word line = word_of(reserved), one;
	bool is_reserved = false;

	while (!is_reserved && word_take(&one, &line))
		is_reserved = one.size == name.size && memcmp(one.at, name.at, one.size) == 0;
	buf_put(text, name.at, name.size);
	buf_puts(text, is_reserved ? "_" : "");
}

/* ---- strings ------------------------------------------------------------------------------ */

static void put_quoted(struct buf *text, struct word bytes, const char *quote)
{
	buf_puts(text, quote);
	for (size_t i = 0; i < bytes.size; i++) {
		char c = bytes.at[i];

		if (c == '\n')
			buf_puts(text, "\\n");
		else if (c == '\r')
			buf_puts(text, "\\r");
		else if (c == '\'' || c == '\\')
			buf_printf(text, "\\%c", c);
		else if (c >= ' ' && c <= '~')
			buf_putc(text, c);
		else
			buf_printf(text, "\\x%02x", (unsigned)(unsigned char)c);
	}
	buf_putc(text, '\'');
}

static void put_port(struct buf *text, const struct known_end *end)
{
	python_put_name(text, word_of(end->name));
	buf_puts(text, end->is_saved ? "_local[1]" : end->is_job ? ".port" : ".getsockname()[1]");
}

static void put_end(struct buf *text, const struct known_end *end, bool is_pair)
{
	python_put_name(text, word_of(end->name));
	buf_puts(text, end->is_saved ? "_local" : end->is_job ? ".local" : ".getsockname()");
	buf_puts(text, is_pair && end->port[0] ? "[:2]" : "");
}

/* Literals and ports, joined by '+'. */
static void put_pieces(struct buf *text, const struct known *known, struct word bytes,
		       const char *quote, const char *encode)
{
	const char *join = "";
	size_t at, size;
	bool is_whole;
	const struct known_end *end;

	while ((end = known_find(known, bytes, &at, &size, &is_whole)) != NULL && end->port[0]) {
		size_t skip = is_whole ? bytes.size - strlen(end->port) : at;

		if (skip > 0) {
			buf_puts(text, join);
			put_quoted(text, (struct word){ bytes.at, skip }, quote);
			join = " + ";
		}
		buf_puts(text, join);
		buf_puts(text, "str(");
		put_port(text, end);
		buf_printf(text, ")%s", encode);
		join = " + ";
		bytes = word_behind(bytes, skip + strlen(end->port));
	}
	if (bytes.size == 0 && *join)
		return;
	buf_puts(text, join);
	put_quoted(text, bytes, quote);
}

void python_put_bytes(struct buf *text, const struct known *known, struct word bytes)
{
	put_pieces(text, known, bytes, "b'", ".encode()");
}

/* Python's texts are characters: bytes from 0x80 on are those of a path. */
void python_put_text(struct buf *text, const struct known *known, struct word bytes)
{
	bool is_ascii = true;

	for (size_t i = 0; i < bytes.size; i++)
		is_ascii = is_ascii && (unsigned char)bytes.at[i] < 0x80;
	if (is_ascii) {
		put_pieces(text, known, bytes, "'", "");
		return;
	}
	buf_puts(text, "os.fsdecode(");
	put_quoted(text, bytes, "b'");
	buf_putc(text, ')');
}

/* ---- addresses ---------------------------------------------------------------------------- */

static const char *host_of(const struct endpoint *endpoint, bool is_ipv6)
{
	switch (endpoint->kind) {
	case ENDPOINT_ANY:
		return is_ipv6 ? "::" : "";
	case ENDPOINT_LOOPBACK:
		return is_ipv6 ? "::1" : "127.0.0.1";
	case ENDPOINT_HOST:
	case ENDPOINT_PATH:
	case ENDPOINT_ABSTRACT:
		break;
	}
	return endpoint->name;
}

static void put_inet(struct buf *text, const struct known *known, const struct endpoint *endpoint,
		     bool is_ipv6)
{
	char digits[NUM_TEXT_MAX + 1];
	const struct known_end *end;
	size_t at, size;
	bool is_whole;

	digits[num_format(digits, endpoint->port)] = '\0';
	end = known_find(known, word_of(digits), &at, &size, &is_whole);
	buf_putc(text, '(');
	put_quoted(text, word_of(host_of(endpoint, is_ipv6)), "'");
	buf_puts(text, ", ");
	if (endpoint->service[0]) {
		buf_puts(text, "socket.getservbyname(");
		put_quoted(text, word_of(endpoint->service), "'");
		buf_putc(text, ')');
	} else if (end) {
		put_port(text, end);
	} else {
		buf_puts(text, digits);
	}
	buf_putc(text, ')');
}

static void put_unix(struct buf *text, const struct endpoint *endpoint)
{
	if (endpoint->kind == ENDPOINT_ABSTRACT) {
		buf_puts(text, "b'\\0' + ");
		put_quoted(text, word_of(endpoint->name), "b'");
		return;
	}
	put_quoted(text, word_of(endpoint->name), "'");
}

bool python_put_address(struct buf *text, const struct known *known,
			const struct python_address *address)
{
	enum transport fallback = address->is_unix ? TRANSPORT_UNIX : TRANSPORT_TCP;
	struct buf host = { 0 }, port = { 0 };
	const struct known_end *end;
	struct endpoint endpoint;
	struct err ignored = { 0 };
	size_t at, size;
	bool is_whole = false, fine;

	end = known_find(known, address->host, &at, &size, &is_whole);
	if (end && is_whole && address->port.size == 0) {
		put_end(text, end, address->is_pair);
		return true;
	}
	buf_put(&host, address->host.at, address->host.size);
	buf_put(&port, address->port.at, address->port.size);
	fine = endpoint_parse(&endpoint, buf_text(&host), fallback, &ignored) &&
	       (port.size == 0 || endpoint_port(&endpoint, buf_text(&port), &ignored));
	if (fine && (endpoint.kind == ENDPOINT_PATH || endpoint.kind == ENDPOINT_ABSTRACT))
		put_unix(text, &endpoint);
	else if (fine)
		put_inet(text, known, &endpoint, address->is_ipv6);
	buf_free_part(&host, text);
	buf_free_part(&port, text);
	return fine;
}

/* ---- numbers and constants ---------------------------------------------------------------- */

/* By any word that the shell takes for it: "inet", "AF_INET". */
static const char *constant_of(const char *word)
{
	static const struct name *const tables[] = { names_family,     names_socktype,
						     names_sock_flags, names_protocol,
						     names_msg_flags,  names_shut };

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		const struct name *row = name_find_short(tables[i], word);

		if (row)
			return row->word;
	}
	return NULL;
}

void python_put_constants(struct buf *text, struct word words)
{
	const char *join = "";

	while (words.size > 0) {
		size_t size = 0;
		struct buf one = { 0 };
		const char *name;

		while (size < words.size && words.at[size] != '|' && words.at[size] != ',')
			size++;
		buf_put(&one, words.at, size);
		name = constant_of(buf_text(&one));
		buf_puts(text, join);
		buf_printf(text, "%s%s", name ? "socket." : "", name ? name : buf_text(&one));
		join = " | ";
		words = word_behind(words, size + (size < words.size));
		buf_free_part(&one, text);
	}
}

bool python_put_seconds(struct buf *text, struct word duration)
{
	struct buf word = { 0 };
	struct err ignored = { 0 };
	int64_t ns;
	bool fine = true;

	buf_put(&word, duration.at, duration.size);
	if (word_is(duration, word_of("none")))
		buf_puts(text, "None");
	else if (num_duration(&ns, buf_text(&word), &ignored))
		buf_printf(text, "%.9g", (double)ns / NS_PER_S);
	else
		fine = false;
	buf_free_part(&word, text);
	return fine;
}

bool python_put_switch(struct buf *text, struct word word)
{
	struct buf copy = { 0 };
	struct err ignored = { 0 };
	bool value = false, fine;

	buf_put(&copy, word.at, word.size);
	fine = literal_switch(&value, buf_text(&copy), &ignored);
	if (fine)
		buf_puts(text, value ? "True" : "False");
	buf_free_part(&copy, text);
	return fine;
}

bool python_put_number(struct buf *text, struct word number)
{
	bool is_hex = word_begins(number, "0x");
	size_t at = is_hex ? 2 : word_begins(number, "-");

	for (size_t i = at; i < number.size; i++)
		if (num_digit(number.at[i]) < 0 || (!is_hex && num_digit(number.at[i]) > 9))
			return false;
	buf_put(text, number.at, number.size);
	return number.size > at;
}
