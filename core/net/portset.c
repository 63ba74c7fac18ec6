/* portset -- ports as people list them: 22,80,8000-8100,https. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/portset.h"

#include <string.h>

#include "base/num.h"
#include "base/texts.h"
#include "net/service.h"

enum { PART_MAX = 64 };

static bool refuse(const char *part, const char *sentence, struct err *err)
{
	return err_set(err, STATUS_INVALID, "'%s' %s", part, sentence);
}

static bool is_digits(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool read_port(uint16_t *port, const char *text, const char *part, struct err *err)
{
	uint64_t number;

	if (!num_digits(&number, text, strlen(text), 65535))
		return refuse(part, "names a port above 65535", err);
	if (number == 0)
		return refuse(part, "names port 0, which nobody listens on", err);
	*port = (uint16_t)number;
	return true;
}

static bool read_service(uint16_t *port, const char *part, struct database *services,
			 const char *transport, struct err *err)
{
	return service_port(port, services, part, transport, err) ||
	       err_reword(err, "'%s': %s", part, err->text);
}

/* PART as a range: whether it is one, both ends being numbers. A service's name may hold a '-'. */
static bool split(const char **last, char first[static PART_MAX], const char *part)
{
	const char *dash = strchr(part, '-');

	if (!dash || !is_digits(dash + 1))
		return false;
	memcpy(first, part, (size_t)(dash - part));
	first[dash - part] = '\0';
	*last = dash + 1;
	return is_digits(first);
}

/* PART is of TRANSPORT where it says so, "53/udp"; that is cut off. */
static bool cut_transport(char *part, const char *transport, struct err *err)
{
	char *slash = strchr(part, '/');

	if (!slash)
		return true;
	if (slash == part)
		return refuse(part, "names no port", err);
	if (!text_is(slash + 1, transport))
		return err_set(err, STATUS_INVALID,
			       "'%s' is not of %s: -u is for udp, tcp: or udp: in front of a host",
			       part, transport);
	*slash = '\0';
	return true;
}

static bool read_part(struct portset *ports, const char *part, struct database *services,
		      const char *transport, struct err *err)
{
	char first[PART_MAX];
	const char *last;
	uint16_t from, to;

	if (split(&last, first, part)) {
		if (!read_port(&from, first, part, err) || !read_port(&to, last, part, err))
			return false;
		if (from > to)
			return refuse(part, "goes from a higher port to a lower one", err);
	} else {
		if (!(is_digits(part) ? read_port(&from, part, part, err)
				      : read_service(&from, part, services, transport, err)))
			return false;
		to = from;
	}
	for (unsigned port = from; port <= to; port++)
		portset_add(ports, (uint16_t)port);
	return true;
}

bool portset_read(struct portset *ports, const char *text, struct database *services,
		  const char *transport, struct err *err)
{
	struct portset fresh = *ports;
	const char *whole = text;

	for (;;) {
		size_t size = strcspn(text, ",");
		char part[PART_MAX];

		if (size == 0)
			return refuse(whole, "has an empty part where a port belongs", err);
		if (size >= sizeof(part))
			return refuse(text, "has a part that is too long for a port", err);
		memcpy(part, text, size);
		part[size] = '\0';
		if (!cut_transport(part, transport, err) ||
		    !read_part(&fresh, part, services, transport, err))
			return false;
		if (text[size] == '\0')
			break;
		text += size + 1;
	}
	*ports = fresh;
	return true;
}

uint16_t portset_next(const struct portset *ports, uint16_t port)
{
	for (unsigned next = (unsigned)port + 1; next < 65536;) {
		uint64_t word = ports->bit[next / 64] >> next % 64;

		if (word)
			return (uint16_t)(next + (unsigned)__builtin_ctzll(word));
		next += 64 - next % 64;
	}
	return 0;
}
