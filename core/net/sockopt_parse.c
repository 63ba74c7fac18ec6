/* sockopt_parse -- values of socket options from text, by the type of the option. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/sockopt_parse.h"

#include <arpa/inet.h>
#include <limits.h>
#include <net/if.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "base/clock.h"
#include "base/num.h"
#include "base/texts.h"
#include "base/wide.h"
#include "net/addr.h"
#include "net/sockopt_group.h"

/* ---- numbers ------------------------------------------------------------------------------ */

/* A number, in decimal or behind 0x. */
static bool read_number(int64_t *number, const char *text, int64_t min, int64_t max,
			struct err *err)
{
	struct wide wide;

	if (text[0] != '0' || (text[1] | 0x20) != 'x')
		return num_parse(number, text, min, max, err);
	if (!wide_parse(&wide, text, strlen(text)) || wide.high || wide.low > (uint64_t)max)
		return err_set(err, STATUS_INVALID, "'%s' is not a number up to 0x%llx", text,
			       (unsigned long long)max);
	*number = (int64_t)wide.low;
	return true;
}

static bool parse_int(struct sockopt_value *value, const struct sockopt *row, const char *text,
		      struct err *err)
{
	int64_t number;

	(void)row;
	if (!read_number(&number, text, INT_MIN, INT_MAX, err))
		return false;
	sockopt_value_set_number(value, number);
	return true;
}

static bool parse_uint(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	int64_t number;

	(void)row;
	if (!read_number(&number, text, -1, UINT_MAX, err))
		return false;
	sockopt_value_set_number(value, number);
	return true;
}

static bool parse_bool(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	static const struct name words[] = {
		NAME("on", 1, ""),   NAME("off", 0, ""),   NAME("yes", 1, ""), NAME("no", 0, ""),
		NAME("true", 1, ""), NAME("false", 0, ""), NAMES_END,
	};
	const struct name *word = name_find(words, text);
	struct err unused;

	if (word)
		sockopt_value_set_number(value, word->value);
	else if (!parse_int(value, row, text, &unused))
		return err_set(err, STATUS_INVALID, "'%s' is neither on nor off", text);
	return true;
}

static bool parse_size(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	uint64_t size_bytes;

	if (text[0] == '-' || text[0] == '\0' || (text[1] | 0x20) == 'x')
		return parse_int(value, row, text, err);
	if (!num_size(&size_bytes, text, err))
		return false;
	if (size_bytes > INT_MAX)
		return err_set(err, STATUS_INVALID, "'%s' is more than an int holds", text);
	sockopt_value_set_number(value, (int64_t)size_bytes);
	return true;
}

static bool parse_rate(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	uint64_t rate = UINT64_MAX;

	(void)row;
	if (!text_is(text, "unlimited") && !num_size(&rate, text, err))
		return false;
	value->as.wide = rate;
	value->size = sizeof(rate);
	return true;
}

/* ---- words -------------------------------------------------------------------------------- */

/* WORD is NAME, or stands behind an '_' at its end: want for IP_PMTUDISC_WANT. */
static bool is_short_for(const char *name, const char *word, size_t size)
{
	size_t name_size = strlen(name);

	if (name_size < size || strncasecmp(name + name_size - size, word, size) != 0)
		return false;
	return name_size == size || name[name_size - size - 1] == '_';
}

/* The shortest name that SIZE bytes of WORD stand for: software is not RX_SOFTWARE. */
static const struct name *find_word(const struct name *table, const char *word, size_t size)
{
	const struct name *best = NULL;

	for (; size > 0 && table && *table->word; table++)
		if (is_short_for(table->word, word, size) &&
		    (!best || strlen(table->word) < strlen(best->word)))
			best = table;
	return best;
}

static bool refuse_word(const struct sockopt *row, const char *word, size_t size, struct err *err)
{
	return err_set(err, STATUS_INVALID, "'%.*s' is no value of it, such as %s", (int)size, word,
		       sockopt_values(row)->word);
}

static bool parse_word(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	const struct name *word = find_word(sockopt_values(row), text, strlen(text));
	struct err unused;

	if (word)
		sockopt_value_set_number(value, word->value);
	else if (!parse_int(value, row, text, &unused))
		return refuse_word(row, text, strlen(text), err);
	return true;
}

/* One of several words, or a number. */
static bool add_bit(unsigned *bits, const struct name *table, const char *word, size_t size)
{
	const struct name *name = find_word(table, word, size);
	char digits[NUM_TEXT_MAX + 1] = "";
	struct err unused;
	int64_t number;

	if (!name && size < sizeof(digits))
		memcpy(digits, word, size);
	if (!name && !read_number(&number, digits, 0, UINT_MAX, &unused))
		return false;
	*bits |= name ? (unsigned)name->value : (unsigned)number;
	return true;
}

static bool parse_bits(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	unsigned bits = 0;

	for (const char *word = text;; word++) {
		size_t size = strcspn(word, "|,");

		if (!add_bit(&bits, sockopt_values(row), word, size))
			return refuse_word(row, word, size, err);
		word += size;
		if (!*word)
			break;
	}
	sockopt_value_set_number(value, bits);
	return true;
}

/* ---- times -------------------------------------------------------------------------------- */

static int64_t unit_ns(const char *unit)
{
	return strcmp(unit, "us") == 0 ? NS_PER_US : strcmp(unit, "ms") == 0 ? NS_PER_MS : NS_PER_S;
}

static bool is_number(const char *text)
{
	text += *text == '-';
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* TEXT, a duration, as a count of units of UNIT_NS. */
static bool read_time(int64_t *count, const char *text, int64_t unit, struct err *err)
{
	int64_t duration_ns;

	if (!num_duration(&duration_ns, text, err))
		return false;
	if (duration_ns % unit != 0)
		return err_set(err, STATUS_INVALID, "'%s' is finer than the option counts", text);
	*count = duration_ns / unit;
	return true;
}

static bool parse_time(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	int64_t count = 0;

	if (is_number(text))
		return parse_int(value, row, text, err);
	if (!read_time(&count, text, unit_ns(row->unit), err))
		return false;
	if (count > INT_MAX)
		return err_set(err, STATUS_INVALID, "'%s' is more than an int holds", text);
	sockopt_value_set_number(value, count);
	return true;
}

static bool parse_timeval(struct sockopt_value *value, const struct sockopt *row, const char *text,
			  struct err *err)
{
	struct timeval time;
	int64_t count = 0;

	(void)row;
	if (!text_is(text, "none") && !read_time(&count, text, NS_PER_US, err))
		return false;
	time = (struct timeval){ .tv_sec = count / 1000000, .tv_usec = count % 1000000 };
	sockopt_value_set(value, &time, sizeof(time));
	return true;
}

static bool parse_linger(struct sockopt_value *value, const struct sockopt *row, const char *text,
			 struct err *err)
{
	struct linger linger = { 0 };
	int64_t count = 0;

	(void)row;
	linger.l_onoff = !text_is(text, "off");
	if (linger.l_onoff && !read_time(&count, text, NS_PER_S, err))
		return false;
	linger.l_linger = (int)count; /* 1,000 days at most */
	sockopt_value_set(value, &linger, sizeof(linger));
	return true;
}

/* ---- interfaces, ports, bytes ------------------------------------------------------------- */

static bool parse_interface(struct sockopt_value *value, const struct sockopt *row,
			    const char *text, struct err *err)
{
	uint32_t index = 0;

	if (strcmp(text, "none") != 0 && strcmp(text, "0") != 0 && !addr_zone(&index, text, err))
		return false;
	sockopt_value_set_number(value, row->type == SOCKOPT_INTERFACE_NET ? htonl(index) : index);
	return true;
}

static bool parse_ports(struct sockopt_value *value, const struct sockopt *row, const char *text,
			struct err *err)
{
	size_t low_size = strcspn(text, "-");
	const char *high_text = text + low_size + (text[low_size] == '-');
	uint64_t low = 0, high = 0;

	(void)row;
	if (strcmp(text, "none") != 0 &&
	    (!num_digits(&low, text, low_size, UINT16_MAX) ||
	     !num_digits(&high, high_text, strlen(high_text), UINT16_MAX)))
		return err_set(err, STATUS_INVALID, "'%s' is no range such as 40000-49999", text);
	sockopt_value_set_number(value, (int64_t)(high << 16 | low));
	return true;
}

/* The kernel cuts a longer name short and says nothing. */
static bool parse_text(struct sockopt_value *value, const struct sockopt *row, const char *text,
		       struct err *err)
{
	size_t size = strlen(text);

	(void)row;
	if (size >= IF_NAMESIZE)
		return err_set(err, STATUS_INVALID, "'%s' is longer than %d bytes", text,
			       IF_NAMESIZE - 1);
	sockopt_value_set(value, text, size);
	return true;
}

bool sockopt_parse_hex(struct sockopt_value *value, const char *text, struct err *err)
{
	struct sockopt_value fresh = { .level = value->level, .number = value->number };
	size_t size = strlen(text);

	if (size % 2 != 0 || size / 2 > sizeof(fresh.as.byte))
		return err_set(err, STATUS_INVALID,
			       "'%s' is not up to %d bytes in pairs of hexadecimal digits", text,
			       SOCKOPT_VALUE_MAX);
	for (size_t i = 0; i < size; i += 2) {
		int high = num_digit(text[i]), low = num_digit(text[i + 1]);

		if (high < 0 || low < 0)
			return err_set(err, STATUS_INVALID,
				       "'%s' has other than hexadecimal digits", text);
		fresh.as.byte[fresh.size++] = (unsigned char)(high << 4 | low);
	}
	*value = fresh;
	return true;
}

static bool parse_bytes(struct sockopt_value *value, const struct sockopt *row, const char *text,
			struct err *err)
{
	(void)row;
	return sockopt_parse_hex(value, text, err);
}

/* ---- by type ------------------------------------------------------------------------------ */

typedef bool parse_function(struct sockopt_value *value, const struct sockopt *row,
			    const char *text, struct err *err);

/* What is not here the kernel only tells, or takes from memory. */
static parse_function *const parsers[SOCKOPT_TYPES] = {
	[SOCKOPT_BOOL] = parse_bool,
	[SOCKOPT_INT] = parse_int,
	[SOCKOPT_UINT] = parse_uint,
	[SOCKOPT_HEX] = parse_uint,
	[SOCKOPT_SIZE] = parse_size,
	[SOCKOPT_TIME] = parse_time,
	[SOCKOPT_WORD] = parse_word,
	[SOCKOPT_BITS] = parse_bits,
	[SOCKOPT_INTERFACE] = parse_interface,
	[SOCKOPT_INTERFACE_NET] = parse_interface,
	[SOCKOPT_PORTS] = parse_ports,
	[SOCKOPT_RATE] = parse_rate,
	[SOCKOPT_TEXT] = parse_text,
	[SOCKOPT_LINGER] = parse_linger,
	[SOCKOPT_TIMEVAL] = parse_timeval,
	[SOCKOPT_STAMPS] = parse_bits,
	[SOCKOPT_SENDER] = sockopt_group_sender,
	[SOCKOPT_JOIN] = sockopt_group_join,
	[SOCKOPT_SOURCE] = sockopt_group_source,
	[SOCKOPT_BYTES] = parse_bytes,
};

bool sockopt_parse_value(struct sockopt_value *value, const struct sockopt *row, const char *text,
			 struct err *err)
{
	struct sockopt_value fresh = { .level = row->level, .number = row->number };

	if (!parsers[row->type])
		return err_set(err, STATUS_INVALID, "no text stands for its value");
	if (!parsers[row->type](&fresh, row, text, err))
		return false;
	*value = fresh;
	return true;
}
