# make run and make test do all their set-up on a machine with Go, gcc, make and
# git; with npm the Playground is built in as well.

.DEFAULT_GOAL := help
TEST := go tool -modfile=tools/go.mod gotestsum --format pkgname --
LINT := go tool -modfile=tools/go.mod golangci-lint
FUZZTIME := 30s

.PHONY: help run test test-all check generate lint lint-image govulncheck format static image playground browser-test examples audit differential soak fuzz upgrade-file bench bench-attacks bench-fairness bench-http

help: ## Show these targets
	@awk '/^[a-z-]+:.*## / { target = $$0; sub(/:.*/, "", target); sub(/.*## /, ""); printf "  %-14s %s\n", target, $$0 }' $(MAKEFILE_LIST)

run: playground ## Serve on http://127.0.0.1:8080/
	go run .

test: ## Run the tests but the longest, and say which those are
	$(TEST) -short ./...

test-all: ## Run all the tests
	$(TEST) ./...

check: ## Generate, format, lint, and run all the tests with the race detector
	@test -z "$$(git status --porcelain -- '*.go' '*.graphqls' gqlgen.yml go.mod go.sum)" || \
		{ git status --short; echo "make check compares with the last commit: commit first"; exit 1; }
	go generate ./...
	go mod tidy
	git diff --exit-code
	go vet ./...
	$(LINT) fmt --diff
	$(LINT) run
	$(TEST) -race ./...

generate: ## Write the code that gqlgen makes from the schema
	go generate ./...

lint: ## Run the linters
	$(LINT) run

lint-image: ## Lint the Dockerfile
	npm exec --yes --package=dockerfile-utils@0.16.3 -- dockerfile-utils lint Dockerfile

govulncheck: ## Look for known vulnerabilities, if their database can be reached
	.ci/govulncheck

format: ## Format the code
	$(LINT) fmt

static: ## Build the server as one file that needs no library
	CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
		-ldflags '-s -w -linkmode=external -extldflags=-static' .

image: ## Build the container image itemactivity
	docker build --tag itemactivity --build-arg REVISION="$$(git rev-parse HEAD)" .

playground: ## Build the Playground's page, if npm is there
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory -C internal/playground; \
	else echo "npm is not installed: the Playground will load from a CDN"; fi

browser-test: playground ## Drive the Playground in Chromium
	.ci/with-server npm --prefix internal/playground test --
	.ci/with-server --keys npm --prefix internal/playground run test:token --

examples: ## Check the schema and the examples with the tools of front ends
	$(MAKE) --no-print-directory -C examples/typescript
	.ci/with-server npm --silent --prefix examples/typescript run record --
	.ci/with-server npm --silent --prefix examples/typescript run caches --

audit: ## Run the public audits of GraphQL over HTTP
	$(MAKE) --no-print-directory -C test/audit
	.ci/with-server npm --silent --prefix test/audit test --

# The limits are raised, so that no generated document is refused because of them.
DIFFERENTIAL_LIMITS := ITEMACTIVITY_MAX_COMPLEXITY=1000000000 \
	ITEMACTIVITY_MAX_MERGES=1000000000 \
	ITEMACTIVITY_MAX_TOKENS=100000 \
	ITEMACTIVITY_MAX_DEPTH=1000 \
	ITEMACTIVITY_MAX_ALIASES=10000 \
	ITEMACTIVITY_MAX_DIRECTIVES=10000 \
	ITEMACTIVITY_MAX_FRAGMENTS=10000

differential: ## Compare with graphql-js: documents, variables, strings, answers
	$(MAKE) --no-print-directory -C test/differential
	env $(DIFFERENTIAL_LIMITS) .ci/with-server npm --silent --prefix test/differential test --

soak: ## Load a server for a minute with hostile and ordinary callers
	go test ./test -run '^TestSoak$$' -count=1 -v -soak 60s

fuzz: ## Fuzz each target for half a minute, or FUZZTIME
	.ci/fuzz $(FUZZTIME)

upgrade-file: ## Keep a database of the present schema version for the test of upgrades
	go test ./internal/store -run '^TestKeepUpgradeFile$$' -count=1 -v -args -keep-upgrade-file -upgrade-program '$(PROGRAM)'

bench: ## Time the writer and the readers, with up to a million activities
	go test ./internal/store/... -run '^$$' -bench . -benchtime 3s -timeout 30m

bench-attacks: ## Time each hostile request
	go test ./test -run '^$$' -bench Attacks -benchtime 5x

bench-fairness: ## Time one caller beside another who is at every limit
	go test ./test -run '^$$' -bench Fairness -benchtime 1x

bench-http: ## Compare with the limits and with others, over HTTP
	go run ./bench $(BENCH)
