# need -- installs what is missing, or says how: sourced by scripts/try and scripts/test.
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# need PACKAGE=WITNESS...: WITNESS is a program on PATH, or a file (a pattern may do), that is there
# when the package is. Nothing is asked of apt when all of them are. Without the right to install,
# says which command is needed and exits 3.
need() {
	missing=
	for pair in "$@"; do
		witnessed "${pair#*=}" || missing="$missing ${pair%%=*}"
	done
	[ -n "$missing" ] || return 0
	if ! command -v apt-get > /dev/null; then
		echo "$0: needed first (by their Debian names):$missing" >&2
		exit 3
	fi
	if [ "$(id -u)" -ne 0 ]; then
		echo "$0: some packages are missing. As root, run this first:" >&2
		echo "apt-get update && apt-get install -y --no-install-recommends$missing" >&2
		exit 3
	fi
	install_packages
}

witnessed() {
	case $1 in
	/*) for file in $1; do [ -e "$file" ] && return 0; done; return 1 ;;
	*) PATH=$PATH:/usr/sbin:/sbin command -v "$1" > /dev/null ;;
	esac
}

install_packages() {
	echo "Installing:$missing"
	log=$(mktemp)
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086  # package names are words
	if ! { apt-get -q update && apt-get -q install -y --no-install-recommends $missing; } \
		> "$log" 2>&1 < /dev/null; then
		cat "$log" >&2
		rm -f "$log"
		echo "$0: installing failed" >&2
		exit 3
	fi
	rm -f "$log"
}
