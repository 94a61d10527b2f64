# What can be done here. The logic is in scripts/, where it is tested.
.DEFAULT_GOAL := help
.PHONY: help run test test-deep bench lint types imports format messages migrate requirements oracle clean
BIN := .venv/bin

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Install what is missing, then start server and worker with the demo (PORT, HOST, SMD_DATABASE_URL)
	@sh scripts/setup.sh run
	@exec $(BIN)/python -m smd_workshop.cli.run

test: ## Install what is missing, then run every test: both databases, real Chromium
	@sh scripts/setup.sh test
	@sh scripts/test.sh

test-deep: ## The same, with many more cases of what tests draw by chance; takes an hour
	@sh scripts/setup.sh test
	@SMD_TEST_DEEP=1 sh scripts/test.sh

bench: ## Install what is missing, then measure speed as ratios; writes benchmarks/results/
	@sh scripts/setup.sh bench
	@$(BIN)/python benchmarks/run.py

lint: ## Check style of Python and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet smd_workshop reports

types: ## Check types
	@$(BIN)/mypy

imports: ## Check who imports whom
	@$(BIN)/lint-imports

format: ## Put Python into its one form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

messages: ## Collect texts to translate and merge translations/parts
	@$(BIN)/python scripts/messages.py

migrate: ## Write a migration for changed models (M="what changed"), then apply
	@sh scripts/migrate.sh "$(M)"

requirements: ## Compile requirements.txt and tests/requirements.txt from pyproject.toml
	@sh scripts/requirements.sh

oracle: ## Compare results with other libraries, in an environment of their own (docs/oracles.md)
	@$(BIN)/python scripts/oracle.py

clean: ## Remove what can be built again; instance/ stays
	@rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +
