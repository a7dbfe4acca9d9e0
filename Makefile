# zohosyncd: `make demo` shows it at work, `make test` proves it. Both set up what they need.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PREFIX  ?= /usr
DESTDIR ?=
UNITS    = $(DESTDIR)$(PREFIX)/lib/systemd/system
SWIFT   ?= swift
SUDO    ?= $(if $(filter 0,$(shell id -u)),,sudo)
# Options of the benchmark, `make bench BENCHFLAGS="--help"` lists them.
BENCHFLAGS ?=
# Options of the runner, `make test TESTFLAGS="--filter Walk"` runs a part.
TESTFLAGS  ?=

# The Swift libraries are linked in, so that an installed program needs no toolchain.
RELEASE  := -c release --static-swift-stdlib
LIBRARIES := libcurl4-openssl-dev:libcurl libsystemd-dev:libsystemd libsqlite3-dev:sqlite3
TOOLS     := pkg-config:pkg-config sqlite3:sqlite3 curl:curl git:git
SWIFT_SOURCES := Package.swift Sources Tests

.PHONY: help deps swift build check test demo bench install format lint clean

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

deps: swift ## Installs the libraries and tools that are missing (Debian and its kin).
	@missing=; \
	for pair in $(TOOLS); do \
	  command -v "$${pair#*:}" >/dev/null || missing+=" $${pair%:*}"; \
	done; \
	for pair in $(LIBRARIES); do \
	  pkg-config --exists "$${pair#*:}" 2>/dev/null || missing+=" $${pair%:*}"; \
	done; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
	  echo "missing here, under Debian's names:$$missing" >&2; \
	  echo "install them with your package manager, then try again" >&2; exit 1; \
	fi; \
	echo "installing:$$missing"; \
	$(SUDO) apt-get update -qq; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -qq --no-install-recommends $$missing </dev/null

swift:
	@command -v $(SWIFT) >/dev/null || { \
	  echo "there is no Swift toolchain: $(SWIFT) is not in PATH" >&2; \
	  echo "install Swift 6.2 or later from https://www.swift.org/install/linux/," >&2; \
	  echo "add its usr/bin folder to PATH, then try again" >&2; exit 1; }

build: deps ## Builds the programs for use, in .build/release.
	$(SWIFT) build $(RELEASE)

test: deps ## Builds and runs all tests; the whole log is in .build/test.log.
	$(SWIFT) build --build-tests
	@echo "Testing; the whole log is in .build/test.log"
	@$(SWIFT) test --skip-build --disable-xctest $(TESTFLAGS) 2>&1 | tee .build/test.log \
	  | awk '/Test run with/ { print; next } \
	         /^[^ ]+ (Suite .* started|Test .* (started|passed after [0-9.]+ seconds))\.$$|^[^ ]+ Test case / { next } \
	         { print; fflush() }'

demo: deps ## Shows a whole sync against a simulated Zoho, in a temporary folder.
	@$(SWIFT) build
	@BIN="$(CURDIR)/.build/debug" etc/demo.sh

bench: deps ## Measures speed, memory and silence of the release build (BENCHFLAGS).
	@$(SWIFT) build $(RELEASE)
	@.build/release/bench $(BENCHFLAGS)

check: lint test ## Everything that has to be in order before a merge.

install: ## Installs the service below DESTDIR (after `make build`).
	@for program in zohosyncd zohosync; do \
	  [ -x ".build/release/$$program" ] || { echo "there is no $$program: make build" >&2; exit 1; }; \
	done
	install -D -m 0755 -t "$(DESTDIR)$(PREFIX)/bin" .build/release/zohosyncd .build/release/zohosync
	install -D -m 0644 -t "$(UNITS)" systemd/zohosyncd.service systemd/zohosyncd.socket
	sed -i 's|/usr/bin/zohosyncd|$(PREFIX)/bin/zohosyncd|' "$(UNITS)/zohosyncd.service"
	install -D -m 0644 systemd/zohosyncd.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/zohosyncd.conf"
	install -D -m 0644 systemd/zohosyncd.tmpfiles "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/zohosyncd.conf"
	install -D -m 0644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/catalog" systemd/zohosyncd.catalog
	install -d -m 0750 "$(DESTDIR)/etc/zohosyncd"
	@config="$(DESTDIR)/etc/zohosyncd/config.json"; \
	if [ -e "$$config" ]; then echo "$$config is kept as it is"; \
	else install -m 0600 etc/config.json "$$config"; echo "$$config is an example: edit it"; fi

format: swift ## Formats the Swift sources.
	$(SWIFT) format -i -r $(SWIFT_SOURCES)

lint: swift ## Checks format and style of the Swift sources.
	$(SWIFT) format lint -r --strict $(SWIFT_SOURCES)

clean: ## Removes everything that was built.
	rm -rf .build
