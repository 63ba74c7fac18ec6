/* check_expand -- words to bytes: variables, fields, slices, and what they read as in an
 * expectation. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault.h"
#include "lang/tree.h"
#include "shell/expand.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- a world with variables --------------------------------------------------------------- */

struct world {
	struct scope scope;
	struct bench bench;
	struct jobs jobs;
	struct arena arena;
};

static bool set_text(struct world *world, const char *name, const char *text, size_t size)
{
	struct shell_value value = { 0 };
	struct err err = { 0 };
	bool fine = shell_value_bytes(&value, (struct word){ text, size }) &&
		    scope_set(&world->scope, name, &value, &err);

	shell_value_free(&value);
	return fine;
}

static bool set_number(struct world *world, const char *name, enum shell_kind kind, int64_t number)
{
	struct shell_value value = { .kind = kind, .number = number };
	struct err err = { 0 };

	return scope_set(&world->scope, name, &value, &err);
}

/* A list of 1, "b c" and the socket. */
static bool set_list(struct world *world, const char *name, int64_t socket_number)
{
	struct shell_value list = { 0 }, *item;
	struct err err = { 0 };
	bool fine = true;

	for (int i = 0; fine && i < 3; i++) {
		item = shell_value_append(&list);
		fine = item != NULL;
		if (fine && i == 1)
			fine = shell_value_bytes(item, word_of("b c"));
		else if (fine)
			shell_value_number(item, i == 0 ? SHELL_NUMBER : SHELL_SOCKET,
					   i == 0 ? 1 : socket_number);
	}
	fine = fine && scope_set(&world->scope, name, &list, &err);
	shell_value_free(&list);
	return fine;
}

static bool world_open(struct world *world)
{
	char *args[] = { "script", "first", "second one", NULL };
	struct bench_sock *sock;
	struct err err = { 0 };
	int pair[2];

	*world = (struct world){ .bench = { .default_timeout_ns = -1, .cancel_fd = -1 } };
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0)
		return false;
	close(pair[1]);
	sock = bench_add(&world->bench, "s", pair[0], &err);
	return sock && scope_arguments(&world->scope, args) && set_text(world, "x", "abcdef", 6) &&
	       set_text(world, "nul", "a\0b", 3) && set_text(world, "empty", "", 0) &&
	       set_text(world, "quote", "a\"b\\\n", 5) &&
	       set_text(world, "local", "tcp:[::1]:80", 12) &&
	       set_number(world, "n", SHELL_NUMBER, -42) &&
	       set_number(world, "s", SHELL_SOCKET, sock->number) &&
	       set_number(world, "gone", SHELL_SOCKET, 99) &&
	       set_number(world, "j", SHELL_JOB, 3) && set_list(world, "list", sock->number);
}

static void world_close(struct world *world)
{
	scope_free(&world->scope);
	bench_free(&world->bench);
	jobs_free(&world->jobs);
	arena_free(&world->arena);
}

static struct expand expand_of(struct world *world)
{
	return (struct expand){ &world->arena, &world->scope, &world->bench, &world->jobs };
}

/* The words of the command that TEXT is, behind its name. */
static const struct node *read_line(struct tree *tree, const char *text)
{
	struct source source = { text, strlen(text), 0, 1 };

	return tree_read(tree, &source) == TREE_WHOLE ? tree->first : NULL;
}

/* ---- words -------------------------------------------------------------------------------- */

/* clang-format off */
static const struct { const char *words, *want; bool spread; } words[] = {
	{ "a b 'c d'", "a|b|c d", false },
	{ "$x ${x} \"${x}!\" p$x$x", "abcdef|abcdef|abcdef!|pabcdefabcdef", false },
	{ "$empty ''", "|", false },
	{ "$0 $1 $2 $#", "script|first|second one|2", false },
	{ "$n ${n}", "-42|-42", false },
	{ "$s $j", "s1|%3", false },
	{ "${x[0:2]} ${x[:2]} ${x[4:]} ${x[-2:]} ${x[:-4]} ${x[2]} ${x[-1]}", "ab|ab|ef|ef|ab|c|f", false },
	{ "${x[2:1]} ${x[9:]} ${x[-99:1]}", "||a", false },
	{ "${x.size} ${empty.size} ${nul.size}", "6|0|3", false },
	{ "${s.family} ${s.type} ${s.state}", "AF_UNIX|SOCK_STREAM|ESTABLISHED", false },
	{ "${list.count} ${list[0]} ${list[1]} ${list[2]}", "3|1|b c|s1", false },
	{ "$list", "1 b c s1", false },
	{ "$list x", "1|b c|s1|x", true },
	{ "p$list", "p1 b c s1", true },
	{ "${list[0:2]}", "1 b c", false },
	{ "${x:-y} ${empty:-y z} p${nowhere:-q}r ${nowhere:-} ${x.size:-y}", "abcdef|y z|pqr||6", false },
	{ "\"${nowhere:-a b}\" ${nowhere:-$x}", "a b|$x", false },
};

static const struct { const char *words, *why; } refused[] = {
	{ "$nope", "$nope is not set" },
	{ "\"a ${nope}\"", "$nope is not set" },
	{ "$3", "$3 is not set" },
	{ "$_", "$_ is not set" },
	{ "$!", "$! is not set" },
	{ "${x.port}", "${x.port}: there is no field .port" },
	{ "${s.prot}", "${s.prot}: there is no field .prot; did you mean .proto?" },
	{ "${s.port}", "${s.port}: it has no .port" },
	{ "${gone.fd}", "${gone.fd}: this socket is closed" },
	{ "$gone", "this socket is closed" },
	{ "${j.pid}", "${j.pid}: this job is no more" },
	{ "${x[6]}", "$x has no item 6: there are 6" },
	{ "${x[-7]}", "$x has no item -7: there are 6" },
	{ "${n[0]}", "$n is neither bytes nor a list: it has no parts" },
};

static const struct { const char *text, *want; } expectations[] = {
	{ "\"a\\n\" within 5s", "\"a\\n\" within 5s" },
	{ "from ${local}", "from tcp:[::1]:80" },
	{ "$x", "abcdef" },
	{ "$n", "-42" },
	{ "$nul", "\"a\\x00b\"" },
	{ "\"<${quote}>\"", "\"<a\\x22b\\x5c\\x0a>\"" },
	{ "$quote, ${empty}", "\"a\\x22b\\x5c\\x0a\", \"\"" },
	{ "~ /^a$/", "~ /^a$/" },
};
/* clang-format on */

START_TEST(words_become_bytes)
{
	struct tree tree = { 0 };
	struct words got;
	struct world world;
	struct buf text = { 0 };
	struct err err = { 0 };
	struct expand expand;
	char line[256];

	ck_assert(world_open(&world));
	expand = expand_of(&world);
	snprintf(line, sizeof(line), "c %s", words[_i].words);
	ck_assert_msg(expand_words(&got, &expand, read_line(&tree, line)->stages->words->next,
				   words[_i].spread, &err),
		      "%s: %s", line, err.text);
	for (size_t i = 0; i < got.count; i++) {
		buf_puts(&text, i > 0 ? "|" : "");
		buf_put(&text, got.argv[i], got.word[i].size);
		ck_assert(got.argv[i][got.word[i].size] == '\0');
	}
	ck_assert_ptr_null(got.argv[got.count]);
	ck_assert_msg(strcmp(buf_text(&text), words[_i].want) == 0, "%s: %s", line,
		      buf_text(&text));
	buf_free(&text);
	tree_free(&tree);
	world_close(&world);
}
END_TEST

START_TEST(what_is_not_there_is_told)
{
	struct tree tree = { 0 };
	struct words got = { 0 };
	struct world world;
	struct err err = { 0 };
	struct expand expand;
	char line[256];

	ck_assert(world_open(&world));
	expand = expand_of(&world);
	snprintf(line, sizeof(line), "c %s", refused[_i].words);
	ck_assert(!expand_words(&got, &expand, read_line(&tree, line)->stages->words->next, false,
				&err));
	ck_assert_str_eq(err.text, refused[_i].why);
	ck_assert(got.argv == NULL);
	tree_free(&tree);
	world_close(&world);
}
END_TEST

START_TEST(expectations_are_escaped)
{
	struct tree tree = { 0 };
	struct world world;
	struct err err = { 0 };
	struct expand expand;
	char line[256], *text;

	ck_assert(world_open(&world));
	expand = expand_of(&world);
	snprintf(line, sizeof(line), "c => %s", expectations[_i].text);
	ck_assert(expand_expect(&text, &expand, read_line(&tree, line)->expect, &err));
	ck_assert_str_eq(text, expectations[_i].want);
	tree_free(&tree);
	world_close(&world);
}
END_TEST

/* A word that is a variable alone has its value beside its bytes, any bytes. */
START_TEST(values_go_along)
{
	struct tree tree = { 0 };
	struct words got;
	struct world world;
	struct err err = { 0 };
	struct expand expand;

	ck_assert(world_open(&world));
	expand = expand_of(&world);
	ck_assert(expand_words(&got, &expand,
			       read_line(&tree, "c $nul \"${nul}\" $s")->stages->words, false,
			       &err));
	world.bench.words = got.word;
	world.bench.word_count = got.count;
	ck_assert_uint_eq(bench_bytes(&world.bench, got.argv[1]).size, 3);
	ck_assert_uint_eq(bench_bytes(&world.bench, got.argv[2]).size, 3);
	ck_assert(got.word[1].value && got.word[1].value->kind == SHELL_BYTES);
	ck_assert(!got.word[2].value);
	ck_assert(got.word[3].value && got.word[3].value->kind == SHELL_SOCKET);
	tree_free(&tree);
	world_close(&world);
}
END_TEST

/* ---- variables ---------------------------------------------------------------------------- */

START_TEST(variables_and_the_environment)
{
	struct scope scope = { 0 };
	struct shell_value value = { 0 };
	struct err err = { 0 };

	setenv("SOCKBOX_TEST_OLD", "old", 1);
	unsetenv("SOCKBOX_TEST_NEW");
	ck_assert(shell_value_bytes(&value, word_of("new")));
	ck_assert(scope_find(&scope, word_of("SOCKBOX_TEST_OLD"), &err) != NULL);
	ck_assert(scope_set(&scope, "SOCKBOX_TEST_OLD", &value, &err));
	ck_assert_str_eq(getenv("SOCKBOX_TEST_OLD"), "new");
	ck_assert(scope_set(&scope, "SOCKBOX_TEST_NEW", &value, &err));
	ck_assert_ptr_null(getenv("SOCKBOX_TEST_NEW"));
	ck_assert(scope_export(&scope, "SOCKBOX_TEST_NEW", &err));
	ck_assert_str_eq(getenv("SOCKBOX_TEST_NEW"), "new");
	ck_assert(shell_value_bytes(&value, (struct word){ "a\0b", 3 }));
	ck_assert(!scope_set(&scope, "SOCKBOX_TEST_NEW", &value, &err));
	ck_assert(!scope_set(&scope, "errno", &value, &err));
	ck_assert(!scope_set(&scope, "_", &value, &err));
	ck_assert(!scope_export(&scope, "SOCKBOX_TEST_NOT", &err));
	shell_value_free(&value);
	scope_free(&scope);
	scope_free(&scope);
}
END_TEST

START_TEST(names_of_sockets_move)
{
	struct bench bench = { .default_timeout_ns = -1, .cancel_fd = -1 };
	const char *names[] = { "b", NULL };
	struct bench_sock *a, *b, *c;
	struct err err = { 0 };

	memcpy(bench.result_name, "a", 2);
	bench.next_names = names;
	a = bench_add(&bench, "s", dup(0), &err);
	b = bench_add(&bench, "s", dup(0), &err);
	c = bench_add(&bench, "c", dup(0), &err);
	ck_assert_str_eq(a->name, "a");
	ck_assert_str_eq(b->name, "b");
	ck_assert_str_eq(c->name, "c3");
	bench_rename(&bench, c, "a");
	ck_assert_str_eq(c->name, "a");
	ck_assert_str_eq(a->name, "s1");
	ck_assert_ptr_eq(bench_find(&bench, "a", &err), c);
	ck_assert_ptr_null(bench_find(&bench, "nope", &err));
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	bench_drop(&bench, b);
	ck_assert_ptr_null(bench_numbered(&bench, 2));
	bench_free(&bench);
	bench_free(&bench);
}
END_TEST

/* ---- memory ------------------------------------------------------------------------------- */

static void expand_once(void)
{
	struct tree tree = { 0 };
	struct words got;
	struct world world;
	struct err err = { 0 };
	struct expand expand = expand_of(&world);
	const struct node *node;
	char *text;

	if (world_open(&world)) {
		node = read_line(&tree, "c \"${x[1:]}\" $list ${s.family} => \"${quote}\" $n");
		if (node && expand_words(&got, &expand, node->stages->words, true, &err))
			expand_expect(&text, &expand, node->expect, &err);
	}
	tree_free(&tree);
	world_close(&world);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, expand_once), 10);
}
END_TEST

Suite *expand_suite(void)
{
	Suite *suite = suite_create("expand");
	TCase *tcase = tcase_create("expand");

	tcase_add_loop_test(tcase, words_become_bytes, 0, ROWS(words));
	tcase_add_loop_test(tcase, what_is_not_there_is_told, 0, ROWS(refused));
	tcase_add_loop_test(tcase, expectations_are_escaped, 0, ROWS(expectations));
	tcase_add_test(tcase, values_go_along);
	tcase_add_test(tcase, variables_and_the_environment);
	tcase_add_test(tcase, names_of_sockets_move);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
