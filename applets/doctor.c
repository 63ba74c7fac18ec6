/* doctor -- what this machine's network can do on its own: a plan of checks that is always at hand.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "check/checking.h"
#include "check/checkrow.h"
#include "check/report.h"

struct settings {
	struct checking_way way;
};

static const struct settings defaults = { .way = CHECKING_DEFAULT };

/* clang-format off */
static const struct opt options[] = {
	OPT_REPORTS(struct settings, way.report, 'o', "output", "FORMAT[=FILE]", report_formats,
	            "a report; may be repeated, with a file for all but one"),
	OPT_TEXTS(struct settings, way.selection.ids, 0, "only", "NAME", OFFER_NOTHING,
	          "checks of this name; * in it is any text; may be repeated"),
	OPT_TEXTS(struct settings, way.selection.tags, 0, "tag", "WORD", OFFER_NOTHING,
	          "checks that have this tag: local loopback multicast; may be repeated"),
	OPT_FLAG(struct settings, way.list, 0, "list", "say what would be asked, and ask nothing"),
	OPT_END
};

static const struct record_type records[] = {
	{ "result", "a check", { checkrow_fields, "[{verdict}  ]{id}: {command}" } },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("doctor --list", "what it would ask"),
	EXAMPLE("doctor --list --tag loopback", "its checks of loopback, and no others"),
	{ 0 },
};

/* In the language of netcheck(1). Nothing leaves this machine but a question for its own name, where
 * no file has that; then `self` alone tells what came of it. */
static const char plan_text[] =
	"suite \"doctor\"\n"
	"default timeout 2s\n"

	"group \"what it knows\"\n"
	"default tags local\n"
	"self \"this host's names, addresses and limits\": hostinfo => ok\n"
	"localhost \"localhost is this machine\": hostinfo localhost => ok, all addresses in {127.0.0.0/8, ::1}\n"
	"services \"services by name\": servlookup https/tcp => any port == 443\n"
	"protocols \"protocols by name\": protolookup tcp => number == 6\n"
	"resolver \"there is a name server\": hostinfo => status in {ok, partial}, count nameservers >= 1\n"
	"out-ipv4 \"IPv4 has a way out\": hostinfo => status in {ok, partial}, warn ipv4 == yes\n"
	"out-ipv6 \"IPv6 has a way out\": hostinfo => status in {ok, partial}, warn ipv6 == yes\n"
	"end\n"

	"group \"interfaces\"\n"
	"default tags multicast\n"
	"lo \"lo is up\": ifinfo lo => any flags == UP\n"
	"multicast-ipv4 \"IPv4 multicast works on some interface\": ifinfo => ok, warn any multicast_ipv4 == yes\n"
	"multicast-ipv6 \"IPv6 multicast works on some interface\": ifinfo => ok, warn any multicast_ipv6 == yes\n"
	"end\n"

	"group \"loopback\"\n"
	"default needs lo\n"
	"default tags loopback\n"
	"start tcp4: echo-server tcp:127.0.0.1:0\n"
	"start udp4: echo-server udp:127.0.0.1:0\n"
	"start tcp6: echo-server tcp:[::1]:0\n"
	"start udp6: echo-server udp:[::1]:0\n"
	"start both: echo-server tcp:localhost:0\n"
	"start reflector: echo-server --stamp udp:127.0.0.1:0\n"
	"tcp-ipv4 \"TCP over IPv4\": echo-client ${tcp4.endpoint} -c 3 -i 1ms => answered, warn rtt_max_ms < 100ms\n"
	"udp-ipv4 \"UDP over IPv4\": echo-client ${udp4.endpoint} -c 3 -i 1ms => answered, loss_percent == 0\n"
	"tcp-ipv6 \"TCP over IPv6\": echo-client ${tcp6.endpoint} -c 3 -i 1ms => answered, warn rtt_max_ms < 100ms\n"
	"  requires ipv6-loopback\n"
	"udp-ipv6 \"UDP over IPv6\": echo-client ${udp6.endpoint} -c 3 -i 1ms => answered, loss_percent == 0\n"
	"  requires ipv6-loopback\n"
	"zone \"a zone names an interface\": addrinfo fe80::1%lo 7 => ok, all scope_id == 1\n"
	"  requires ipv6-loopback\n"
	"localhost-both \"localhost, in every family that it has\": echo-client --all-addrs localhost:${both.port} => answered\n"
	"large \"the largest datagram that fits a loopback\": echo-client ${udp4.endpoint} --size 60000 => answered\n"
	"stamps \"time stamps of datagrams\": echo-client ${reflector.endpoint} --stamp -c 3 -i 1ms => answered\n"
	"closed \"a closed port refuses at once\": echo-client tcp:127.0.0.1:1 => refused within 500ms\n"
	"start group: mcast-listen 239.192.7.8:0 -I lo --ack\n"
	"multicast-lo \"IPv4 multicast on lo comes to who has joined\": mcast-send 239.192.7.8:${group.port} -I lo --wait 200ms hello => answered\n"
	"  tags multicast\n"
	"end\n";
/* clang-format on */

static bool read_own(struct plan *plan, const struct run *run, struct err *err)
{
	(void)run;
	return plan_read_text(plan, "doctor", (struct word){ plan_text, sizeof(plan_text) - 1 },
			      err);
}

static bool doctor_begin(struct run *run, struct err *err)
{
	const struct settings *set = run->settings;

	return checking_begin(run, &set->way, err);
}

static void doctor_run(struct run *run)
{
	const struct settings *set = run->settings;

	checking_run(run, &set->way, records, read_own);
}

const struct applet applet_doctor = {
	.name = "doctor",
	.summary = "what this machine's network can do on its own",
	.group = GROUP_CHECK,
	.options = options,
	.records = records,
	.statuses = STATUS_BIT(STATUS_MISMATCH) | STATUS_BIT(STATUS_NOT_FOUND),
	.examples = examples,
	.settings_size = sizeof(struct settings),
	.defaults = &defaults,
	.flags = APPLET_WATCHES | APPLET_INPUT | APPLET_OFFLINE | APPLET_PLAN,
	.begin = doctor_begin,
	.run = doctor_run,
};
