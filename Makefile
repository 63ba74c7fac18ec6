# sockbox -- make, make check, make install. `make help` lists the targets.
# SPDX-License-Identifier: GPL-3.0-or-later

VERSION = 0.1.0
# Of the release: what manual pages are dated with.
DATE = 2026-11-20
PREFIX = /usr/local
DESTDIR =
bindir = $(PREFIX)/bin
mandir = $(PREFIX)/share/man
bashdir = $(PREFIX)/share/bash-completion/completions
zshdir = $(PREFIX)/share/zsh/site-functions
fishdir = $(PREFIX)/share/fish/vendor_completions.d

CC = gcc
CFLAGS = -O2 -g
LDFLAGS =
# SAN=address,undefined builds beside the ordinary build, with its own objects.
SAN =
BUILD = build$(if $(SAN),/san-$(notdir $(CC)))
# APPLETS="hostinfo ipconv" builds a smaller binary.
APPLETS = $(sort $(basename $(notdir $(wildcard applets/*.c))))

HARDEN = -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fstack-clash-protection -fcf-protection
WARN = -Wall -Wextra -Wno-missing-braces -Werror=address -Wshadow -Wformat=2 -Wvla -Wstrict-prototypes \
	-Wmissing-prototypes
STRICT = -Werror -Wpedantic -Wconversion -Wpointer-arith -Wcast-qual -Wwrite-strings
MODE_C = $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer,$(HARDEN)) -fPIE
MODE_LD = $(if $(SAN),-fsanitize=$(SAN),-Wl,-z,relro,-z,now -Wl,-z,pack-relative-relocs) -pie
ALL_CFLAGS = -std=c11 -D_GNU_SOURCE -Icore -DSOCKBOX_VERSION='"$(VERSION)"' -DSOCKBOX_DATE='"$(DATE)"' \
	-DSOCKBOX_STATIC=0 -MMD -MP \
	-ffunction-sections -fdata-sections -fno-common $(WARN) $(MODE_C) $(CFLAGS) $(EXTRA_CFLAGS)
PLAIN_LD = -Wl,--gc-sections -Wl,--as-needed $(LDFLAGS)
ALL_LDFLAGS = $(MODE_LD) $(PLAIN_LD)

# `make V=1` shows the commands whole.
V =
Q = $(if $(V),,@)
say = $(if $(V),,@printf '  %-7s %s\n' $(1) $@)

CORE = $(sort $(wildcard core/*/*.c))
LIBOBJ = $(patsubst %.c,$(BUILD)/%.o,$(filter-out core/box/main.c,$(CORE)))
APPOBJ = $(APPLETS:%=$(BUILD)/applets/%.o) $(BUILD)/registry.o
BIN = $(BUILD)/sockbox

all: $(BIN)

help:
	@sed -n 's/^#: //p' Makefile

#: all            build build/sockbox (the default)
#: check          build and run every test
#: check-unit, check-cli, check-contract, check-golden, check-net, check-pty, check-fuzz: one part of them
#: stress         the long rounds of the tests, whole
#: bench          measure against the peers and print the table
#: dev            build with every warning an error, gcc and clang
#: install        binary, links, manual pages, completions to $(DESTDIR)$(PREFIX); also uninstall
#: man, completions   generate them into build/
#: static         a static binary, build/static/sockbox
#: dist           into build/dist: the source as a tarball, and a static binary that needs nothing else
#: fuzz           build the fuzz targets with clang's libFuzzer
#: bloatcheck     size of each part against the last baseline
#: check-layers, check-symbols, check-docs, check-headers, format-check: the house rules
#: variables      SAN=address,undefined  APPLETS="hostinfo ipconv"  CC=clang  PREFIX= DESTDIR=

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/registry.o: $(BUILD)/registry.c
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/registry.c: scripts/gen-registry $(BUILD)/applet-list
	$(Q)scripts/gen-registry $(APPLETS) > $@.new
	$(Q)mv $@.new $@

$(BIN): $(LIBOBJ) $(BUILD)/core/box/main.o $(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

# Files that change only when what they hold does: a new flag or applet list rebuilds.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(subst ','\'',$(ALL_CFLAGS))' | cmp -s - $@ || \
		echo '$(CC) $(subst ','\'',$(ALL_CFLAGS))' > $@
$(BUILD)/applet-list: FORCE
	@mkdir -p $(@D)
	@echo '$(APPLETS)' | cmp -s - $@ || echo '$(APPLETS)' > $@
FORCE:

# ---- static: the same objects, but for those that know what a static binary lacks --------

STATICSRC = core/box/main core/lang/environ core/line/readline
STATICOBJ = $(STATICSRC:%=$(BUILD)/static/%.o) \
	$(filter-out $(STATICSRC:%=$(BUILD)/%.o),$(LIBOBJ) $(APPOBJ))

$(BUILD)/static/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -USOCKBOX_STATIC -DSOCKBOX_STATIC=1 -c -o $@ $<

# That libc's modules are of the same version is the user's to see to: --version -v says so.
$(BUILD)/static/sockbox: $(STATICOBJ)
	$(call say,LD)
	$(Q)$(CC) -static -no-pie $(PLAIN_LD) -o $@ $^ 2> $(BUILD)/static/warnings || \
		{ cat $(BUILD)/static/warnings >&2; exit 1; }

static: $(BUILD)/static/sockbox

# ---- dist: what is given away; the same bytes from the same source ------------------------

DIST = $(BUILD)/dist/sockbox-$(VERSION)
dist: static
	@mkdir -p $(@D) $(BUILD)/dist
	scripts/list-source > $(BUILD)/dist/files
	tar --create --file=$(BUILD)/dist/files.tar --files-from=$(BUILD)/dist/files --transform='s,^,sockbox-$(VERSION)/,' --sort=name --owner=0 \
		--group=0 --numeric-owner --mode=go=rX,u+rw --mtime='$(DATE) 00:00Z'
	gzip -9n < $(BUILD)/dist/files.tar > $(DIST).tar.gz
	rm $(BUILD)/dist/files $(BUILD)/dist/files.tar
	strip -o $(DIST)-$(shell uname -m) $(BUILD)/static/sockbox
	cd $(BUILD)/dist && sha256sum sockbox-$(VERSION)* > SHA256SUMS

dev:
	$(MAKE) BUILD=build/dev-gcc CC=gcc EXTRA_CFLAGS='$(STRICT)' all unit-tests
	$(MAKE) BUILD=build/dev-clang CC=clang EXTRA_CFLAGS='$(STRICT) -Wno-gnu-zero-variadic-macro-arguments' all

# ---- manual pages and completions -------------------------------------------------------

PAGES = $(APPLETS:%=$(BUILD)/man/man1/%.1) $(BUILD)/man/man1/sockbox.1 \
	$(BUILD)/man/man7/sockbox-exit.7 $(BUILD)/man/man7/sockbox-expect.7 \
	$(BUILD)/man/man7/sockbox-shell.7
COMPLETIONS = $(BUILD)/completions/sockbox.bash $(BUILD)/completions/_sockbox \
	$(BUILD)/completions/sockbox.fish

man: $(PAGES)
completions: $(COMPLETIONS)

$(BUILD)/man/man1/sockbox.1: man/sockbox.man $(BIN)
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(BIN) --emit man sockbox < $< > $@
$(BUILD)/man/man1/%.1: man/%.man $(BIN)
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(BIN) --emit man $* < $< > $@
$(BUILD)/man/man7/%.7: man/%.man $(BIN)
	@mkdir -p $(@D)
	$(call say,MAN)
	$(Q)$(BIN) --emit man $* < $< > $@
$(BUILD)/completions/sockbox.bash: $(BIN)
	@mkdir -p $(@D)
	$(Q)$(BIN) --emit bash > $@
$(BUILD)/completions/_sockbox: $(BIN)
	@mkdir -p $(@D)
	$(Q)$(BIN) --emit zsh > $@
$(BUILD)/completions/sockbox.fish: $(BIN)
	@mkdir -p $(@D)
	$(Q)$(BIN) --emit fish > $@

install: all man completions
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(mandir)/man1 $(DESTDIR)$(mandir)/man7 \
		$(DESTDIR)$(bashdir) $(DESTDIR)$(zshdir) $(DESTDIR)$(fishdir)
	install -m 755 $(BIN) $(DESTDIR)$(bindir)/sockbox
	for a in $(APPLETS); do ln -sf sockbox $(DESTDIR)$(bindir)/$$a || exit 1; \
		ln -sf sockbox $(DESTDIR)$(bashdir)/$$a || exit 1; done
	install -m 644 $(filter %.1,$(PAGES)) $(DESTDIR)$(mandir)/man1
	install -m 644 $(filter %.7,$(PAGES)) $(DESTDIR)$(mandir)/man7
	install -m 644 $(BUILD)/completions/sockbox.bash $(DESTDIR)$(bashdir)/sockbox
	install -m 644 $(BUILD)/completions/_sockbox $(DESTDIR)$(zshdir)/_sockbox
	install -m 644 $(BUILD)/completions/sockbox.fish $(DESTDIR)$(fishdir)/sockbox.fish

uninstall:
	for a in $(APPLETS); do \
		test "$$(readlink $(DESTDIR)$(bindir)/$$a)" != sockbox || rm -f $(DESTDIR)$(bindir)/$$a; \
		rm -f $(DESTDIR)$(bashdir)/$$a; done
	rm -f $(DESTDIR)$(bindir)/sockbox $(DESTDIR)$(bashdir)/sockbox $(DESTDIR)$(zshdir)/_sockbox \
		$(DESTDIR)$(fishdir)/sockbox.fish
	rm -f $(PAGES:$(BUILD)/man/%=$(DESTDIR)$(mandir)/%)

# ---- tests -----------------------------------------------------------------------------

TESTSRC = $(sort $(wildcard tests/unit/*.c))
CONTRACTSRC = $(sort $(wildcard tests/contract/*.c)) tests/unit/fault.c tests/unit/runner.c
TESTOBJ = $(TESTSRC:%.c=$(BUILD)/%.o) $(BUILD)/tests/suites.o
CONTRACTOBJ = $(CONTRACTSRC:%.c=$(BUILD)/%.o)
# Each of these can be made to fail, the n-th time it is called: see tests/unit/fault.h.
WRAPPED = $(shell sed -n 's/^FAULT(\(.*\)).*/\1/p' tests/unit/fault_calls.h)
WRAP = $(foreach call,$(WRAPPED),-Wl,--wrap=$(call))
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null || echo -lcheck -lsubunit -lm -lrt -lpthread)

unit-tests: $(BUILD)/tests/unit-tests $(BUILD)/tests/contract-tests

$(BUILD)/tests/suites.c: $(TESTSRC) scripts/gen-suites
	@mkdir -p $(@D)
	$(Q)scripts/gen-suites $(filter tests/unit/check_%,$(TESTSRC)) > $@.new
	$(Q)mv $@.new $@
$(BUILD)/tests/suites.o: $(BUILD)/tests/suites.c
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/unit -c -o $@ $<
$(BUILD)/tests/%.o: private ALL_CFLAGS += -Itests/unit -Wno-missing-prototypes -Wno-write-strings -Wno-cast-qual
$(BUILD)/tests/unit-tests: $(TESTOBJ) $(LIBOBJ) $(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ $(CHECK_LIBS)
$(BUILD)/tests/contract-tests: $(CONTRACTOBJ) $(LIBOBJ) $(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) $(WRAP) -o $@ $^ $(CHECK_LIBS)

# What lets witnesses read reports of anything.
$(BUILD)/tests/report-writer: $(BUILD)/tests/cli/report_writer.o $(LIBOBJ) $(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

check: check-unit check-contract check-cli check-golden check-net check-pty check-fuzz check-rules
check-rules: check-layers check-symbols check-docs check-headers format-check

# A process for each test costs the sanitizers ten times the tests, and they end at the first fault.
# Seconds that one test may take: on a busy machine all take longer.
check-unit: $(BUILD)/tests/unit-tests
	CK_DEFAULT_TIMEOUT=120 $(if $(SAN),CK_FORK=no )$<
check-contract: $(BUILD)/tests/contract-tests all
	CK_DEFAULT_TIMEOUT=120 SOCKBOX=$(abspath $(BIN)) $<
check-cli: $(BUILD)/tests/report-writer
check-cli check-net check-golden check-pty: check-%: all man completions
	SOCKBOX=$(abspath $(BIN)) BUILD=$(abspath $(BUILD)) tests/run $* $(wildcard tests/$*/*.t)
check-fuzz: $(BUILD)/tests/fuzz-replay
	$< tests/fuzz/seeds
golden-update: all
	SOCKBOX=$(abspath $(BIN)) GOLDEN_UPDATE=1 tests/run golden tests/golden/*.t
stress: all $(BUILD)/tests/report-writer $(BUILD)/tests/unit-tests $(BUILD)/tests/fuzz-replay
	STRESS=20 $(BUILD)/tests/unit-tests
	STRESS=20 SOCKBOX=$(abspath $(BIN)) BUILD=$(abspath $(BUILD)) tests/run stress \
		$(wildcard tests/cli/*.t tests/net/*.t tests/pty/*.t)
	$(BUILD)/tests/fuzz-replay tests/fuzz/seeds
bench: all static
	tests/bench/run $(abspath $(BIN)) $(abspath $(BUILD)/static/sockbox)

# ---- fuzzing: one file a target; the same file replays its seeds in `make check` ------------

FUZZSRC = $(sort $(wildcard tests/fuzz/fuzz_*.c))
# What fuzz targets share with the unit tests.
FUZZLIB = $(BUILD)/tests/unit/sample.o $(BUILD)/tests/unit/json_write.o \
	$(BUILD)/tests/unit/pump_world.o $(BUILD)/tests/unit/echo_bed.o
$(BUILD)/tests/fuzz-targets.c: $(FUZZSRC) scripts/gen-fuzz
	@mkdir -p $(@D)
	$(Q)scripts/gen-fuzz $(FUZZSRC) > $@.new
	$(Q)mv $@.new $@
$(BUILD)/tests/fuzz-targets.o: $(BUILD)/tests/fuzz-targets.c
	$(call say,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests/fuzz -c -o $@ $<
$(BUILD)/tests/fuzz-replay: $(FUZZSRC:%.c=$(BUILD)/%.o) $(BUILD)/tests/fuzz/replay.o \
		$(BUILD)/tests/fuzz-targets.o $(FUZZLIB) $(LIBOBJ) $(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^

fuzz:
	$(MAKE) BUILD=build/fuzz CC=clang SAN=address,undefined EXTRA_CFLAGS=-fsanitize=fuzzer-no-link \
		fuzz-programs
fuzz-programs: $(FUZZSRC:tests/fuzz/%.c=$(BUILD)/%)
$(BUILD)/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/entry.o $(FUZZLIB) $(LIBOBJ) \
		$(APPOBJ)
	$(call say,LD)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -Wl,--defsym=fuzz_one=fuzz_$* -o $@ $^

# ---- house rules ------------------------------------------------------------------------

check-layers:
	scripts/check-layers
check-symbols: all
	scripts/check-symbols $(BUILD)
check-docs: all man
	scripts/check-docs $(BUILD)
check-headers:
	@for h in core/*/*.h; do echo "#include \"$${h#core/}\"" | \
		$(CC) -std=c11 -D_GNU_SOURCE -Icore $(WARN) -Werror -x c -fsyntax-only - || \
		{ echo "$$h does not compile alone"; exit 1; }; done; echo "headers: all compile alone"
format-check:
	scripts/format-check
bloatcheck: all
	scripts/bloatcheck $(BUILD)
baseline: all
	scripts/bloatcheck --baseline $(BUILD)

compile_commands.json:
	bear -- $(MAKE) BUILD=build/bear

clean:
	rm -rf build

.PHONY: all help static dev man completions install uninstall unit-tests check check-rules \
	check-unit check-contract check-cli check-net check-golden check-pty check-fuzz golden-update stress \
	bench fuzz fuzz-programs check-layers check-symbols check-docs check-headers format-check \
	bloatcheck baseline clean FORCE
.DELETE_ON_ERROR:

-include $(BUILD)/tests/cli/report_writer.d $(STATICOBJ:.o=.d) $(LIBOBJ:.o=.d) $(APPOBJ:.o=.d) \
	$(BUILD)/core/box/main.d $(TESTOBJ:.o=.d) \
	$(CONTRACTOBJ:.o=.d) $(FUZZSRC:%.c=$(BUILD)/%.d)
