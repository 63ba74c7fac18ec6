/* kind -- which kind of socket words mean: one of ours, or the constants of socket(2). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/kind.h"

#include <string.h>

#include "lang/literal.h"
#include "net/names.h"
#include "net/sock_addr.h"

static bool read_protocol(struct sockkind *kind, const char *word, struct err *err)
{
	return !word || literal_constant(&kind->protocol, names_protocol, "protocol", word, err);
}

static bool is_unknown(const char *word, struct err *err)
{
	struct nearest nearest = nearest_begin(word);
	struct err plain = *err;

	for (const struct sockkind *kind = sockkinds; kind->word; kind++)
		nearest_try(&nearest, kind->word);
	if (!strchr(plain.text, ';') && nearest.best)
		err_set(err, plain.kind, "%s; did you mean '%s'?", plain.text, nearest.best);
	return false;
}

/* The words of socket(2). */
static bool read_constants(struct sockkind *kind, char *const *word, struct err *err)
{
	*kind = (struct sockkind){ .type = SOCK_STREAM, .on = ON_OTHER };
	if (!literal_constant(&kind->family, names_family, "kind of socket or family", word[0],
			      err))
		return is_unknown(word[0], err);
	return !word[1] ||
	       (literal_constant(&kind->type, names_socktype, "type of socket", word[1], err) &&
		read_protocol(kind, word[2], err));
}

static const struct sockkind *find(const char *word)
{
	return sockkind_find(strcmp(word, "unixdgram") == 0 ? "unixgram" : word);
}

bool kind_read(struct sockkind *kind, char *const *word, struct err *err)
{
	const struct sockkind *known = find(word[0]);
	struct sockkind fresh;
	bool fine;

	if (known && word[1] && word[2])
		return err_set(err, STATUS_INVALID, "'%s' has its type in it", word[0]);
	if (known)
		fresh = *known;
	fine = known ? read_protocol(&fresh, word[1], err) : read_constants(&fresh, word, err);
	if (fine)
		*kind = fresh;
	return fine;
}

bool kind_refused(const struct sockkind *kind, struct err *err)
{
	struct err plain = *err;
	const char *family = name_word(names_family, kind->family);
	const char *type = name_word(names_socktype, kind->type);

	if (kind->word)
		return false;
	err_set(err, plain.kind, "this kernel makes none of %s %s, protocol %d",
		family ? family : "that family", type ? type : "and type", kind->protocol);
	err->number = plain.number;
	return false;
}
