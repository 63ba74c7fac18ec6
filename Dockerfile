# sockbox and nothing else: make dist && docker build -t sockbox .
# SPDX-License-Identifier: GPL-3.0-or-later
FROM scratch
COPY build/dist/sockbox-*-x86_64 /sockbox
ENTRYPOINT ["/sockbox"]
