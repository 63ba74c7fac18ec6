/* fuzz_config -- hosts, nsswitch.conf, resolv.conf and gai.conf: any bytes are read, within bounds,
 * and what is found in them is there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/hostsfile.h"
#include "net/nsswitch.h"
#include "net/origin.h"
#include "net/policy.h"
#include "net/resolvconf.h"

static bool is_within(struct word part, struct word whole)
{
	return part.size == 0 ||
	       (part.at >= whole.at && part.at + part.size <= whole.at + whole.size);
}

static void check_hosts(struct word file)
{
	struct word rest = file;
	struct hosts_entry entry;
	int looked_up = 0;

	while (hosts_next(&entry, &rest)) {
		char *name = strndup(entry.name.at, entry.name.size);

		FUZZ_HOLDS(entry.name.size > 0 && is_within(entry.name, file));
		FUZZ_HOLDS(is_within(entry.aliases, file));
		FUZZ_HOLDS(!memchr(entry.name.at, '\0', entry.name.size));
		FUZZ_HOLDS(entry.addr.family == AF_INET || entry.addr.family == AF_INET6);
		if (name && looked_up++ < 50) {
			FUZZ_HOLDS(hosts_entry_has(&entry, name));
			FUZZ_HOLDS(hosts_has(file, name, entry.addr.family));
			FUZZ_HOLDS(hosts_has_addr(file, &entry.addr));
		}
		free(name);
	}
	FUZZ_HOLDS(rest.size == 0);
}

static void check_nsswitch(struct word file)
{
	struct word order = nsswitch_hosts(file), whole = order;
	struct nsswitch_module module;
	struct origin_files files = { .order = order, .hosts = file, .hostname = "this" };
	struct origin origin;

	while (nsswitch_next(&module, &order)) {
		FUZZ_HOLDS(module.name.size > 0 && is_within(module.name, whole));
		FUZZ_HOLDS(is_within(module.actions, whole));
	}
	origin_of_name(&origin, &files, "localhost", AF_INET);
	FUZZ_HOLDS(origin.count <= ORIGIN_MODULES);
	FUZZ_HOLDS(!origin_files_first(&files) || !hosts_has(file, "localhost", AF_INET) ||
		   !strcmp(origin_word(&origin), "hosts file"));
}

static void check_resolvconf(struct word file)
{
	struct resolvconf conf = { 0 };
	struct err err = { 0 };

	FUZZ_HOLDS(resolvconf_parse(&conf, file, &err));
	FUZZ_HOLDS(conf.nameserver_count <= RESOLVCONF_SERVERS);
	FUZZ_HOLDS(!conf.nameserver[conf.nameserver_count] && !conf.search[conf.search_count]);
	FUZZ_HOLDS(!conf.options[conf.option_count] && !conf.problems[conf.problem_count]);
	for (size_t i = 0; i < conf.nameserver_count; i++) {
		struct addr addr;
		size_t size = strcspn(conf.nameserver[i], "%");

		FUZZ_HOLDS(addr_read(&addr, conf.nameserver[i], size));
	}
	resolvconf_free(&conf);
}

static void check_policy(struct word file)
{
	struct addr addr = { .family = AF_INET, .byte = { 192, 0, 2, 1 } };
	struct policy policy;

	policy_read(&policy, file);
	FUZZ_HOLDS(policy.precedence.count > 0 && policy.precedence.count <= POLICY_ROWS);
	FUZZ_HOLDS(policy.label.count > 0 && policy.label.count <= POLICY_ROWS);
	FUZZ_HOLDS(policy.active > 0 ||
		   (policy_precedence(&policy, &addr) == 35 && policy_label(&policy, &addr) == 4 &&
		    policy_scope(&policy, &addr) == 14));
}

int fuzz_config(const uint8_t *data, size_t size);
int fuzz_config(const uint8_t *data, size_t size)
{
	char *copy = malloc(size ? size : 1);
	struct word file = { copy, size };

	if (!copy)
		return 0;
	memcpy(copy, data, size);
	check_hosts(file);
	check_nsswitch(file);
	check_resolvconf(file);
	check_policy(file);
	free(copy);
	return 0;
}
