/* check_ability -- what `requires` asks for is had where it can be had, whatever was before. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check/ability.h"
#include "suites.h"

static const struct {
	const char *word;
	int family, type, protocol;
} sockets[] = {
	{ "ipv4-loopback", AF_INET, SOCK_DGRAM, 0 },
	{ "ipv6-loopback", AF_INET6, SOCK_DGRAM, 0 },
	{ "icmp", AF_INET, SOCK_DGRAM, IPPROTO_ICMP },
	{ "raw", AF_INET, SOCK_RAW, IPPROTO_ICMP },
};

static bool has(const char *word, const char *reason)
{
	struct abilities abilities = { 0 };
	struct buf why = { 0 }, again = { 0 };
	bool fine;

	ck_assert_msg(ability_is(word_of(word)), "%s", word);
	errno = ENOTTY; /* of something long ago */
	fine = ability_has(&abilities, word_of(word), &why);
	ck_assert(ability_has(&abilities, word_of(word), &again) == fine); /* from memory */
	ck_assert_str_eq(buf_text(&why), buf_text(&again));
	abilities_free(&abilities);
	abilities_free(&abilities);
	buf_free(&again);
	if (!fine && reason)
		ck_assert_str_eq(buf_text(&why), reason);
	ck_assert_msg(fine == (why.size == 0), "%s: %s", word, buf_text(&why));
	buf_free(&why);
	return fine;
}

/* As the kernel has it. */
START_TEST(a_socket)
{
	int fd = socket(sockets[_i].family, sockets[_i].type, sockets[_i].protocol);

	ck_assert_msg(has(sockets[_i].word, NULL) == (fd >= 0), "%s", sockets[_i].word);
	if (fd >= 0)
		close(fd);
}
END_TEST

START_TEST(a_variable)
{
	char word[128] = "env:";

	memset(word + 4, 'A', sizeof(word) - 5);
	unsetenv(word + 4);
	ck_assert(!has(word, "it is not set"));
	setenv(word + 4, "", 1);
	ck_assert(has(word, NULL));
	unsetenv(word + 4);
	ck_assert(!ability_is(word_of("env:")));
}
END_TEST

/* Variables of the environment have letters of one case. */
START_TEST(another_variable)
{
	struct abilities abilities = { 0 };
	struct buf why = { 0 };

	setenv("SOCKBOX_ABILITY", "", 1);
	unsetenv("sockbox_ability");
	ck_assert(ability_has(&abilities, word_of("env:SOCKBOX_ABILITY"), &why));
	ck_assert(!ability_has(&abilities, word_of("env:sockbox_ability"), &why));
	unsetenv("SOCKBOX_ABILITY");
	abilities_free(&abilities);
	buf_free(&why);
}
END_TEST

START_TEST(an_applet)
{
	ck_assert(has("applet:ipconv", NULL));
	ck_assert(!ability_is(word_of("applet:")));
	ck_assert(!has("applet:nosuch", "this build has it not"));
	ck_assert(!ability_is(word_of("wings")));
}
END_TEST

Suite *ability_suite(void)
{
	Suite *suite = suite_create("ability");
	TCase *tcase = tcase_create("ability");

	tcase_add_loop_test(tcase, a_socket, 0, sizeof(sockets) / sizeof(sockets[0]));
	tcase_add_test(tcase, a_variable);
	tcase_add_test(tcase, another_variable);
	tcase_add_test(tcase, an_applet);
	suite_add_tcase(suite, tcase);
	return suite;
}
