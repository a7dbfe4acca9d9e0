# zohosyncd: `make demo` shows it at work, `make test` proves it. Both set up what they need.

SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PREFIX  ?= /usr
DESTDIR ?=
UNITS    = $(DESTDIR)$(PREFIX)/lib/systemd/system
SHARE    = $(DESTDIR)$(PREFIX)/share
# The service's own file system, see RootDirectory= in its unit: empty, and these are mounted there.
MOUNT_POINTS := dev etc home proc root run sys tmp usr var/lib/zohosyncd var/tmp
ROOT     = $(DESTDIR)$(PREFIX)/lib/zohosyncd/root
SWIFT   ?= swift
SUDO    ?= $(if $(filter 0,$(shell id -u)),,sudo)
# Options of the benchmark, `make bench BENCHFLAGS="--help"` lists them.
BENCHFLAGS ?=
# Options of the runner, `make test TESTFLAGS="--filter Walk"` runs a part.
TESTFLAGS  ?=

# The Swift libraries are linked in, so that an installed program needs no toolchain.
RELEASE  := -c release --static-swift-stdlib
LIBRARIES := libcurl4-openssl-dev:libcurl libsystemd-dev:libsystemd libsqlite3-dev:sqlite3
TOOLS     := pkg-config:pkg-config sqlite3:sqlite3 curl:curl git:git openssl:openssl
DEB_TOOLS := dpkg-dev:dpkg-buildpackage debhelper:dh lintian:lintian
CONTAINER_TOOLS := systemd-container:systemd-nspawn debootstrap:debootstrap
SWIFT_SOURCES := Package.swift Sources Tests

# What is installed.
PROGRAMS   := zohosyncd zohosync
UNIT_FILES := zohosyncd.service zohosyncd.socket zohosyncd-alert@.service
MAN_PAGES  := zohosyncd.8 zohosync.1 zohosyncd.json.5
# Where the shells look, below $(SHARE).
BASH_COMPLETIONS := bash-completion/completions
ZSH_COMPLETIONS  ?= zsh/site-functions
FISH_COMPLETIONS := fish/vendor_completions.d
COMPLETIONS       = $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
# The unit names programs and folders by their whole path, and a systemd before 254 knows no
# RestartSteps=; the library that the programs are linked with tells which one there is.
SYSTEMD_VERSION = $(shell pkg-config --modversion libsystemd 2>/dev/null | cut -d . -f 1)
UNIT_EDITS = -e 's|/usr/bin/zohosyncd|$(PREFIX)/bin/zohosyncd|' \
	-e 's|/usr/lib/zohosyncd|$(PREFIX)/lib/zohosyncd|' \
	$(if $(filter /usr,$(PREFIX)),,-e 's|^BindReadOnlyPaths=.*|& $(PREFIX)|') \
	$(if $(shell [ "$(or $(SYSTEMD_VERSION),999)" -ge 254 ] || echo old),$(LEAVE_STEPS_OUT))
LEAVE_STEPS_OUT = -e '/^\# … and longer each time/,/^RestartMaxDelaySec=/d' -e 's/to be missed …/to be missed./'
# Another version number for a package, such as 0.1.9~test.
DEB_VERSION ?=
# Tests at once. Few processors gain nothing by more, and more than a thousand open files, as all tests
# together have, end the process: Foundation's `Process` reads beyond the end of such a list.
TEST_WIDTH ?= 8
# The cases of the container test, `make test-systemd CASES="start journal"` runs a part.
CASES ?=
# How often each target of Tests/Fuzz is run, and which: `make fuzz RUNS=20000 TARGET=json`.
RUNS   ?= 1000000
TARGET ?=

.PHONY: help deps need swift build check test test-systemd container-tools demo bench fuzz install \
	uninstall deb format lint clean

help: ## Lists the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

deps: swift need ## Installs the libraries and tools that are missing (Debian and its kin).

need:
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
	@SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(TEST_WIDTH) \
	  $(SWIFT) test --skip-build --disable-xctest $(TESTFLAGS) 2>&1 | tee .build/test.log \
	  | awk '/Test run with/ { print; next } \
	         /^[^ ]+ (Suite .* started|Test .* (started|passed after [0-9.]+ seconds))\.$$|^[^ ]+ Test case / { next } \
	         { print; fflush() }'

demo: deps ## Shows a whole sync against a simulated Zoho, in a temporary folder.
	@$(SWIFT) build
	@BIN="$(CURDIR)/.build/debug" etc/demo.sh

bench: deps ## Measures speed, memory and silence of the release build (BENCHFLAGS).
	@$(SWIFT) build $(RELEASE)
	@.build/release/bench $(BENCHFLAGS)

# In a folder of its own, as everything is built with libFuzzer's eyes in it.
fuzz: deps ## Feeds everything that reads foreign bytes with hostile ones (RUNS, TARGET).
	$(SWIFT) build --package-path Tests/Fuzz --scratch-path .build/fuzz -c release --product fuzz \
	  --sanitize fuzzer -Xswiftc -enable-testing
	@Tests/Fuzz/run.sh .build/fuzz/release/fuzz .build/fuzz $(RUNS) $(TARGET)

check: lint test ## Everything that has to be in order before a merge.

install: ## Installs the service below DESTDIR (after `make build`).
	@for program in $(PROGRAMS); do \
	  [ -x ".build/release/$$program" ] || { echo "there is no $$program: make build" >&2; exit 1; }; \
	done
	install -D -m 0755 -t "$(DESTDIR)$(PREFIX)/bin" $(PROGRAMS:%=.build/release/%)
	install -D -m 0644 -t "$(UNITS)" $(UNIT_FILES:%=systemd/%)
	@sed -i $(UNIT_EDITS) "$(UNITS)/zohosyncd.service"
	install -d $(MOUNT_POINTS:%="$(ROOT)/%")
	@for folder in bin lib lib64 sbin; do ln -sfn "usr/$$folder" "$(ROOT)/$$folder"; done
	install -D -m 0644 systemd/zohosyncd.sysusers "$(DESTDIR)$(PREFIX)/lib/sysusers.d/zohosyncd.conf"
	install -D -m 0644 systemd/zohosyncd.tmpfiles "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/zohosyncd.conf"
	install -D -m 0644 -t "$(DESTDIR)$(PREFIX)/lib/systemd/catalog" systemd/zohosyncd.catalog
	@for page in $(MAN_PAGES); do \
	  install -D -m 0644 -t "$(SHARE)/man/man$${page##*.}" "etc/man/$$page"; \
	done
	@for program in $(PROGRAMS); do \
	  install -d $(COMPLETIONS:%="$(SHARE)/%"); \
	  make_script() { ".build/release/$$program" --generate-completion-script "$$1"; }; \
	  make_script bash | sed '1{/^#!/d}' >"$(SHARE)/$(BASH_COMPLETIONS)/$$program"; \
	  make_script zsh >"$(SHARE)/$(ZSH_COMPLETIONS)/_$$program"; \
	  make_script fish >"$(SHARE)/$(FISH_COMPLETIONS)/$$program.fish"; \
	done
	install -d -m 0750 "$(DESTDIR)/etc/zohosyncd"
	@config="$(DESTDIR)/etc/zohosyncd/config.json"; \
	if [ -e "$$config" ]; then echo "$$config is kept as it is"; \
	else install -m 0600 etc/config.json "$$config"; echo "$$config is an example: edit it"; fi

uninstall: ## Removes what `make install` installed; configuration and data stay.
	rm -f $(PROGRAMS:%="$(DESTDIR)$(PREFIX)/bin/%") $(UNIT_FILES:%="$(UNITS)/%")
	rm -rf "$(DESTDIR)$(PREFIX)/lib/zohosyncd"
	rm -f "$(DESTDIR)$(PREFIX)/lib/sysusers.d/zohosyncd.conf" \
	  "$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/zohosyncd.conf" \
	  "$(DESTDIR)$(PREFIX)/lib/systemd/catalog/zohosyncd.catalog"
	@for page in $(MAN_PAGES); do rm -f "$(SHARE)/man/man$${page##*.}/$$page"; done
	rm -f $(PROGRAMS:%="$(SHARE)/$(BASH_COMPLETIONS)/%") \
	  $(PROGRAMS:%="$(SHARE)/$(ZSH_COMPLETIONS)/_%") \
	  $(PROGRAMS:%="$(SHARE)/$(FISH_COMPLETIONS)/%.fish")
	@echo "kept: $(DESTDIR)/etc/zohosyncd, $(DESTDIR)/var/lib/zohosyncd"

deb: build ## Builds the Debian package, .build/deb/zohosyncd_*.deb (DEB_VERSION).
	@$(MAKE) --no-print-directory need TOOLS="$(DEB_TOOLS)" LIBRARIES=
	@mkdir -p .build/deb
	DEB_VERSION="$(DEB_VERSION)" dpkg-buildpackage --build=binary --no-sign --no-pre-clean --post-clean \
	  --buildinfo-file=.build/deb/zohosyncd.buildinfo --changes-file=.build/deb/zohosyncd.changes \
	  --buildinfo-option=-u.build/deb --changes-option=-u.build/deb
	lintian --fail-on error,warning --tag-display-limit 0 .build/deb/zohosyncd.changes

test-systemd: deb container-tools ## Tests the package under a real systemd, in a container (root).
	@Tests/Systemd/run.sh $(CASES)

container-tools:
	@$(MAKE) --no-print-directory need TOOLS="$(CONTAINER_TOOLS)" LIBRARIES=

format: swift ## Formats the Swift sources.
	$(SWIFT) format -i -r $(SWIFT_SOURCES)

lint: swift ## Checks format and style of the Swift sources.
	$(SWIFT) format lint -r --strict $(SWIFT_SOURCES)

clean: ## Removes everything that was built.
	rm -rf .build
