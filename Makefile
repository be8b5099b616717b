# Everything installs what it needs by itself (apt), quietly when it is there.
# make help lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-print-directory

SWIFT ?= swift
RELEASE := .build/release
SERVE := .build-serve/release/zpull-serve
REPORTS := .build/lab-reports

.PHONY: help tools build serve lab-binaries format lint units loopback attack fuzz lab histories lab-trixie check test demo clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

tools: ## install what building and testing need
	@Tests/tools

build: tools serve ## both programs, release: .build/release/zpull-client and .build-serve/release/zpull-serve
	@$(SWIFT) build -c release --product zpull-client --static-swift-stdlib

serve: ## zpull-serve, static
	@$(SWIFT) build -c release --product zpull-serve --static-swift-stdlib -Xswiftc -static-executable -Xlinker -s \
		--scratch-path .build-serve 2>&1 | { grep -vE 'Using .(dlopen|getaddrinfo)|statically linked applications' || true; }
	test -x $(SERVE)

lab-binaries: build
	@$(SWIFT) build -c release --product zpull-lab --static-swift-stdlib
	$(SWIFT) build -c release --product zpull-liar --static-swift-stdlib
	mkdir -p .build/lab $(REPORTS)
	cp $(RELEASE)/zpull-client $(SERVE) $(RELEASE)/zpull-lab $(RELEASE)/zpull-liar .build/lab/
	strip .build/lab/zpull-*
	cp docs/restore.md .build/lab/

format: ## bring all Swift into the project's form
	@$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

lint: ## swift format lint --strict
	@$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests

units: tools ## tests without a process beside them, and those of libssh against a real sshd
	@$(SWIFT) test --skip LoopbackTests --skip AttackTests

loopback: tools build ## real sshd, real programs, a stand-in for zfs
	@$(SWIFT) test --filter LoopbackTests

attack: tools build ## hostile clients and hostile sources, with a count of what they tried
	@ZPULL_ATTACK=whole $(SWIFT) test --filter AttackTests

lab: lab-binaries ## scenarios on real OpenZFS, in a machine of their own; make lab ONLY="part of a title" runs some
	@Tests/Lab/run "$(ONLY)"

histories: lab-binaries ## random histories on real OpenZFS, in the same machine; COUNT=200, SEED= replays
	@Tests/Lab/run --histories "$(or $(COUNT),200)" "$(SEED)"

lab-trixie: lab-binaries ## the same on Debian 13 (OpenZFS 2.3.9 and 2.4.4), and pulls from one generation to the other
	@failed=()
	for suite in trixie trixie-backports; do
		Tests/Lab/run --suite "$$suite" "$(ONLY)" || failed+=("$$suite")
		Tests/Lab/run --suite "$$suite" --histories 30 || failed+=("histories on $$suite")
	done
	for pair in "trixie bookworm" "bookworm trixie" "trixie-backports bookworm" "bookworm trixie-backports"; do
		Tests/Lab/between $$pair || failed+=("$$pair")
	done
	if (($${#failed[@]})); then printf 'lab-trixie: failed: %s\n' "$${failed[@]}" >&2; exit 1; fi

fuzz: tools ## libFuzzer on what strangers write; TIME=60 seconds a target, LEAST= inputs in all, TARGET= runs one
	@Tests/Fuzz/run --seconds "$(or $(TIME),60)" --at-least "$(or $(LEAST),0)" $(TARGET)

check: lint units loopback ## all that needs no machine of its own

test: check attack lab histories ## everything but Debian 13 and fuzzing

demo: lab-binaries ## the whole story in two minutes, on real OpenZFS
	@Tests/Lab/machine/boot --time-limit 900 -- $(CURDIR)/.build/lab/zpull-lab $(CURDIR)/.build/lab --demo

clean: ## what was built here; the lab's machine stays in its cache
	@rm -rf .build .build-serve .build-fuzz .build-fuzz-address
