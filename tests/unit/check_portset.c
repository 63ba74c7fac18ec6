/* check_portset -- ports as they are typed: read, walked, written back, and refused. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "fault.h"
#include "net/portlist.h"
#include "net/service.h"
#include "suites.h"

static struct database services;

/* clang-format off */
static const struct { const char *text, *canonical; unsigned count; } lists[] = {
	{ "1", "1", 1 },
	{ "80,22", "22,80", 2 },
	{ "1-65535", "1-65535", 65535 },
	{ "65535", "65535", 1 },
	{ "63,64,65", "63-65", 3 },
	{ "22,80-90,85-95,22", "22,80-95", 17 },
	{ "0080", "80", 1 },
	{ "80-80", "80", 1 },
	{ "http,https", "80,443", 2 },
	{ "http-alt,domain", "53,8080", 2 },
	{ "dns", "53", 1 },
	{ "80/tcp,http/tcp,443/TCP,1-3/tcp", "1-3,80,443", 5 },
};

static const struct { const char *text, *says; enum status kind; } wrong[] = {
	{ "", "empty part", STATUS_INVALID },
	{ ",", "empty part", STATUS_INVALID },
	{ "22,,80", "empty part", STATUS_INVALID },
	{ "22,", "'22,' has an empty part", STATUS_INVALID },
	{ "0", "port 0", STATUS_INVALID },
	{ "0-5", "port 0", STATUS_INVALID },
	{ "65536", "above 65535", STATUS_INVALID },
	{ "99999999999999999999", "above 65535", STATUS_INVALID },
	{ "80-70", "higher port to a lower", STATUS_INVALID },
	{ "1-65536", "above 65535", STATUS_INVALID },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "too long", STATUS_INVALID },
	{ "53/udp", "'53/udp' is not of tcp", STATUS_INVALID },
	{ "80,80/tcpx", "'80/tcpx' is not of tcp", STATUS_INVALID },
	{ "80/", "'80/' is not of tcp", STATUS_INVALID },
	{ "/tcp", "names no port", STATUS_INVALID },
	{ "nosuchservice", "nosuchservice", STATUS_NOT_FOUND },
	{ "-80", "-80", STATUS_NOT_FOUND },
	{ "80-", "80-", STATUS_NOT_FOUND },
	{ "+80", "+80", STATUS_NOT_FOUND },
	{ "80 ", "80 ", STATUS_NOT_FOUND },
};
/* clang-format on */

START_TEST(read)
{
	struct portset ports = { 0 };
	struct err err = { 0 };
	struct portlist list = { 0 };
	struct buf text = { 0 };

	ck_assert_msg(portset_read(&ports, lists[_i].text, &services, "tcp", &err), "%s", err.text);
	portlist_add_set(&list, &ports);
	ck_assert_uint_eq(list.count, lists[_i].count);
	portlist_put(&text, &list);
	ck_assert_str_eq(buf_text(&text), lists[_i].canonical);
	buf_free(&text);
	portlist_free(&list);
}
END_TEST

START_TEST(refused)
{
	struct portset ports = { 0 }, before;
	struct err err = { 0 };

	portset_add(&ports, 7);
	before = ports;
	ck_assert(!portset_read(&ports, wrong[_i].text, &services, "tcp", &err));
	ck_assert_int_eq(err.kind, wrong[_i].kind);
	ck_assert_msg(strstr(err.text, wrong[_i].says), "%s", err.text);
	ck_assert_mem_eq(&ports, &before, sizeof(ports));
}
END_TEST

START_TEST(walked)
{
	struct portset ports = { 0 };
	uint16_t port = 0;
	unsigned count = 0;

	ck_assert_uint_eq(portset_next(&ports, 0), 0);
	for (unsigned i = 1; i < 65536; i += 61)
		portset_add(&ports, (uint16_t)i);
	while ((port = portset_next(&ports, port)) != 0)
		ck_assert_uint_eq(port, 1 + 61 * count++);
	ck_assert_uint_eq(count, 1 + 65534 / 61);
	ck_assert(portset_has(&ports, 62) && !portset_has(&ports, 63));
}
END_TEST

static bool was_read; /* a service that is not there, with whatever fault */

static void read_names(void)
{
	struct database own = { .path = SERVICES_PATH };
	struct portset ports = { 0 };
	struct err err = { 0 };

	was_read = portset_read(&ports, "http,nosuchservice", &own, "tcp", &err) ||
		   err.kind == STATUS_OK || was_read;
	database_free(&own);
}

START_TEST(faults)
{
	ck_assert_uint_ge(fault_sweep("malloc", ENOMEM, read_names), 1);
	ck_assert(!was_read);
}
END_TEST

Suite *portset_suite(void)
{
	Suite *suite = suite_create("portset");
	TCase *tcase = tcase_create("portset");

	tcase_add_loop_test(tcase, read, 0, sizeof(lists) / sizeof(lists[0]));
	tcase_add_loop_test(tcase, refused, 0, sizeof(wrong) / sizeof(wrong[0]));
	tcase_add_test(tcase, walked);
	tcase_add_test(tcase, faults);
	suite_add_tcase(suite, tcase);
	return suite;
}
