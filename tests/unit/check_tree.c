/* check_tree -- lines of the shell as trees: lists, pipelines, assignments, blocks; every fault of
 * a text. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/name.h"
#include "fault.h"
#include "lang/tree.h"
#include "suites.h"

#define ROWS(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* ---- trees as a line ---------------------------------------------------------------------- */

static void put_words(struct buf *text, const struct shell_word *word)
{
	for (; word; word = word->next) {
		buf_putc(text, ' ');
		buf_put(text, word->source.at, word->source.size);
	}
}

static void put_stages(struct buf *text, const struct node *node)
{
	static const char *const signs[] = { "<", ">", ">>", "2>", "2>>", "2>&1" };

	for (const struct stage *stage = node->stages; stage; stage = stage->next) {
		buf_puts(text, stage == node->stages ? "" : " |");
		buf_puts(text, stage->is_bang ? "!" : "");
		put_words(text, stage->words);
		for (const struct redirect *row = stage->redirects; row; row = row->next) {
			buf_putc(text, ' ');
			buf_puts(text, signs[row->kind]);
			put_words(text, row->word);
		}
	}
	if (node->expect) {
		buf_puts(text, " =>");
		put_words(text, node->expect);
	}
	buf_puts(text, node->background ? " &" : "");
}

static void put_list(struct buf *text, const struct node *node);

static void put_node(struct buf *text, const struct node *node)
{
	buf_putc(text, '(');
	buf_puts(text, node->lenient ? "-" : "");
	for (const char *const *name = node->names; *name; name++)
		buf_printf(text, "%s=", *name);
	switch (node->kind) {
	case NODE_PIPELINE:
		put_stages(text, node);
		break;
	case NODE_VALUE:
		put_words(text, node->value);
		break;
	case NODE_BLOCK:
		buf_puts(text, name_word(tree_blocks, node->block));
		put_words(text, node->words);
		buf_puts(text, " {");
		put_list(text, node->body);
		buf_puts(text, "}");
		break;
	case NODE_AND:
	case NODE_OR:
		put_node(text, node->left);
		buf_puts(text, node->kind == NODE_AND ? "&&" : "||");
		put_node(text, node->right);
		break;
	}
	buf_putc(text, ')');
}

static void put_list(struct buf *text, const struct node *node)
{
	for (; node; node = node->next)
		put_node(text, node);
}

/* Each line of the text, ended by '/'; where it is wrong its faults, as "@line:column". */
static void read_all(struct buf *text, const char *script)
{
	struct source source = { script, strlen(script), 0, 1 };
	struct tree tree = { 0 };
	enum tree_state state;

	do {
		state = tree_read(&tree, &source);
		if (state == TREE_WHOLE)
			put_list(text, tree.first);
		for (const struct tree_fault *fault = tree.faults; fault; fault = fault->next)
			buf_printf(text, "@%u:%u", fault->at.line, fault->at.column);
		buf_puts(text, state == TREE_MORE ? "..." : state == TREE_ENDED ? "" : "/");
	} while (state == TREE_WHOLE || state == TREE_WRONG);
	ck_assert(source.at == source.size || state == TREE_MORE);
	tree_free(&tree);
}

/* clang-format off */
static const struct { const char *script, *tree; } scripts[] = {
	{ "", "" },
	{ "\n\n", "//" },
	{ "a b", "( a b)/" },
	{ "a; b\nc", "( a)( b)/( c)/" },
	{ "a &", "( a &)/" },
	{ "a & b", "( a &)( b)/" },
	{ "a && b || c", "((( a)&&( b))||( c))/" },
	{ "a &&\n b", "(( a)&&( b))/" },
	{ "a | b c | d", "( a | b c | d)/" },
	{ "a |\n b", "( a | b)/" },
	{ "a > f 2>&1 | b < g", "( a > f 2>&1 | b < g)/" },
	{ "> f a", "( a > f)/" },
	{ "a | b => 5", "( a | b => 5)/" },
	{ "!ls -l; x", "(! ls -l; x)/" },
	{ "-a b", "(- -a b)/" },
	{ "-5", "( -5)/" },
	/* assignments */
	{ "x = a b", "(x= a b)/" },
	{ "x = 5", "(x= 5)/" },
	{ "x = \"t\"", "(x= \"t\")/" },
	{ "x = $y", "(x= $y)/" },
	{ "x = a => 5", "(x= a => 5)/" },
	{ "x, y = a", "(x=y= a)/" },
	{ "x,y = a", "(x=y= a)/" },
	{ "x , y = a", "(x=y= a)/" },
	{ "echo x = 5", "( echo x = 5)/" },
	{ "x = a | b > f", "(x= a | b > f)/" },
	{ "x = start echo-server 0", "(x= start echo-server 0)/" },
	/* blocks */
	{ "try { a; b }", "(try {( a)( b)})/" },
	{ "try {\n a\n\n b\n}\nc", "(try {( a)( b)})/( c)/" },
	{ "try a b", "(try {( a b)})/" },
	{ "defer kill $j; x", "(defer {( kill $j)})( x)/" },
	{ "within 5s { a } && b", "((within 5s {( a)})&&( b))/" },
	{ "retry 3 every 1s { a }", "(retry 3 every 1s {( a)})/" },
	{ "retry 3 { a }", "(retry 3 {( a)})/" },
	{ "repeat $n { }", "(repeat $n {})/" },
	{ "foreach x in a b { within 1s { $x } }", "(foreach x in a b {(within 1s {( $x)})})/" },
	{ "try { a => b }; c", "(try {( a => b)})( c)/" },
	/* more is wanted */
	{ "try {", "@1:5..." },
	{ "a\ntry {\nb", "( a)/@2:5..." },
	{ "a |", "@1:4..." },
	{ "a &&", "@1:5..." },
	{ "a 'b", "@1:3..." },
	/* wrong */
	{ "a; ; b", "@1:4/" },
	{ "| a", "@1:1/" },
	{ "a | | b", "@1:5/" },
	{ "a > ; b", "@1:5/" },
	{ "}", "@1:1/" },
	{ "a } b", "@1:3/" },
	{ "{ a }", "@1:1/" },
	{ "= 5", "@1:1/" },
	{ "x =", "@1:3/" },
	{ "x=5", "@1:1/" },
	{ "./x=5", "( ./x=5)/" },
	{ "1x = 5", "@1:1/" },
	{ "x, y = 5", "@1:1/" },
	{ "x = 5 => 5", "@1:7/" },
	{ "a, b c = d", "@1:6/" },
	{ "a,b,c,d,e,f,g,h,i = x", "@1:1/" },
	{ "within { a }", "@1:1/" },
	{ "repeat 1 2 { a }", "@1:1/" },
	{ "retry 1 evry 2s { a }", "@1:1/" },
	{ "foreach 5 in a { }", "@1:1/" },
	{ "try { a } b", "@1:11/" },
	{ "try { a } > f", "@1:11/" },
	{ "try { a } & b", "@1:11/" },
	{ "!ls => 5", "(! ls => 5)/" },
	{ "$", "@1:2/" },
	/* every fault of a text, each once */
	{ "try {\n \"\\q\"\n b\n = 1\n}\nc", "@2:3@4:2/( c)/" },
	{ "$\na\n= 1\nb\n}\n", "@1:2/( a)/@3:1/( b)/@5:1/" },
	{ "try {\n a |\n | b\n c = \n d\n}\ne", "@3:2@4:4/( e)/" },
	{ "}; a", "@1:1/" },
};
/* clang-format on */

START_TEST(trees_of_scripts)
{
	struct buf text = { 0 };

	read_all(&text, scripts[_i].script);
	ck_assert_msg(strcmp(buf_text(&text), scripts[_i].tree) == 0, "%s: %s", scripts[_i].script,
		      buf_text(&text));
	buf_free(&text);
}
END_TEST

/* COUNT times BEFORE, and as often AFTER. */
static enum tree_state read_nested(const char *before, const char *after, int count)
{
	struct buf text = { 0 };
	struct source source = { .line = 1 };
	struct tree tree = { 0 };
	enum tree_state state;

	for (int i = 0; i < count; i++)
		buf_puts(&text, before);
	buf_puts(&text, "a");
	for (int i = 0; i < count; i++)
		buf_puts(&text, after);
	source.text = text.data;
	source.size = text.size;
	state = tree_read(&tree, &source);
	tree_free(&tree);
	buf_free(&text);
	return state;
}

START_TEST(depth_has_a_limit)
{
	ck_assert_int_eq(read_nested("try { ", " }", 20), TREE_WHOLE);
	ck_assert_int_eq(read_nested("try { ", " }", 100000), TREE_WRONG);
	ck_assert_int_eq(read_nested("try ", "", 100000), TREE_WRONG);
	ck_assert_int_eq(read_nested("", " && b", 60), TREE_WHOLE);
	ck_assert_int_eq(read_nested("", " && b", 100000), TREE_WRONG);
	ck_assert_int_eq(read_nested("", "; b", 100000), TREE_WHOLE);
}
END_TEST

static void read_once(void)
{
	struct source source = { .line = 1 };
	struct tree tree = { 0 };

	source.text = "x, y = a \"b${c}\" > d 2>&1 | e => 5 && try { f; within 1s { g } }; = 1\n}";
	source.size = strlen(source.text);
	while (tree_read(&tree, &source) != TREE_ENDED && source.at < source.size)
		;
	tree_free(&tree);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_once), 1);
}
END_TEST

Suite *tree_suite(void)
{
	Suite *suite = suite_create("tree");
	TCase *tcase = tcase_create("tree");

	tcase_add_loop_test(tcase, trees_of_scripts, 0, ROWS(scripts));
	tcase_add_test(tcase, depth_has_a_limit);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
