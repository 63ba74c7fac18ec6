/* check_expect -- expectations: every operator on every type, quantifiers, counts, bytes, verdicts.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "cli/expect.h"
#include "fault.h"
#include "sample.h"
#include "suites.h"

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

#define STATUSES                                                           \
	(UINT64_C(1) << STATUS_OK | UINT64_C(1) << STATUS_NOT_FOUND |      \
	 UINT64_C(1) << STATUS_REFUSED | UINT64_C(1) << STATUS_INVALID |   \
	 UINT64_C(1) << STATUS_TEMP_FAIL | UINT64_C(1) << STATUS_TIMEOUT | \
	 UINT64_C(1) << STATUS_PARTIAL | UINT64_C(1) << STATUS_CLOSED |    \
	 UINT64_C(1) << STATUS_RESET)

enum { RECORDS_MAX = 8 };

/* Records are separated by '|'. */
static struct expect *parse(const char *expression, const struct record_type *types)
{
	struct expect *expect = NULL;
	struct err err = { 0 };

	ck_assert_msg(expect_parse(&expect, expression, types, STATUSES, &err), "%s", err.text);
	return expect;
}

/* Show each record; the worst status of results, as an output keeps it. */
static enum status see_all(struct expect *expect, struct arena *arena,
			   const struct record_type *types, const char *records)
{
	enum status own = STATUS_OK;

	while (*records) {
		size_t size = strcspn(records, "|");
		struct sample sample;
		char line[1024];

		ck_assert_uint_lt(size, sizeof(line));
		memcpy(line, records, size);
		line[size] = '\0';
		ck_assert(sample_fill(&sample, arena, types, line));
		expect_see(expect, &sample.record, sample.head);
		if (sample.record.is_result)
			own = status_worse(own, sample.record.status);
		records += size + (records[size] == '|');
	}
	return own;
}

struct trial {
	const char *expression, *records;
	int exit;
};

static void check_verdict(const struct trial *row, const struct record_type *types)
{
	struct expect *expect = parse(row->expression, types);
	struct arena arena = { 0 };
	struct buf report = { 0 };

	for (int again = 0; again < 2; again++) {
		enum status own = see_all(expect, &arena, types, row->records);
		enum status verdict = expect_verdict(expect, own, 0, &report);

		ck_assert_msg(status_exit(verdict) == row->exit, "%s <- %s: %s, %s",
			      row->expression, row->records, status_word(verdict),
			      buf_text(&report));
		ck_assert_msg((report.size == 0) == (row->exit == 0) ||
				      strstr(row->expression, "warn"),
			      "%s: %s", row->expression, buf_text(&report));
		expect_reset(expect);
		buf_clear(&report);
	}
	buf_free(&report);
	arena_free(&arena);
	expect_free(expect);
}

#define R                                                                                      \
	"result name=https port=443 offset=-5 rtt_ms=1.2345 took_ns=2500000 wait_us=1500 "     \
	"idle_s=90 size_bytes=65536 ratio=0.5 agree=true address=10.1.2.3 addresses=10.1.2.3 " \
	"addresses=2001:db8::1 aliases=www aliases=web numbers=1 numbers=2 numbers=3 "         \
	"interfaces.name=lo interfaces.index=1 interfaces.up=true interfaces.name=eth0 "       \
	"interfaces.index=2 interfaces.up=false main.name=eth0 main.index=2 data=PONG%0d%0a"

/* clang-format off */
static const struct trial verdicts[] = {
	/* numbers */
	{ "port == 443", R, 0 },
	{ "port==443", R, 0 },
	{ "port == 0443", R, 0 },
	{ "port == 443.0", R, 0 },
	{ "port == 443.000000001", R, 1 },
	{ "port == 80", R, 1 },
	{ "port != 80", R, 0 },
	{ "port != 443", R, 1 },
	{ "port < 444", R, 0 },
	{ "port < 443", R, 1 },
	{ "port <= 443", R, 0 },
	{ "port <= 442.999", R, 1 },
	{ "port > 442", R, 0 },
	{ "port > 443", R, 1 },
	{ "port >= 443", R, 0 },
	{ "port >= 444", R, 1 },
	{ "port in 1..1023", R, 0 },
	{ "port in 443..443", R, 0 },
	{ "port in 444..500", R, 1 },
	{ "port in 443", R, 0 },
	{ "port in {80, 443}", R, 0 },
	{ "port in {80,8080..8090}", R, 1 },
	{ "port in {80,400..500}", R, 0 },
	{ "port in { 443 }", R, 0 },
	{ "offset == -5", R, 0 },
	{ "offset < -4", R, 0 },
	{ "offset > -4", R, 1 },
	{ "offset < 0", R, 0 },
	{ "offset < -0", R, 0 },
	{ "offset in -10..-1", R, 0 },
	{ "offset == 5", R, 1 },
	{ "offset == -0", "result offset=0", 0 },
	{ "offset == -9223372036854775808", "result offset=-9223372036854775808", 0 },
	{ "offset < -9223372036854775807", "result offset=-9223372036854775808", 0 },
	{ "offset == 9223372036854775807", "result offset=9223372036854775807", 0 },
	{ "size_bytes == 18446744073709551615", "result size_bytes=18446744073709551615", 0 },
	{ "size_bytes > 18446744073709551614", "result size_bytes=18446744073709551615", 0 },
	{ "size_bytes == 9007199254740993", "result size_bytes=9007199254740992", 1 },
	{ "ratio == 0.5", R, 0 },
	{ "ratio <= 0.5", R, 0 },
	{ "ratio < 0.5", R, 1 },
	{ "ratio == 0.333", "result ratio=0.33333333", 0 },
	{ "ratio == -0.333", "result ratio=-0.33333333", 0 },
	{ "ratio == 0", "result ratio=-0.0000001", 0 },
	{ "ratio > 1000000000000000000", "result ratio=1e300", 0 },
	{ "ratio == 0", "result ratio=nan", 1 },
	{ "ratio != 0", "result ratio=nan", 1 },
	{ "ratio > 0", "result ratio=inf", 1 },
	{ "ratio only 0", "result ratio=nan", 1 },

	/* units */
	{ "rtt_ms == 1.235", R, 0 },
	{ "rtt_ms < 2", R, 0 },
	{ "rtt_ms < 2ms", R, 0 },
	{ "rtt_ms < 1ms", R, 1 },
	{ "rtt_ms > 1234us", R, 0 },
	{ "rtt_ms < 1s", R, 0 },
	{ "rtt_ms < 0.001s", R, 1 },
	{ "rtt_ms < .0013s", R, 0 },
	{ "rtt_ms < .5", R, 1 },
	{ "ratio == .5", R, 0 },
	{ "offset < -.5", R, 0 },
	{ "rtt_ms in 1ms..2ms", R, 0 },
	{ "rtt_ms in 1..2ms", R, 0 },
	{ "took_ns == 2.5ms", R, 0 },
	{ "took_ns == 2500us", R, 0 },
	{ "took_ns == 2500000", R, 0 },
	{ "took_ns < 1h", R, 0 },
	{ "wait_us == 1.5ms", R, 0 },
	{ "wait_us == 1500", R, 0 },
	{ "idle_s == 90", R, 0 },
	{ "idle_s == 1.5m", R, 0 },
	{ "idle_s == 90000ms", R, 0 },
	{ "idle_s > 89999ms", R, 0 },
	{ "idle_s > 1ns", R, 0 },
	{ "size_bytes == 64k", R, 0 },
	{ "size_bytes == 64K", R, 0 },
	{ "size_bytes < 1M", R, 0 },
	{ "size_bytes == 65536", R, 0 },
	{ "size_bytes in {1k..64k}", R, 0 },
	{ "size_bytes >= 1G", R, 1 },

	/* text */
	{ "name == https", R, 0 },
	{ "name == \"https\"", R, 0 },
	{ "name == http", R, 1 },
	{ "name == HTTPS", R, 1 },
	{ "name != http", R, 0 },
	{ "name != https", R, 1 },
	{ "name in {http, https}", R, 0 },
	{ "name in {http,\"ftp\"}", R, 1 },
	{ "name ~ /^http/", R, 0 },
	{ "name ~ /^tp/", R, 1 },
	{ "name ~ /t{2}p/", R, 0 },
	{ "name ~ \"s$\"", R, 0 },
	{ "name ~ /^(ftp|https?)$/", R, 0 },
	{ "name !~ /^ftp/", R, 0 },
	{ "name !~ /ttp/", R, 1 },
	{ "name has ttp", R, 0 },
	{ "name has {h, s}", R, 0 },
	{ "name has {h, x}", R, 1 },
	{ "name has x", R, 1 },
	{ "name only https", R, 0 },
	{ "name only {https}", R, 0 },
	{ "name only {http, https}", R, 1 },
	{ "name", R, 0 },
	{ "name == \"a b\"", "result name=a%20b", 0 },
	{ "name == \"a\\tb\\x21\\041\\u{263a}\"", "result name=a%09b!!%e2%98%ba", 0 },
	{ "name == \"\\\"\\\\\\'\\?\\a\\b\\e\\f\\v\\n\\r\\0\"", "result name=%22%5c'?%07%08%1b%0c%0b%0a%0d%00", 0 },
	{ "name == x\"61 20 62\"", "result name=a%20b", 0 },
	{ "name == x\"612062\"", "result name=a%20b", 0 },
	{ "name == x\"\"", "result name=", 0 },
	{ "name == \"\"", "result name=", 0 },
	{ "name ~ /^$/", "result name=", 0 },
	{ "name", "result name=", 0 },
	{ "name == /etc/services", "result name=/etc/services", 0 },
	{ "name ~ /\\/etc\\/.*s$/", "result name=/etc/services", 0 },
	{ "name ~ /a\\.c/", "result name=a.c", 0 },
	{ "name ~ /a\\.c/", "result name=abc", 1 },
	{ "name ~ /b/", "result name=a%00b", 0 },
	{ "name == a=b~c", "result name=a=b~c", 0 },
	{ "name in {\"1..9\", \"10.0.0.0/8\"}", "result name=1..9", 0 },

	/* bool */
	{ "agree", R, 0 },
	{ "agree == true", R, 0 },
	{ "agree == yes", R, 0 },
	{ "agree != false", R, 0 },
	{ "agree == no", R, 1 },
	{ "agree in {yes, no}", R, 0 },
	{ "agree", "result agree=false", 1 },
	{ "none agree", "result agree=false", 0 },
	{ "none agree", R, 1 },
	{ "any interfaces.up", R, 0 },
	{ "all interfaces.up", R, 1 },
	{ "interfaces.up", R, 1 },

	/* addresses */
	{ "address == 10.1.2.3", R, 0 },
	{ "address == \"10.1.2.3\"", R, 0 },
	{ "address != 10.1.2.4", R, 0 },
	{ "address != 10.1.2.3", R, 1 },
	{ "address == 10.1.2.0/24", R, 1 },
	{ "address in 10.0.0.0/8", R, 0 },
	{ "address in 10.1.2.3", R, 0 },
	{ "address in 10.1.2.99/24", R, 0 },
	{ "address in 10.1.2.3/32", R, 0 },
	{ "address in 10.1.2.2/32", R, 1 },
	{ "address in 0.0.0.0/0", R, 0 },
	{ "address in ::/0", R, 1 },
	{ "address in 192.168.0.0/16", R, 1 },
	{ "address in 10.1.2.0..10.1.2.9", R, 0 },
	{ "address in 10.1.2.4..10.1.2.9", R, 1 },
	{ "address in {192.168.0.0/16, 10.0.0.0/8}", R, 0 },
	{ "address in {192.168.0.0/16, ::1}", R, 1 },
	{ "address ~ /^10\\./", R, 0 },
	{ "address has 10.1.2.3", R, 0 },
	{ "address has 10.1.2", "result address=10.1.2.3", 2 },
	{ "address only {10.1.2.3, 10.1.2.4}", "result address=10.1.2.4|result address=10.1.2.3", 0 },
	{ "address == 2001:DB8:0:0::1", "result address=2001:db8::1", 0 },
	{ "address in 2001:db8::/32", "result address=2001:db8::1", 0 },
	{ "address in 2001:db8::/127", "result address=2001:db8::1", 0 },
	{ "address in 2001:db8::/128", "result address=2001:db8::1", 1 },
	{ "address in 2001:db8::..2001:db8::f", "result address=2001:db8::1", 0 },
	{ "address == ::ffff:1.2.3.4", "result address=::ffff:102:304", 0 },
	{ "address == 1.2.3.4", "result address=::ffff:102:304", 1 },
	{ "address == fe80::1%eth0", "result address=fe80::1%25eth0", 0 },
	{ "address == fe80::1%eth1", "result address=fe80::1%25eth0", 1 },
	{ "address == fe80::1", "result address=fe80::1%25eth0", 1 },
	{ "address in fe80::/10", "result address=fe80::1%25eth0", 0 },
	{ "address in fe80::1", "result address=fe80::1%25eth0", 0 },
	{ "address in fe80::%eth1/10", "result address=fe80::1%25eth0", 1 },
	{ "address in fe80::%my-if/10", "result address=fe80::1%25my-if", 0 },
	{ "address == 10.0.0.0/8", "result address=10.0.0.0/8", 0 },
	{ "address in 10.0.0.0/8", "result address=10.5.0.0/16", 0 },
	{ "address in 10.5.0.0/16", "result address=10.0.0.0/8", 1 },
	{ "address == 10.0.0.1/8", "result address=10.0.0.2/8", 1 },
	{ "address in 10.0.0.0/8", "result address=10.0.0.1-10.0.0.9", 0 },
	{ "address == 10.0.0.1..10.0.0.9", "result address=10.0.0.1-10.0.0.9", 0 },
	{ "address == 1.2.3.4", "result address=nonsense", 1 },
	{ "address in 0.0.0.0/0", "result address=nonsense", 1 },

	/* payload as a value */
	{ "data == \"PONG\\r\\n\"", R, 0 },
	{ "data != \"PONG\"", R, 0 },
	{ "data has PO", R, 0 },
	{ "data has x\"0d0a\"", R, 0 },
	{ "data has x\"0a0d\"", R, 1 },
	{ "data ~ /^PO.*$/", R, 0 },
	{ "any data == \"b\"", "result data=a|result data=b", 0 },

	/* lists, members, indexes */
	{ "aliases[0] == www", R, 0 },
	{ "aliases[1] == web", R, 0 },
	{ "aliases[2] == web", R, 1 },
	{ "aliases[2] != web", R, 1 },
	{ "aliases ~ /^w/", R, 0 },
	{ "all aliases ~ /^w/", R, 0 },
	{ "all aliases == www", R, 1 },
	{ "any aliases == web", R, 0 },
	{ "any aliases == wob", R, 1 },
	{ "none aliases == wob", R, 0 },
	{ "none aliases == web", R, 1 },
	{ "none aliases ~ /x/", R, 0 },
	{ "none aliases", R, 1 },
	{ "none aliases", "result", 0 },
	{ "aliases has web", R, 0 },
	{ "aliases has we", R, 1 },
	{ "aliases has {www, web}", R, 0 },
	{ "aliases has {www, wob}", R, 1 },
	{ "all aliases has {www, web}", R, 0 },
	{ "all aliases has {www, wob}", R, 1 },
	{ "any aliases has {www, wob}", R, 0 },
	{ "any aliases has {wub, wob}", R, 1 },
	{ "none aliases has {wub, wob}", R, 0 },
	{ "none aliases has {wub, web}", R, 1 },
	{ "aliases only {web, www}", R, 0 },
	{ "aliases only {web, www, www}", R, 0 },
	{ "aliases only {web}", R, 1 },
	{ "aliases only {web, www, wob}", R, 1 },
	{ "aliases only www", "result aliases=www|result aliases=www", 0 },
	{ "addresses only {2001:db8:0::1, 10.1.2.3}", R, 0 },
	{ "addresses has 2001:0db8::1", R, 0 },
	{ "any addresses in 10.0.0.0/8", R, 0 },
	{ "addresses in 10.0.0.0/8", R, 1 },
	{ "addresses in {10.0.0.0/8, 2001:db8::/32}", R, 0 },
	{ "numbers has 2", R, 0 },
	{ "numbers has {3, 1}", R, 0 },
	{ "numbers has 4", R, 1 },
	{ "numbers only {3, 2, 1}", R, 0 },
	{ "numbers only {3, 2}", R, 1 },
	{ "numbers < 4", R, 0 },
	{ "any numbers == 3", R, 0 },
	{ "port has 443", R, 0 },
	{ "interfaces.name has lo", R, 0 },
	{ "interfaces.name only {eth0, lo}", R, 0 },
	{ "interfaces[1].name == eth0", R, 0 },
	{ "interfaces[0].index == 1", R, 0 },
	{ "interfaces", R, 0 },
	{ "interfaces", "result", 1 },
	{ "none interfaces", "result", 0 },
	{ "main", R, 0 },
	{ "main.name == eth0", R, 0 },
	{ "main.index in 1..9", R, 0 },

	/* null and nothing */
	{ "name == x", "result", 1 },
	{ "name != x", "result", 1 },
	{ "name !~ /x/", "result", 1 },
	{ "name", "result", 1 },
	{ "any name != x", "result", 1 },
	{ "all name != x", "result", 1 },
	{ "none name == x", "result", 0 },
	{ "port in 0..9", "result", 1 },
	{ "port != 1", "result", 1 },
	{ "agree != true", "result", 1 },
	{ "address != ::1", "result", 1 },
	{ "aliases has x", "result aliases=[]", 1 },
	{ "aliases only x", "result aliases=[]", 1 },
	{ "aliases", "result aliases=[]", 1 },
	{ "name == x", "", 1 },
	{ "none name == x", "", 0 },
	{ "ok", "", 1 },
	{ "name == x", "result name=x|result", 0 },

	/* several records */
	{ "port == 1", "result port=1|result port=1", 0 },
	{ "port == 1", "result port=1|result port=2", 1 },
	{ "any port == 2", "result port=1|result port=2", 0 },
	{ "none port == 3", "result port=1|result port=2", 0 },
	{ "port only {1, 2}", "result port=2|result port=1", 0 },
	{ "port has {1, 2}", "result port=2|result port=1", 0 },
	{ "received == 3", "result port=1|summary received=3", 0 },
	{ "received == 3", "result port=1", 1 },
	{ "name == a", "result name=a|event name=b", 0 },
	{ "name == b", "result|event name=b", 1 },
	{ "type == result", "result", 0 },
	{ "any type == summary", "result|summary received=1", 0 },
	{ "type in {result, summary}", "result|event name=x|summary received=1", 0 },

	/* counts */
	{ "count == 2", "result|result", 0 },
	{ "count == 2", "result|result|result", 1 },
	{ "count >= 2", "result|result|result", 0 },
	{ "count > 2", "result|result", 1 },
	{ "count < 3", "result|result", 0 },
	{ "count <= 1", "result|result", 1 },
	{ "count != 1", "result|result", 0 },
	{ "count in 1..3", "result|result", 0 },
	{ "count in {0, 2}", "result|result", 0 },
	{ "count in {0, 3}", "result|result", 1 },
	{ "count == 0", "", 0 },
	{ "count == 0", "result status=not_found", 0 },
	{ "count == 1", "result|result status=not_found|event name=x|summary received=4", 0 },
	{ "count aliases == 2", R, 0 },
	{ "count aliases >= 3", R, 1 },
	{ "count interfaces == 2", R, 0 },
	{ "count interfaces.name in 1..2", R, 0 },
	{ "count aliases == 3", "result aliases=a|result aliases=b aliases=c", 0 },
	{ "count aliases == 0", "result", 0 },
	{ "count aliases == 0", "result status=not_found", 1 },
	{ "count main == 1", R, 0 },
	{ "count status == 2", "result|result status=refused", 0 },

	/* statuses and the applet's own verdict */
	{ "ok", "result", 0 },
	{ "ok", "result status=not_found", 1 },
	{ "not_found", "result status=not_found", 0 },
	{ "not_found", "result", 1 },
	{ "invalid", "result status=invalid", 0 },
	{ "ok", "result status=invalid", 1 },
	{ "timeout", "result status=timeout", 0 },
	{ "status == refused", "result status=refused", 0 },
	{ "status != refused", "result", 0 },
	{ "status in {refused, ok}", "result status=refused|result", 0 },
	{ "status in {refused, ok}", "result status=refused|result status=not_found", 1 },
	{ "any status == ok", "result status=refused|result", 0 },
	{ "status ~ /^not_/", "result status=not_found", 0 },
	{ "error", "result status=not_found", 0 },
	{ "error", "result", 1 },
	{ "none error", "result", 0 },
	{ "error.kind == not_found", "result status=not_found", 0 },
	{ "error.errno == ECONNREFUSED", "result errno=ECONNREFUSED", 0 },
	{ "error.text ~ /refused/", "result errno=ECONNREFUSED", 0 },
	{ "ok, port == 443", R, 0 },
	{ "port == 443, ok", R, 0 },
	{ "not_found, port == 443", R, 1 },
	{ "port == 443", "result status=not_found port=443", 1 },
	{ "none port == 80", "result status=not_found", 1 },
	{ "not_found, none port == 80", "result status=not_found", 0 },
	{ "warn not_found, port == 443", "result status=not_found port=443", 1 },
	{ "type == result", "result status=not_found", 1 },

	/* what could not be told */
	{ "ok", "result status=temp_fail", 3 },
	{ "refused", "result status=temp_fail", 3 },
	{ "not_found", "result status=temp_fail|result", 1 },
	{ "temp_fail", "result status=temp_fail", 0 },
	{ "status != ok", "result status=temp_fail", 0 },
	{ "port == 443", "result status=temp_fail", 3 },
	{ "port == 443", "result status=temp_fail|result port=80", 1 },
	{ "port == 443", "result status=temp_fail|result port=443", 3 },
	{ "any port == 443", "result status=temp_fail|result port=80", 3 },
	{ "any port == 443", "result status=temp_fail|result port=443", 3 },
	{ "count == 1", "result status=temp_fail", 3 },
	{ "count == 0", "result status=temp_fail", 3 },
	{ "count in 0..1", "result status=temp_fail|result", 3 },
	{ "count >= 1", "result status=temp_fail|result", 0 },
	{ "count == 0", "result status=temp_fail|result", 1 },
	{ "aliases has x", "result status=temp_fail", 3 },
	{ "aliases only x", "result status=temp_fail|result aliases=y", 1 },
	{ "aliases only x", "result status=partial", 3 },
	{ "address == 1.2.3.4", "result status=partial address=1.2.3.5", 1 },
	{ "address == 1.2.3.4", "result status=partial address=1.2.3.4", 3 },
	{ "status in {ok, partial}, address == 1.2.3.4", "result status=partial address=1.2.3.4", 0 },
	{ "ECONNREFUSED", "result status=temp_fail", 3 },
	{ "port == 1", "result status=not_found|result status=temp_fail", 1 },
	{ "port == 1", "result status=timeout", 1 },
	{ "ok", "result status=timeout", 1 },

	/* endings */
	{ "ECONNREFUSED", "result errno=ECONNREFUSED", 0 },
	{ "ECONNREFUSED", "result errno=ECONNRESET", 1 },
	{ "ECONNREFUSED", "result", 1 },
	{ "ECONNREFUSED", "result errno=ECONNREFUSED|result", 1 },
	{ "EWOULDBLOCK", "result errno=EAGAIN", 0 },
	{ "EOPNOTSUPP", "result errno=EOPNOTSUPP", 0 },
	{ "ENOTSUP", "result errno=EOPNOTSUPP", 0 },
	{ "EOF", "result status=closed", 0 },
	{ "EOF", "result data=a|result data=b|result status=closed", 0 },
	{ "EOF", "result data=a", 1 },
	{ "EOF", "result status=closed|result status=reset", 1 },
	{ "EOF from [::1]:*", "result status=closed peer=[::1]:5", 0 },
	{ "EOF from [::1]:*", "result status=closed peer=[::2]:5", 1 },
	{ "EOF from [::1]:*", "result status=closed", 1 },
	{ "ECONNREFUSED from *:7", "result errno=ECONNREFUSED peer=127.0.0.1:7", 0 },
	{ "ECONNREFUSED from *:7", "result errno=ECONNREFUSED peer=127.0.0.1:8", 1 },
	{ "RST", "result data=a|result errno=ECONNRESET", 0 },
	{ "RST", "result status=closed", 1 },
	{ "timeout", "result data=a|result status=timeout", 0 },
	{ "timeout", "result data=a", 1 },

	/* bytes on a stream */
	{ "\"PONG\\r\\n\"", R, 0 },
	{ "\"PONG\"", R, 1 },
	{ "\"PONG\"...", R, 0 },
	{ "/^PO/", R, 0 },
	{ "~ /ON/", R, 0 },
	{ "/NO/", R, 1 },
	{ "/b.c/", "result data=ab|result data=bcd", 0 },
	{ "/b.c/", "result data=ab transport=udp|result data=bcd transport=udp", 1 },
	{ "/PONG/ from 127.0.0.1", "result data=PONG peer=127.0.0.2:5", 1 },
	{ "...\"NG\\r\\n\"", R, 0 },
	{ "...\"PONG\\r\\n\"", R, 0 },
	{ "...\"xPONG\\r\\n\"", R, 1 },
	{ "...\"NG\"", R, 1 },
	{ "...\"NG\"...", R, 0 },
	{ "...\"xx\"...", R, 1 },
	{ "x\"50 4f 4e 47 0d 0a\"", R, 0 },
	{ "... x\"0d0a\"", R, 0 },
	{ "\"hello\"", "result data=he|result data=llo", 0 },
	{ "\"hello\"", "result data=he|result data=lla", 1 },
	{ "\"hello\"", "result data=he", 1 },
	{ "\"hello\"", "result data=hello!", 1 },
	{ "\"hello\"", "result data=hello|result data=!", 0 },
	{ "\"hello\"...", "result data=h|result data=ello%20world", 0 },
	{ "...\"hello\"...", "result data=hehel|result data=lo", 0 },
	{ "...\"hello\"...", "result data=hehel|result|result data=lo", 0 },
	{ "...\"aab\"", "result data=aaa|result data=b", 0 },
	{ "...\"aab\"", "result data=aaab|result data=b", 0 },
	{ "...\"aab\"", "result data=aaa|result data=bb", 1 },
	{ "...\"abab\"...", "result data=abaab|result data=ab", 0 },
	{ "...\"abab\"", "result data=ababab", 0 },
	{ "\"\"", "result data=", 0 },
	{ "\"\"", "result data=x", 1 },
	{ "\"\"", "result", 1 },
	{ "\"\"...", "result data=x", 0 },
	{ "...\"\"...", "result data=x", 0 },
	{ "...\"\"", "result data=x", 0 },
	{ "x\"00ff00\"", "result data=%00|result data=%ff%00", 0 },
	{ "\"PONG\", EOF", "result data=PONG|result status=closed", 0 },
	{ "\"PONG\", EOF", "result data=PING|result status=closed", 1 },
	{ "\"PONG\", timeout", "result data=PONG|result status=timeout", 0 },
	{ "\"PONG\"", "result data=PONG|result status=closed", 1 },
	{ "\"hello\"", "result data=hel|result status=temp_fail", 3 },

	/* bytes in datagrams */
	{ "\"a\"", "result transport=udp data=a|result transport=udp data=a", 0 },
	{ "\"a\"", "result transport=udp data=a|result transport=udp data=b", 1 },
	{ "\"ab\"", "result transport=udp data=a|result transport=udp data=b", 1 },
	{ "\"ab\"", "result transport=tcp data=a|result transport=tcp data=b", 0 },
	{ "...\"b\"", "result transport=unixgram data=ab|result transport=unixgram data=xb", 0 },
	{ "...\"b\"", "result transport=seqpacket data=ab|result transport=seqpacket data=ba", 1 },
	{ "\"\"", "result transport=udp data=", 0 },

	/* from */
	{ "\"a\" from 127.0.0.1:53", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.1:53", "result data=a peer=udp:127.0.0.1:53", 0 },
	{ "\"a\" from udp:127.0.0.1:53", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.1:*", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.1", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from *:53", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from :53", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.0/8:53", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.0/8", "result data=a peer=127.0.0.1:53", 0 },
	{ "\"a\" from 127.0.0.1:54", "result data=a peer=127.0.0.1:53", 1 },
	{ "\"a\" from 127.0.0.2:53", "result data=a peer=127.0.0.1:53", 1 },
	{ "\"a\" from [::1]:53", "result data=a peer=udp:[0::1]:53", 0 },
	{ "\"a\" from [::1]", "result data=a peer=udp:[::1]:53", 0 },
	{ "\"a\" from ::1", "result data=a peer=udp:[::1]:53", 0 },
	{ "\"a\" from unix:/run/x", "result data=a peer=unixgram:/run/x", 0 },
	{ "\"a\" from @x", "result data=a peer=unix:@x", 0 },
	{ "\"a\" from @y", "result data=a peer=unix:@x", 1 },
	{ "\"a\" from ::1", "result data=a", 1 },
	{ "...\"b\" from ::1", "result transport=udp data=b peer=[::1]:1|result transport=udp data=b peer=[::2]:1", 1 },

	/* warnings do not fail, and several terms must all hold */
	{ "warn port == 80, name == https", R, 0 },
	{ "warn port == 443", R, 0 },
	{ "warn port == 80", R, 0 },
	{ "name == https, warn any aliases == x, port == 80", R, 1 },
	{ "port == 443, name == https, aliases has www, agree", R, 0 },
	{ " port  ==  443\t,\nname==https ", R, 0 },
	{ "port == 443 , name == https", R, 0 },
};
/* clang-format on */

START_TEST(verdict_of_records)
{
	const struct trial *row = &verdicts[_i];
	struct expect *expect;
	struct err err;

	if (row->exit == 2)
		ck_assert(!expect_parse(&expect, row->expression, sample_types, STATUSES, &err));
	else
		check_verdict(row, sample_types);
}
END_TEST

/* clang-format off */
static const struct trial value_texts[] = {
	{ "abc", "result value=abc", 0 },
	{ "abd", "result value=abc", 1 },
	{ "\"abc\"", "result value=abc", 0 },
	{ "== abc", "result value=abc", 0 },
	{ "!= abc", "result value=abc", 1 },
	{ "/b/", "result value=abc", 0 },
	{ "~ /^b/", "result value=abc", 1 },
	{ "!~ /^b/", "result value=abc", 0 },
	{ "{abc, def}", "result value=def", 0 },
	{ "in {abc, def}", "result value=xyz", 1 },
	{ "has b", "result value=abc", 0 },
	{ "x\"616263\"", "result value=abc", 0 },
	{ "value == abc", "result value=abc", 0 },
	{ "any value == abc", "result value=abc|result value=x", 0 },
	{ "10.0.0.0/8", "result value=10.0.0.0/8", 0 },
	{ "ok", "result value=abc", 0 },
	{ "abc, ok", "result value=abc", 0 },
	{ "abc", "result status=refused", 1 },
	{ "refused", "result status=refused", 0 },
	{ "timeout", "result status=timeout", 0 },
	{ "timeout", "result value=timeout", 1 },
	{ "EOF", "result status=closed", 0 },
	{ "EOF", "result value=x", 1 },
	{ "RST", "result status=reset", 0 },
};

static const struct trial value_ints[] = {
	{ "5", "result value=5", 0 },
	{ "6", "result value=5", 1 },
	{ "-5", "result value=-5", 0 },
	{ "1..10", "result value=5", 0 },
	{ "6..10", "result value=5", 1 },
	{ "{1, 5}", "result value=5", 0 },
	{ ">= 5", "result value=5", 0 },
	{ "< 5", "result value=5", 1 },
	{ "== 5", "result value=5", 0 },
	{ "in 1..5", "result value=5", 0 },
	{ "> 1, < 9", "result value=5", 0 },
};

static const struct trial value_addresses[] = {
	{ "10.0.0.1", "result value=10.0.0.1", 0 },
	{ "10.0.0.0/8", "result value=10.0.0.1", 0 },
	{ "10.0.0.0..10.0.0.9", "result value=10.0.0.1", 0 },
	{ "fe80::/10", "result value=fe80::1", 0 },
	{ "::1", "result value=::1", 0 },
	{ "{::1, 10.0.0.0/8}", "result value=10.0.0.1", 0 },
	{ "!= ::1", "result value=10.0.0.1", 0 },
};
/* clang-format on */

START_TEST(verdict_of_a_text)
{
	check_verdict(&value_texts[_i], sample_value_text);
}
END_TEST

START_TEST(verdict_of_an_int)
{
	check_verdict(&value_ints[_i], sample_value_int);
}
END_TEST

START_TEST(verdict_of_an_address)
{
	check_verdict(&value_addresses[_i], sample_value_address);
}
END_TEST

/* ---- when it is decided ------------------------------------------------------------------ */

/* DECIDED: after how many records; -1: only at the end. */
static const struct {
	const char *expression, *records;
	int decided;
} decisions[] = {
	{ "count >= 2", "result|result|result", 2 },
	{ "count > 1", "result|result|result", 2 },
	{ "count >= 0", "result", 0 },
	{ "count == 0", "result", 1 },
	{ "count == 0", "result status=refused|result status=refused", -1 },
	{ "count == 2", "result|result", -1 },
	{ "count == 1", "result|result", 2 },
	{ "count != 1", "result|result", 2 },
	{ "count < 2", "result|result", 2 },
	{ "count <= 1", "result|result", 2 },
	{ "count in 1..2", "result|result|result", 3 },
	{ "count in {0, 1}", "result|result|result", 2 },
	{ "port == 1", "result port=1|result port=1", -1 },
	{ "port == 1", "result port=1|result port=2", 2 },
	{ "any port == 2", "result port=1|result port=2", 2 },
	{ "none port == 2", "result port=1|result port=2", 2 },
	{ "none port == 3", "result port=1|result port=2", -1 },
	{ "aliases has {a, b}", "result aliases=a|result aliases=b", 2 },
	{ "any aliases has {a, b}", "result aliases=a|result aliases=b", 1 },
	{ "none aliases has {a, b}", "result aliases=c|result aliases=b", 2 },
	{ "aliases only {a, b}", "result aliases=a|result aliases=b", -1 },
	{ "aliases only {a, b}", "result aliases=a|result aliases=c", 2 },
	{ "ok", "result|result", -1 },
	{ "ok", "result|result status=refused", 2 },
	{ "ok", "result|result status=temp_fail", -1 },
	{ "\"hello\"", "result data=he|result data=llo", 2 },
	{ "\"hello\"", "result data=hx", 1 },
	{ "...\"lo\"", "result data=hel|result data=lo|result data=x", 2 },
	{ "...\"l\"...", "result data=he|result data=llo", 2 },
	{ "\"a\"", "result transport=udp data=a|result transport=udp data=b", 2 },
	{ "EOF", "result data=a|result status=closed", -1 },
	{ "count >= 1, any port == 2", "result port=1|result port=2", 2 },
	{ "count >= 3, port == 1", "result port=1|result port=2", 2 },
	{ "warn port == 1, count >= 2", "result port=1|result port=1", 2 },
	{ "warn port == 1, count >= 2", "result port=2", -1 },
	{ "warn count >= 1", "result", 1 },
	{ "any received == 3", "result|event name=x|summary received=3", 3 },
};

START_TEST(decision)
{
	struct expect *expect = parse(decisions[_i].expression, sample_types);
	const char *records = decisions[_i].records;
	struct arena arena = { 0 };
	int decided = expect_decided(expect) ? 0 : -1;

	for (int n = 1; *records && decided < 0; n++) {
		size_t size = strcspn(records, "|");
		char line[256] = "";

		memcpy(line, records, size);
		see_all(expect, &arena, sample_types, line);
		records += size + (records[size] == '|');
		if (expect_decided(expect))
			decided = n;
	}
	ck_assert_msg(decided == decisions[_i].decided, "%s <- %s: %d", decisions[_i].expression,
		      decisions[_i].records, decided);
	arena_free(&arena);
	expect_free(expect);
}
END_TEST

/* ---- within and after -------------------------------------------------------------------- */

static const struct {
	const char *expression;
	int took_ms, exit;
	const char *report;
} windows[] = {
	{ "ok within 200ms", 199, 0, "" },
	{ "ok within 200ms", 200, 0, "" },
	{ "ok within 200ms", 201, 1, "expected within 200.000 ms, got 201.000 ms\n" },
	{ "ok after 90ms", 90, 0, "" },
	{ "ok after 90ms", 89, 1, "expected after 90.000 ms, got 89.000 ms\n" },
	{ "ok within 1s after 90ms", 500, 0, "" },
	{ "ok after 90ms within 1s", 1001, 1, "expected within 1000.000 ms, got 1001.000 ms\n" },
	{ "ok within 2", 1999, 0, "" },
	{ "ok, port == 1 within 2s", 1, 0, "" },
	{ "port == 2 within 2s", 3000, 1,
	  "expected port == 2, got 1\nexpected within 2000.000 ms, got 3000.000 ms\n" },
	{ "aliases has {a}within 2s", 1, 1, "expected aliases has {a}, got no value\n" },
};

/* That nothing came in a time is known when it has passed. */
START_TEST(silence_takes_its_time)
{
	struct expect *expect = parse("timeout within 200ms", sample_types);
	struct arena arena = { 0 };
	enum status own = see_all(expect, &arena, sample_types, "result status=timeout");

	ck_assert_int_eq(expect_verdict(expect, own, 201 * (int64_t)NS_PER_MS, NULL), STATUS_OK);
	arena_free(&arena);
	expect_free(expect);
}
END_TEST

START_TEST(window)
{
	struct expect *expect = parse(windows[_i].expression, sample_types);
	struct arena arena = { 0 };
	struct buf report = { 0 };
	enum status own = see_all(expect, &arena, sample_types, "result port=1");
	int64_t took_ns = (int64_t)windows[_i].took_ms * NS_PER_MS;
	enum status verdict = expect_verdict(expect, own, took_ns, &report);

	ck_assert_int_eq(status_exit(verdict), windows[_i].exit);
	ck_assert_str_eq(buf_text(&report), windows[_i].report);
	ck_assert_int_eq(expect_verdict(expect, own, took_ns, NULL), verdict);
	buf_free(&report);
	arena_free(&arena);
	expect_free(expect);
}
END_TEST

/* ---- what a miss says ------------------------------------------------------------------- */

static const struct {
	const char *expression, *records, *report;
} reports[] = {
	{ "port == 80", "result port=443", "expected port == 80, got 443\n" },
	{ "  port==80  ", "result port=443", "expected port==80, got 443\n" },
	{ "port == 80", "result port=1|result port=2|result port=80|result port=3|result port=4",
	  "expected port == 80, got 1, 2, 3 and 1 more\n" },
	{ "name == x", "result name=a%20b", "expected name == x, got \"a b\"\n" },
	{ "name == x", "result name=", "expected name == x, got \"\"\n" },
	{ "name == x", "result name=a%0ab%1b[31m", "expected name == x, got \"a\\nb\\x1b[31m\"\n" },
	{ "name == x", "result name=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee",
	  "expected name == x, got \"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeee\"... (50 "
	  "bytes)\n" },
	{ "address in 10.0.0.0/8", "result address=192.168.1.1",
	  "expected address in 10.0.0.0/8, got 192.168.1.1\n" },
	{ "agree", "result agree=false", "expected agree, got no\n" },
	{ "rtt_ms < 1ms", "result rtt_ms=1.5", "expected rtt_ms < 1ms, got 1.500\n" },
	{ "port == 80", "result", "expected port == 80, got no value\n" },
	{ "port == 80", "result status=not_found",
	  "expected port == 80, got no value (not_found)\n" },
	{ "none port == 443", "result status=not_found", "expected success, got not_found\n" },
	{ "any aliases == x", "result aliases=a|result aliases=b",
	  "expected any aliases == x, got \"a\", \"b\"\n" },
	{ "none aliases == a", "result aliases=a|result aliases=b",
	  "expected none aliases == a, got \"a\"\n" },
	{ "none interfaces", "result interfaces.name=lo",
	  "expected none interfaces, got an object\n" },
	{ "aliases has x", "result aliases=a aliases=b",
	  "expected aliases has x, got \"a\", \"b\"\n" },
	{ "aliases only {a, b}", "result aliases=a aliases=c",
	  "expected aliases only {a, b}, got \"c\" too, and not b\n" },
	{ "aliases only {a, b}", "result aliases=a",
	  "expected aliases only {a, b}, got all but b\n" },
	{ "aliases only {a, b}", "result", "expected aliases only {a, b}, got no value\n" },
	{ "aliases only a", "result aliases=a aliases=c",
	  "expected aliases only a, got \"c\" too\n" },
	{ "count >= 2", "result", "expected count >= 2, got 1\n" },
	{ "count == 0", "result status=temp_fail", "expected count == 0, got 0 (temp_fail)\n" },
	{ "count aliases == 0", "result aliases=a", "expected count aliases == 0, got 1\n" },
	{ "ok", "result status=not_found", "expected ok, got \"not_found\"\n" },
	{ "ok", "", "expected ok, got no value\n" },
	{ "ECONNREFUSED", "result errno=ECONNRESET",
	  "expected ECONNREFUSED, got \"ECONNRESET\"\n" },
	{ "ECONNREFUSED", "result", "expected ECONNREFUSED, got \"ok\"\n" },
	{ "EOF", "result", "expected EOF, got no such end\n" },
	{ "EOF", "result status=reset", "expected EOF, got \"reset\"\n" },
	{ "warn port == 80, port == 443", "result port=443",
	  "warning: expected port == 80, got 443\n" },
	{ "\"PONG\"", "result", "expected \"PONG\", got no value\n" },
	{ "\"PONG\"", "result data=PO", "expected \"PONG\", got only its first 2 of 4 bytes\n" },
	{ "\"PONG\"", "result data=PING!",
	  "expected \"PONG\", got \"PING!\"; first difference at byte 1\n"
	  "  want 00000000  50 4f 4e 47                                       PONG\n"
	  "  got  00000000  50 49 4e 47 21                                    PING!\n" },
	{ "\"PONG\"", "result data=PONG%0d%0a",
	  "expected \"PONG\", got \"PONG\\x0d\\n\"; first difference at byte 4\n"
	  "  want 00000000  50 4f 4e 47                                       PONG\n"
	  "  got  00000000  50 4f 4e 47 0d 0a                                 PONG..\n" },
	{ "\"\"", "result data=%1b[m",
	  "expected \"\", got \"\\x1b[m\"; first difference at byte 0\n"
	  "  want 00000000                                                    \n"
	  "  got  00000000  1b 5b 6d                                          .[m\n" },
	{ "\"0123456789abcdefghij\"", "result data=01|result data=2x456789abcdefghijklmnop",
	  "expected \"0123456789abcdefghij\", got 26 bytes; first difference at byte 3\n"
	  "  want 00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef\n"
	  "  got  00000000  30 31 32 78 34 35 36 37  38 39 61 62 63 64 65 66  012x456789abcdef\n" },
	{ "\"0123456789abcdefghij\"", "result data=0123456789abcd|result data=efghijk",
	  "expected \"0123456789abcdefghij\", got \"0123456789abcdefghijk\"; first difference "
	  "at byte 20\n"
	  "  want 0000000c  63 64 65 66 67 68 69 6a                           cdefghij\n"
	  "  got  0000000c  63 64 65 66 67 68 69 6a  6b                       cdefghijk\n" },
	{ "...\"x\"...", "result data=0123456789|result data=abcdefghij",
	  "expected ...\"x\"..., got 20 bytes without it\n"
	  "  last 00000004  34 35 36 37 38 39 61 62  63 64 65 66 67 68 69 6a  456789abcdefghij\n" },
	{ "...\"x\"", "result data=xy",
	  "expected ...\"x\", got 2 bytes that do not end in it\n"
	  "  last 00000000  78 79                                             xy\n" },
	{ "\"a\" from ::1", "result data=a peer=[::2]:5",
	  "expected \"a\" from ::1, got \"[::2]:5\"\n" },
	{ "name == \"a\\\\b\"", "result name=x", "expected name == \"a\\\\b\", got \"x\"\n" },
};

START_TEST(report_says)
{
	struct expect *expect = parse(reports[_i].expression, sample_types);
	struct arena arena = { 0 };
	struct buf report = { 0 };
	enum status own = see_all(expect, &arena, sample_types, reports[_i].records);

	expect_verdict(expect, own, 0, &report);
	ck_assert_str_eq(buf_text(&report), reports[_i].report);
	buf_free(&report);
	arena_free(&arena);
	expect_free(expect);
}
END_TEST

/* ---- what is refused -------------------------------------------------------------------- */

/* The sentence, and the whole of what stands below it: the expression and the caret. */
static const struct {
	const char *expression, *says, *below;
} faults[] = {
	{ "prot == 443", "there is no key 'prot', did you mean 'port'?", "  prot == 443\n  ^~~~" },
	{ "port == 1, nmae == x", "did you mean 'name'?",
	  "  port == 1, nmae == x\n             ^~~~" },
	{ "refusd", "'refusd' is no status or key here, did you mean 'refused'?",
	  "  refusd\n  ^~~~~~" },
	{ "open", "this never ends with the status 'open'", "  open\n  ^~~~" },
	{ "prt", "did you mean 'port'?", NULL },
	{ "zzzzz", "'zzzzz' is no status or key here", "  zzzzz\n  ^~~~~" },
	{ "ECONREFUSED", "did you mean 'ECONNREFUSED'?", NULL },
	{ "coutn >= 2", "there is no key 'coutn'", NULL },
	{ "", "a status, a key or a value is missing here", "  \n  ^" },
	{ "  ", "a status, a key or a value is missing here", "    \n    ^" },
	{ "ok,", "a status, a key or a value is missing here", "  ok,\n     ^" },
	{ ",ok", "a status, a key or a value is missing here", "  ,ok\n  ^" },
	{ "ok,,ok", "is missing here", "  ok,,ok\n     ^" },
	{ "warn", "is missing here", NULL },
	{ "warn warn ok", "'warn' is no status or key here", NULL },
	{ "any", "a key is missing here", "  any\n     ^" },
	{ "any all port == 1", "there is no key 'all'", NULL },
	{ "any ok", "there is no key 'ok'", NULL },
	{ "any prot == 1", "did you mean 'port'?", "  any prot == 1\n      ^~~~" },
	{ "port == 443 80", "',' for and, 'within', 'after' or the end goes here",
	  "  port == 443 80\n              ^" },
	{ "ok ok", "',' for and, 'within', 'after' or the end goes here", NULL },
	{ "ok or port == 1", "or the end goes here", NULL },
	{ "(ok)", "is no status or key here", NULL },
	{ "name == 'https'", "text stands in double quotes", "  name == 'https'\n          ^" },
	{ "port = 443", "'=' is no operator, did you mean '=='?", "  port = 443\n       ^" },
	{ "port =~ 443", "'=' is no operator", NULL },
	{ "port ! 443", "'!' is no operator", NULL },
	{ "port is 443", "or the end goes here", "  port is 443\n       ^" },
	{ "port ==", "a value is missing here", "  port ==\n         ^" },
	{ "port == , ok", "a value is missing here", "  port == , ok\n          ^" },
	{ "port === 443", "'=' is not a number", NULL },
	{ "port == x", "'x' is not a number", "  port == x\n          ^" },
	{ "port == 443x", "'443x' is not a number", NULL },
	{ "port == 1s", "'1s' is not a number", NULL },
	{ "port == 0x50", "is not a number", NULL },
	{ "port == 1.", "is not a number", NULL },
	{ "port == .", "is not a number", NULL },
	{ "port == +5", "is not a number", NULL },
	{ "port == --5", "is not a number", NULL },
	{ "port == 1e3", "is not a number", NULL },
	{ "port == 18446744073709551616", "is not a number", NULL },
	{ "port == 1.0000000001", "is not a number", NULL },
	{ "port == 1..5", "a range goes with 'in'", "  port == 1..5\n          ^~~~" },
	{ "port < 1..5", "a range goes with 'in'", NULL },
	{ "port in 5..1", "this range ends before it begins", "  port in 5..1\n          ^~~~" },
	{ "port in 1..", "'' is not a number", NULL },
	{ "port in ..5", "'' is not a number", NULL },
	{ "port in 1...5", "ends before it begins", NULL },
	{ "port in {}", "a value is missing here", NULL },
	{ "port in {1,}", "a value is missing here", NULL },
	{ "port in {1 2}", "a set needs ',' or '}' here", "  port in {1 2}\n             ^" },
	{ "port in {1", "a set needs ',' or '}' here", NULL },
	{ "port in {{1}}", "a value is missing here", NULL },
	{ "port == {1, 2}", "a set goes with 'in', 'has' or 'only'",
	  "  port == {1, 2}\n          ^" },
	{ "name ~ {a}", "a set goes with", NULL },
	{ "port == 1}", "or the end goes here", NULL },
	{ "rtt_ms < 1k", "'1k' is not a duration", "  rtt_ms < 1k\n           ^~" },
	{ "rtt_ms < 1sec", "'1sec' is not a duration", NULL },
	{ "rtt_ms < 0.5ns", "is not a duration", NULL },
	{ "rtt_ms < -1s", "is not a duration", NULL },
	{ "rtt_ms < 99999999999999h", "is not a duration", NULL },
	{ "size_bytes < 1s", "'1s' is not a size", NULL },
	{ "size_bytes < 64kb", "'64kb' is not a size", NULL },
	{ "port ~ /4/", "'~' does not go with 'port', which is a number",
	  "  port ~ /4/\n       ^" },
	{ "name < b", "'<' does not go with 'name', which is text", "  name < b\n       ^" },
	{ "agree < true", "does not go with 'agree', which is true or false", NULL },
	{ "agree has true", "'has' does not go with 'agree'", "  agree has true\n        ^~~" },
	{ "agree == maybe", "this is true or false", "  agree == maybe\n           ^~~~~" },
	{ "address < 1.2.3.4", "does not go with 'address', which is an address", NULL },
	{ "data > \"x\"", "does not go with 'data', which is bytes", NULL },
	{ "interfaces == lo", "'interfaces' is an object: name a member, as in interfaces.name",
	  "  interfaces == lo\n             ^~" },
	{ "main has x", "'main' is an object: name a member, as in main.name", NULL },
	{ "error == x", "'error' is an object: name a member, as in error.kind", NULL },
	{ "address == localhost", "this is not an IPv4 or IPv6 address",
	  "  address == localhost\n             ^~~~~~~~~" },
	{ "address in 10.0.0.0/33", "this is not an address, ADDRESS/PREFIX or low..high", NULL },
	{ "address in 10.0.0/8", "this is not an address", NULL },
	{ "address in ::/129", "this is not an address", NULL },
	{ "address in 10.0.0.9..10.0.0.1", "this is not an address", NULL },
	{ "address in 10.0.0.1..::1", "this is not an address", NULL },
	{ "address in 10.0.0.1/", "this is not an address", NULL },
	{ "address == 1.2.3.4%eth0", "this is not an IPv4 or IPv6 address", NULL },
	{ "address == fe80::1%", "this is not an IPv4 or IPv6 address", NULL },
	{ "address == 2001:db8::1%eth0", "this is not an IPv4 or IPv6 address", NULL },
	{ "address == 010.1.1.1", "this is not an IPv4 or IPv6 address", NULL },
	{ "address ~ 10", "a regular expression stands between slashes: /.../",
	  "  address ~ 10\n            ^~" },
	{ "name in 10.0.0.0/8", "'name' is text: it has no ranges or networks", NULL },
	{ "name in {a, 1..9}", "'name' is text: it has no ranges or networks",
	  "  name in {a, 1..9}\n              ^~~~" },
	{ "name ~ /(/", "not a regular expression: ", "  name ~ /(/\n         ^~~" },
	{ "name ~ /[/", "not a regular expression: ", NULL },
	{ "name ~ /a{2,1}/", "not a regular expression: ", NULL },
	{ "name ~ /*/b/", "not a regular expression: ", NULL },
	{ "name ~ /abc", "this / is never closed", "  name ~ /abc\n         ^" },
	{ "name ~ /a\\/", "this / is never closed", NULL },
	{ "name ~ /(a)\\1/", "POSIX extended expressions have no \\1 to \\9", NULL },
	{ "name ~ x\"00\"", "cannot hold a NUL byte", NULL },
	{ "name ~ /((a{200}){200}){200}/", "repeats too much", NULL },
	{ "name ~ /a{256}/", "repeats too much", NULL },
	{ "name ~ /a{99}{99}{9}/", "repeats too much", NULL },
	{ "name ~ /((a{0}){0}){99}{99}){9}/", "repeats too much", NULL },
	{ "name ~ /(a{50}){50}*{99}/", "repeats too much", NULL },
	{ "name ~ /a+++++++++++++++++++++++++/", "repeats too much", NULL },
	{ "name ~ /((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))/",
	  "repeats too much", NULL },
	{ "name == \"abc", "this \" is never closed", "  name == \"abc\n          ^" },
	{ "name == \"abc\\\"", "this \" is never closed", NULL },
	{ "name == \"a\\qb\"", "this escape is not one of", NULL },
	{ "name == \"\\x4\"", "this escape is not one of", NULL },
	{ "name == \"\\777\"", "this escape is not one of", NULL },
	{ "name == \"\\u{}\"", "this escape is not one of", NULL },
	{ "name == \"\\u{d800}\"", "this escape is not one of", NULL },
	{ "name == \"\\u{110000}\"", "this escape is not one of", NULL },
	{ "name == \"\\u{41\"", "this escape is not one of", NULL },
	{ "name == x\"0\"", "bytes are pairs of hex digits", "  name == x\"0\"\n            ^" },
	{ "name == x\"0g\"", "bytes are pairs of hex digits", NULL },
	{ "name == a\"b\"", "or the end goes here", NULL },
	{ "change == x", "results and summaries have no 'change'", "  change == x\n  ^~~~~~" },
	{ "port[0] == 1", "'port' is not a list", "  port[0] == 1\n  ^~~~~~~" },
	{ "aliases[x] == 1", "is not a path", NULL },
	{ "interfaces.nme == lo", "there is no key 'nme', did you mean 'name'?", NULL },
	{ "interfaces.nme", "there is no key 'nme', did you mean 'name'?", NULL },
	{ "aliases[", "is not a path", NULL },
	{ "count", "a count is compared, as in count >= 2", "  count\n       ^" },
	{ "count >=", "a value is missing here", NULL },
	{ "count 2", "there is no key '2'", NULL },
	{ "count aliases", "a count is compared", NULL },
	{ "count prot == 1", "did you mean 'port'?", NULL },
	{ "count ~ /2/", "'~' does not go with 'count', which is a number", NULL },
	{ "count has 2", "a count is one number: use == or in", "  count has 2\n        ^~~" },
	{ "count == x", "'x' is not a number", NULL },
	{ "count == 1s", "'1s' is not a number", NULL },
	{ "any count >= 2", "there is no key 'count'", NULL },
	{ "any aliases only a", "'only' is about all values: it takes no quantifier",
	  "  any aliases only a\n              ^~~~" },
	{ "all aliases only a", "it takes no quantifier", NULL },
	{ "status == refusd", "'refusd' is no status here, did you mean 'refused'?",
	  "  status == refusd\n            ^~~~~~" },
	{ "status == open", "'open' is no status here", NULL },
	{ "status in {ok, refusd}", "did you mean 'refused'?",
	  "  status in {ok, refusd}\n                 ^~~~~~" },
	{ "status == \"refusd\"", "did you mean 'refused'?",
	  "  status == \"refusd\"\n            ^~~~~~~~" },
	{ "error.kind == tiemout", "did you mean 'timeout'?", NULL },
	{ "error.errno == ECONREFUSED",
	  "'ECONREFUSED' is no errno here, did you mean 'ECONNREFUSED'?", NULL },
	{ "type == reslt", "'reslt' is no record type here, did you mean 'result'?", NULL },
	{ "type == event", "'event' is no record type here", NULL },
	{ "== 5", "there is no value here: begin with a status or a key", "  == 5\n  ^" },
	{ "{1}", "there is no value here", NULL },
	{ "5", "'5' is no status or key here", NULL },
	{ "10.0.0.0/8", "is not a path", NULL },
	{ "...x", "bytes are written \"text\" or x\"00 ff\"", "  ...x\n     ^" },
	{ "...", "bytes are written", NULL },
	{ "...\"x", "this \" is never closed", NULL },
	{ "\"x\" from", "this is not an endpoint", NULL },
	{ "\"x\" from localhost:5", "this is not an endpoint such as",
	  "  \"x\" from localhost:5\n           ^~~~~~~~~~~" },
	{ "\"x\" from ::1:x", "this is not an endpoint", NULL },
	{ "\"x\" from [::1]x:5", "this is not an endpoint", NULL },
	{ "\"x\" from [::1:5", "this is not an endpoint", NULL },
	{ "\"x\" from 5", "this is not an endpoint", NULL },
	{ "ok from ::1", "or the end goes here", NULL },
	{ "ok within", "'' is not a duration", "  ok within\n           ^" },
	{ "ok within x", "'x' is not a duration", "  ok within x\n            ^" },
	{ "ok within 1s within 2s", "this was said before",
	  "  ok within 1s within 2s\n                      ^~" },
	{ "ok within 1s, ok", "or the end goes here", NULL },
	{ "ok after 1s 5", "or the end goes here", NULL },
	{ "within 1s", "is no status or key here", NULL },
	{ "name == \"\x01\ttab\", prot == 1", "did you mean 'port'?",
	  "  name == \"  tab\", prot == 1\n                   ^~~~" },
	{ "name == 1 , name == 2 , name == 3, name == 4, prot == 1 , name == 5 , name == 6, name "
	  "== 7",
	  "did you mean 'port'?",
	  "  = 1 , name == 2 , name == 3, name == 4, prot == 1 , name == 5 , \n"
	  "                                          ^~~~" },
};

START_TEST(fault_says)
{
	struct expect *expect = NULL;
	struct err err = { 0 };
	const char *expression = faults[_i].expression;
	const char *below;

	ck_assert_msg(!expect_parse(&expect, expression, sample_types, STATUSES, &err), "%s",
		      expression);
	ck_assert_ptr_null(expect);
	ck_assert_int_eq(err.kind, STATUS_INVALID);
	ck_assert_msg(strstr(err.text, faults[_i].says), "%s: %s", expression, err.text);
	below = strchr(err.text, '\n');
	ck_assert_ptr_nonnull(below);
	ck_assert_ptr_nonnull(strchr(below, '^'));
	if (faults[_i].below)
		ck_assert_str_eq(below + 1, faults[_i].below);
}
END_TEST

START_TEST(fault_without_value)
{
	static const char *const expressions[] = { "refusd", "abc", "5s", "open", "x" };

	for (size_t i = 0; i < sizeof(expressions) / sizeof(expressions[0]); i++) {
		struct expect *expect = NULL;
		struct err err;

		ck_assert(!expect_parse(&expect, expressions[i], sample_value_int, STATUSES, &err));
	}
}
END_TEST

START_TEST(fault_without_payload)
{
	static const struct {
		const char *expression, *says;
	} rows[] = {
		{ "...\"x\"", "results have no payload that bytes could match" },
		{ "\"x\"...", "or the end goes here" },
		{ "EOF from ::1", "results have no 'peer' that it could be from" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct expect *expect = NULL;
		struct err err;

		ck_assert(!expect_parse(&expect, rows[i].expression, sample_value_text, STATUSES,
					&err));
		ck_assert_msg(strstr(err.text, rows[i].says), "%s", err.text);
	}
}
END_TEST

/* An ending that no status of the applet stands for is a mistake. */
START_TEST(fault_of_an_ending)
{
	struct expect *expect = NULL;
	struct err err;

	ck_assert(!expect_parse(&expect, "EOF", sample_value_int, UINT64_C(1) << STATUS_OK, &err));
	ck_assert(!expect_parse(&expect, "RST", sample_value_int, UINT64_C(1) << STATUS_OK, &err));
	ck_assert(expect_parse(&expect, "EIO", sample_value_int, UINT64_C(1) << STATUS_OK, &err));
	expect_free(expect);
}
END_TEST

/* The place is under the caret also where the terminal shows other characters. */
START_TEST(fault_in_other_letters)
{
	struct expect *expect = NULL;
	struct err err;

	setenv("LC_ALL", "C.UTF-8", 1);
	ck_assert(
		!expect_parse(&expect, "name == \"\xc3\xa4\", prot", sample_types, STATUSES, &err));
	ck_assert_str_eq(strrchr(err.text, '\n'), "\n               ^~~~");
	setenv("LC_ALL", "C", 1);
	ck_assert(
		!expect_parse(&expect, "name == \"\xc3\xa4\", prot", sample_types, STATUSES, &err));
	ck_assert_str_eq(strrchr(err.text, '\n'), "\n                      ^~~~");
	ck_assert(!expect_parse(&expect, "name == \"\\n\", prot", sample_types, STATUSES, &err));
	ck_assert_str_eq(strrchr(err.text, '\n'), "\n                 ^~~~");
}
END_TEST

START_TEST(limits)
{
	static char text[70000];
	struct expect *expect = NULL;
	struct err err;

	memset(text, ' ', 65536 - 2);
	memcpy(text + 65536 - 2, "ok", 3);
	ck_assert(expect_parse(&expect, text, sample_types, STATUSES, &err));
	expect_free(expect);
	memset(text, ' ', 65536);
	memcpy(text + 65536, "ok", 3);
	ck_assert(!expect_parse(&expect, text, sample_types, STATUSES, &err));
	ck_assert_str_eq(err.text, "an expression of more than 64 KiB");
	text[0] = '\0';
	for (int i = 0; i < 256; i++)
		memcpy(text + 3 * i, "ok,", 4);
	text[3 * 256 - 1] = '\0';
	ck_assert(expect_parse(&expect, text, sample_types, STATUSES, &err));
	expect_free(expect);
	memcpy(text + 3 * 256 - 1, ",ok", 4);
	ck_assert(!expect_parse(&expect, text, sample_types, STATUSES, &err));
	memset(text, 0xbf, 60000);
	text[60000] = '\0';
	ck_assert(!expect_parse(&expect, text, sample_types, STATUSES, &err));
	expect_free(NULL);
}
END_TEST

/* Every UTF-8 cut around a fault stays inside the sentence's buffer. */
START_TEST(caret_anywhere)
{
	static const char tail[] = " ,prot = = 1 \xc3\xa4\xc3\xa4\xc3\xa4, x";
	char text[300];

	for (size_t lead = 0; lead < 200; lead++) {
		struct expect *expect = NULL;
		struct err err;

		memset(text, (lead & 1) ? 0xe2 : 0x80, lead);
		memcpy(text + lead, tail, sizeof(tail));
		ck_assert(!expect_parse(&expect, text, sample_types, STATUSES, &err));
		ck_assert_uint_lt(strlen(err.text), sizeof(err.text));
	}
}
END_TEST

/* ---- memory ------------------------------------------------------------------------------ */

#define LARGE                                                                           \
	"aliases has {www, web}, name ~ /^h/, ...\"NG\\r\\n\", count >= 1, address in " \
	"10.0.0.0/8, "                                                                  \
	"interfaces.name only {lo, eth0}, warn port == 80, error.errno == EIO, prot == 1"

static void parse_and_see(void)
{
	struct arena arena = { 0 };
	struct expect *expect = NULL;
	struct buf report = { 0 };
	struct err err = { 0 };
	struct sample sample;
	char text[sizeof(LARGE)] = LARGE;

	if (expect_parse(&expect, text, sample_types, STATUSES, &err))
		abort();
	*strstr(text, ", error.errno") = '\0';
	if (expect_parse(&expect, text, sample_types, STATUSES, &err)) {
		if (sample_fill(&sample, &arena, sample_types, R))
			expect_see(expect, &sample.record, sample.head);
		expect_verdict(expect, STATUS_OK, 0, &report);
		expect_reset(expect);
	} else if (err.kind != STATUS_LACKING) {
		abort();
	}
	expect_free(expect);
	buf_free(&report);
	arena_free(&arena);
}

START_TEST(memory_runs_out)
{
	ck_assert_uint_gt(fault_sweep("malloc", ENOMEM, parse_and_see), 5);
}
END_TEST

Suite *expect_suite(void)
{
	Suite *suite = suite_create("expect");
	TCase *tcase = tcase_create("expect");

	tcase_add_loop_test(tcase, verdict_of_records, 0, ROWS(verdicts));
	tcase_add_loop_test(tcase, verdict_of_a_text, 0, ROWS(value_texts));
	tcase_add_loop_test(tcase, verdict_of_an_int, 0, ROWS(value_ints));
	tcase_add_loop_test(tcase, verdict_of_an_address, 0, ROWS(value_addresses));
	tcase_add_loop_test(tcase, decision, 0, ROWS(decisions));
	tcase_add_loop_test(tcase, window, 0, ROWS(windows));
	tcase_add_test(tcase, silence_takes_its_time);
	tcase_add_loop_test(tcase, report_says, 0, ROWS(reports));
	tcase_add_loop_test(tcase, fault_says, 0, ROWS(faults));
	tcase_add_test(tcase, fault_without_value);
	tcase_add_test(tcase, fault_without_payload);
	tcase_add_test(tcase, fault_of_an_ending);
	tcase_add_test(tcase, fault_in_other_letters);
	tcase_add_test(tcase, limits);
	tcase_add_test(tcase, caret_anywhere);
	tcase_add_test(tcase, memory_runs_out);
	suite_add_tcase(suite, tcase);
	return suite;
}
