# make run and make test need Go, gcc, make and git. With npm, the Playground is built into
# the program as well.

.DEFAULT_GOAL := help
TEST := go tool -modfile=tools/go.mod gotestsum --format pkgname --
LINT := go tool -modfile=tools/go.mod golangci-lint
EDITORCONFIG := go tool -modfile=tools/go.mod editorconfig-checker
FUZZTIME := 30s

# The version and the commit for a build without .git, such as that of the image. Only the
# command line sets them, because other programs use environment variables of these names.
VERSION =
REVISION =
STAMP = $(if $(VERSION),-X $(CLI).buildVersion=$(VERSION)) $(if $(REVISION),-X $(CLI).buildRevision=$(REVISION))
CLI := github.com/itemactivity/itemactivity/internal/cli

.PHONY: help run test test-all check generate lint lint-image image-digests govulncheck format static image playground browser-test examples audit graph-clients issuer differential soak fuzz upgrade-file bench bench-attacks bench-fairness bench-peers bench-http

help: ## List the targets
	@awk '/^[a-z-]+:.*## / { target = $$0; sub(/:.*/, "", target); sub(/.*## /, ""); printf "  %-14s %s\n", target, $$0 }' $(MAKEFILE_LIST)

# The server is not started by go run, which fails if Ctrl-C stops it.
run: playground ## Serve on http://127.0.0.1:8080/, or with ARGS="--addr HOST:PORT"
	go build .
	./itemactivity $(ARGS)

test: ## Run the tests, except the long ones, which are listed
	$(TEST) -timeout 20m -short ./...

test-all: ## Run all tests
	$(TEST) -timeout 20m ./...

check: ## Check the generated code, the format and the linters, run the tests with the race detector, except those that only test-all runs, and run the tests of responses without plans
	@test -z "$$(git status --porcelain -- '*.go' '*.graphqls' gqlgen.yml go.mod go.sum)" || \
		{ git status --short; echo "make check needs a commit without changes: commit first"; exit 1; }
	go generate ./...
	go mod tidy
	git diff --exit-code
	go vet ./...
	$(LINT) fmt --diff
	$(LINT) run
	$(EDITORCONFIG)
	$(TEST) -timeout 30m -race ./...
	ITEMACTIVITY_PLANS=off $(TEST) -timeout 20m -count=1 -short ./graph ./internal/gqlhttp/... ./internal/rest/... ./test

generate: ## Generate the code and the tables of the documentation
	go generate ./...

lint: ## Run the linters and compare the files with .editorconfig
	$(LINT) run
	$(EDITORCONFIG)

lint-image: ## Lint the Dockerfile and check the Compose files
	npm exec --yes --package=dockerfile-utils@0.16.3 -- dockerfile-utils lint Dockerfile
	go tool -modfile=tools/go.mod github.com/compose-spec/compose-go/v2/cmd compose.yaml >/dev/null
	go tool -modfile=tools/go.mod github.com/compose-spec/compose-go/v2/cmd compose.yaml compose.keys.yaml >/dev/null

image-digests: ## Renew the digests of the base images, if their registries can be reached
	.ci/image-digests

govulncheck: ## Look for known vulnerabilities, if their database is reachable
	.ci/govulncheck

format: ## Format the code
	$(LINT) fmt

static: ## Build a statically linked server
	CGO_ENABLED=1 go build -trimpath -tags netgo,osusergo,sqlite_omit_load_extension \
		-ldflags '-s -w -linkmode=external -extldflags=-static $(STAMP)' .

image: ## Build the container image itemactivity
	docker build --tag itemactivity --build-arg VERSION="$$(git describe --tags --always --dirty)" --build-arg REVISION="$$(git rev-parse HEAD)" .

playground: ## Build the Playground, if npm is installed
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory -C internal/playground; \
	else echo "npm is not installed: the Playground will load its scripts from a CDN"; fi

browser-test: playground ## Test the Playground in Chromium
	.ci/with-server npm --prefix internal/playground test --
	.ci/with-server --keys npm --prefix internal/playground run test:token --

examples: ## Check the schema, the OpenAPI document and the examples with tools and clients from npm
	$(MAKE) --no-print-directory -C examples/typescript
	$(MAKE) --no-print-directory -C examples/typescript/rest
	.ci/with-server npm --silent --prefix examples/typescript run record --
	.ci/with-server npm --silent --prefix examples/typescript run caches --
	.ci/with-server npm --silent --prefix examples/typescript/rest test --

audit: ## Run the public audits of GraphQL over HTTP
	$(MAKE) --no-print-directory -C test/audit
	.ci/with-server npm --silent --prefix test/audit test --

graph-clients: ## Use the server with Microsoft's clients for Microsoft Graph
	$(MAKE) --no-print-directory -C test/graphclients
	go test -C test/graphclients -count=1 ./...

issuer: ## Use the tokens of an OpenID Connect issuer as docs/authentication.md says
	$(MAKE) --no-print-directory -C test/issuer
	npm --silent --prefix test/issuer test

# The limits are so high that they do not reject any generated document.
DIFFERENTIAL_LIMITS := ITEMACTIVITY_MAX_COMPLEXITY=1000000000 \
	ITEMACTIVITY_MAX_MERGES=1000000000 \
	ITEMACTIVITY_MAX_TOKENS=100000 \
	ITEMACTIVITY_MAX_DEPTH=1000 \
	ITEMACTIVITY_MAX_ALIASES=10000 \
	ITEMACTIVITY_MAX_DIRECTIVES=10000 \
	ITEMACTIVITY_MAX_FRAGMENTS=10000

differential: ## Compare the server with graphql-js
	$(MAKE) --no-print-directory -C test/differential
	env $(DIFFERENTIAL_LIMITS) .ci/with-server npm --silent --prefix test/differential test --

soak: ## Load a server with hostile and ordinary callers for a minute
	go test ./test -run '^TestSoak$$' -count=1 -v -soak 60s

fuzz: ## Fuzz each target for FUZZTIME, by default 30s
	.ci/fuzz $(FUZZTIME)

upgrade-file: ## Store a database of the current schema version for the upgrade tests
	go test ./internal/store -run '^TestKeepUpgradeFile$$' -count=1 -v -args -keep-upgrade-file -upgrade-program '$(PROGRAM)'

bench: ## Benchmark the store with up to a million activities
	go test ./internal/store/... -run '^$$' -bench . -benchtime 3s -timeout 30m

bench-attacks: ## Measure each hostile request
	go test ./test -run '^$$' -bench Attacks -benchtime 5x

bench-fairness: ## Measure a light caller while another caller sends the most expensive requests
	go test ./test -run '^$$' -bench Fairness -benchtime 1x

bench-peers: ## Install the JavaScript servers of bench-http, if npm is installed
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory -C bench/peers; \
	else echo "npm is not installed: bench-http does not measure the JavaScript servers"; fi

bench-http: bench-peers ## Compare the server with other servers over HTTP
	go run ./bench $(BENCH)
