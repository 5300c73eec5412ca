.PHONY: help install build test check format format-fix imports clean
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

install: ## install what building and testing need
	@scripts/install.sh

build: install ## the release binary, at .build/release/bunsen
	swift build -c release --product bunsen

.PHONY: debug
debug: install
	swift build --build-tests

test: debug ## every test
	swift test --skip-build
	$(PYTHON) Tests/DVC/driver_test.py

check: install format imports test ## everything that must hold before a commit lands

format: ## check the layout of the Swift files
	swift format lint --strict -r -p Package.swift Sources Tests

format-fix: ## lay out the Swift files
	swift format format -i -r -p Package.swift Sources Tests

imports: ## check that imports obey ARCHITECTURE.md, and that the check can fail
	$(PYTHON) scripts/check_imports.py
	$(PYTHON) scripts/check_imports_test.py

clean: ## remove what was built
	rm -rf .build
