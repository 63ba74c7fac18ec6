/* check_base64 -- the vectors of RFC 4648 section 10, and every byte value. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "proto/base64.h"
#include "suites.h"

static const struct {
	const char *plain, *encoded;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

START_TEST(rfc_4648)
{
	struct buf buf = { 0 };

	base64_put(&buf, vectors[_i].plain, strlen(vectors[_i].plain));
	ck_assert_str_eq(buf_text(&buf), vectors[_i].encoded);
	buf_free(&buf);
}
END_TEST

/* The values 0 to 63 in order give the alphabet in order. */
START_TEST(alphabet)
{
	unsigned char packed[48];
	struct buf buf = { 0 };

	for (unsigned i = 0; i < 16; i++) {
		unsigned four = 4 * i << 18 | (4 * i + 1) << 12 | (4 * i + 2) << 6 | (4 * i + 3);

		packed[3 * i] = (unsigned char)(four >> 16);
		packed[3 * i + 1] = (unsigned char)(four >> 8);
		packed[3 * i + 2] = (unsigned char)four;
	}
	base64_put(&buf, packed, sizeof(packed));
	ck_assert_str_eq(buf_text(&buf), "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "abcdefghijklmnopqrstuvwxyz0123456789+/");
	buf_free(&buf);
}
END_TEST

static void put_once(void)
{
	char data[1000] = { 0 };
	struct buf buf = { 0 };

	base64_put(&buf, data, sizeof(data));
	buf_free(&buf);
}

START_TEST(survives_no_memory)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, put_once), 2);
}
END_TEST

Suite *base64_suite(void)
{
	Suite *suite = suite_create("base64");
	TCase *tcase = tcase_create("base64");

	tcase_add_loop_test(tcase, rfc_4648, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
	tcase_add_test(tcase, alphabet);
	tcase_add_test(tcase, survives_no_memory);
	suite_add_tcase(suite, tcase);
	return suite;
}
