.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo demo-serve demo-stop test build check format format-fix lint imports chaos bench dist image install clean debug

PYTHON := .venv/bin/python
SWIFT_FILES := Package.swift Sources Tests $(wildcard Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Benchmarks Benchmarks/Rendering)
SHELL_FILES := $(wildcard scripts/*.sh deploy/*/*.sh Benchmarks/*.sh) .ci/run

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 24

demo: build ## the main job, from a push to its result, in the terminal
	@scripts/demo.sh

demo-serve: build ## the same, and leaves the service up
	@scripts/demo.sh --serve

demo-stop: ## end the service that demo-serve left up
	@scripts/demo.sh --stop

test: debug ## every test
	@$(PYTHON) scripts/run_tests.py

build: install ## the release binary, at .build/release/bunsen
	@[ -e .build/release/bunsen ] || echo "build: the first release build takes about eight minutes on two cores"
	@start=$$(date +%s); swift build -c release --static-swift-stdlib --product bunsen \
		&& echo "build: .build/release/bunsen, $$(($$(date +%s) - start)) s"

dist: install ## the program as one static file, with its checksum, in dist/
	@scripts/dist.sh

image: debug ## the image for jobs, from what dist made, and its tests (BASE is what it begins with)
	@scripts/image.sh

check: install format lint imports test ## all that must hold before a commit lands

format: ## check the layout of the Swift files
	@swift format lint --strict -r -p $(SWIFT_FILES)
	@echo "format: in order"

format-fix: ## lay out the Swift files
	@swift format format -i -r -p $(SWIFT_FILES)

lint: ## check the scripts, the length of files, and what no file may hold
	@shellcheck $(SHELL_FILES)
	@git ls-files -z --cached --others --exclude-standard '*.py' | xargs -0 $(PYTHON) -W error -c \
		'import pathlib, sys; [compile(pathlib.Path(name).read_text(), name, "exec") for name in sys.argv[1:]]'
	@$(PYTHON) scripts/check_files_test.py --quiet
	@$(PYTHON) scripts/check_files.py

imports: ## check that imports obey ARCHITECTURE.md, and that the check can fail
	@$(PYTHON) scripts/check_imports_test.py --quiet
	@$(PYTHON) scripts/check_imports.py

chaos: debug ## kill jobs and take their servers away, ROUNDS times (200) from SEED (1) on
	@BUNSEN_CHAOS_ROUNDS=$${ROUNDS:-200} BUNSEN_CHAOS_SEED=$${SEED:-1} swift test --skip-build --disable-xctest --filter ChaosTests

bench: build ## how fast it is, side by side with a plain script, Debian's webhook and DVC's queue (needs wrk and webhook)
	@Benchmarks/overhead.sh
	@Benchmarks/webhooks.sh
	@Benchmarks/sweep.sh

install: ## install what building, testing and the demo need
	@scripts/install.sh

# One debug build, with tests: everything that checks or tests shares it.
debug: install
	@swift build --build-tests

clean: demo-stop ## remove what was built, and the demo
	@rm -rf .build .build-* .demo dist
