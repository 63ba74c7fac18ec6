#!/bin/sh
# The house rules bite, and scripts/new-applet begins an applet that keeps them all.
# SPDX-License-Identifier: GPL-3.0-or-later
. "${0%/*}/../lib.sh"
if sanitized; then skip_all 'the rules are for the ordinary build'; fi
needs make nm

copy=$work/copy
mkdir "$copy"
cp -a Makefile README.md HACKING.md .clang-format applets core man scripts tests "$copy"
(cd "$BUILD" && tar -cf - --exclude='*san-*' --exclude=./static --exclude='./dev-*' .) |
	(mkdir "$copy/build" && tar -xf - -C "$copy/build")
cd "$copy" || exit 1

# breach NAME FILE LINE SAYS: with LINE at the end of FILE, check-layers says SAYS.
breach() {
	cp -p "$2" "$work/kept"
	echo "$3" >> "$2"
	run scripts/check-layers
	cp -p "$work/kept" "$2"
	exit_is 1 "layers: $1"
	out_has "$4" "layers: $1, and is named"
}
run scripts/check-layers
exit_is 0 'layers: none is breached'
breach 'upward' core/net/addr.h '#include "cli/opt.h"' 'net must not include cli'
breach 'a cycle' core/base/err.h '#include "base/num.h"' 'includes itself'
breach 'a cycle by way of a .c file' core/base/err.c '#include "base/num.h"' 'includes itself'
breach 'sockets in base' core/base/err.c '#include <sys/socket.h>' 'belongs to net proto serve only'
breach 'another applet' "$(ls applets/*.c | head -n 1)" '#include "applets/x.h"' 'nothing includes an applet'
breach 'a folder without a rank' core/base/err.c '#include "nowhere/x.h"' 'is of no layer'

# symbols NAME FUNCTION-BODY SAYS: with that in an object of core/base, check-symbols says SAYS.
symbols() {
	printf '%s\n' "$2" > core/base/breach.c
	gcc -c -O1 -fdata-sections -o build/core/base/breach.o core/base/breach.c 2> "$work/gcc"
	run scripts/check-symbols build
	rm -f core/base/breach.c build/core/base/breach.o
	exit_is 1 "symbols: $1"
	out_has "$3" "symbols: $1, and is named"
}
run scripts/check-symbols build
exit_is 0 'symbols: none is breached'
symbols 'a socket outside of calls' 'int socket(int, int, int); int f(void) { return socket(1, 2, 3); }' \
	'imports socket'
symbols 'exit' 'void exit(int); void f(void) { exit(1); }' 'imports exit'
symbols 'stdio output' 'int puts(const char *); void f(void) { puts("x"); }' 'imports puts'
symbols 'an unchecked parser' 'int atoi(const char *); int f(char *s) { return atoi(s); }' 'imports atoi'
symbols 'a variable' 'int count; int f(void) { return count++; }' 'count can be written to'
symbols 'a hidden variable' 'int f(void) { static int n = 3; return n++; }' 'can be written to'
symbols 'reaching upward' 'extern const int common_options[]; int f(void) { return common_options[0]; }' \
	'reaches up to common_options'

# budget NAME VARIABLE: with VARIABLE lowered to 9, check-symbols says so.
budget() {
	cp -p scripts/check-symbols "$work/kept"
	sed "s/^$2=.*/$2=9/" "$work/kept" > scripts/check-symbols
	run scripts/check-symbols build
	cp -p "$work/kept" scripts/check-symbols
	exit_is 1 "symbols: $1"
	out_has "$1; the budget is 9" "symbols: $1 are counted"
}
budget symbols IMPORTS_MAX
budget pointers POINTERS_MAX

run scripts/new-applet new-thing
exit_is 0 'new-applet begins one'
SOCKBOX=$copy/build/sockbox run tests/run new tests/cli/new-thing.t tests/golden/new-thing.t
exit_is 0 'its tests pass'
out_has 'new: 13 passed, 0 failed' 'all of them'
# Of the other applets `make check-contract` knows.
run make -s APPLETS=new-thing BUILD=build build/tests/contract-tests
run build/tests/contract-tests
exit_is 0 'it keeps the contract'
out_like '^contract: [0-9]+ passed, 0 failed' 'all of it'
for rule in layers symbols docs headers; do
	run make -s check-$rule
	exit_is 0 "it passes check-$rule"
done
if command -v clang-format > /dev/null; then
	ok 'it is in the house style' clang-format --dry-run -Werror applets/new-thing.c
else
	skip 'it is in the house style' 'clang-format is not installed'
fi
# budget NAME VARIABLE: with VARIABLE lowered to 9, check-symbols says so.
budget() {
	cp -p scripts/check-symbols "$work/kept"
	sed "s/^$2=.*/$2=9/" "$work/kept" > scripts/check-symbols
	run scripts/check-symbols build
	cp -p "$work/kept" scripts/check-symbols
	exit_is 1 "symbols: $1"
	out_has "$1; the budget is 9" "symbols: $1 are counted"
}
budget symbols IMPORTS_MAX
budget pointers POINTERS_MAX

run scripts/new-applet new-thing
exit_is 1 'an applet that exists is left alone'
run scripts/new-applet 'Bad Name'
exit_is 2 'a name must be a word'

done_testing
