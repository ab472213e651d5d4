# Each target makes the environment it needs, from a hashed lock, and then does its job.
.PHONY: help board executive quality appropriateness audit districts agencies reports test test-slow test-elsewhere check lab bench validation mutants lock environment bundle package try-bundle samples schemas docs clean
.DEFAULT_GOAL := help
export TZ := UTC
unexport PYTHONDONTWRITEBYTECODE  # the environments are the project's own: nothing is compiled twice
VENV := .venv
BIN := $(VENV)/bin
TESTS := $(BIN)/python -m pytest -n 2 --dist loadgroup
# in CI: per cent of lines and branches, by the tiers that tests/conftest.py does not leave out
COVERAGE := $(if $(CI),--cov --cov-report= --cov-fail-under=94.5)
RUN := $(BIN)/referral-analysis run notebooks/board_report.ipynb
REGISTER := board_report/private/register.csv

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

board: $(VENV)/.run reports/executive_december_2011/$(REGISTER)  ## the February 2012 Board report, from the sample extract
	$(RUN) -p notebooks/parameters/board_february_2012.yaml

executive: $(VENV)/.run  ## the December 2011 Executive paper, from the earlier snapshot
	$(RUN) -p notebooks/parameters/executive_december_2011.yaml

# a report is held against those published before it: they are made once and then left as they are
reports/executive_december_2011/$(REGISTER): | $(VENV)/.run
	$(RUN) -p notebooks/parameters/executive_december_2011.yaml

reports/board_february_2012/$(REGISTER): | $(VENV)/.run reports/executive_december_2011/$(REGISTER)
	$(RUN) -p notebooks/parameters/board_february_2012.yaml

quality: $(VENV)/.run reports/board_february_2012/$(REGISTER)  ## the quality of the data behind it
	$(BIN)/referral-analysis run notebooks/data_quality.ipynb \
		-p notebooks/parameters/data_quality_february_2012.yaml

appropriateness: $(VENV)/.run reports/board_february_2012/$(REGISTER)  ## were fewer referrals better ones?
	$(BIN)/referral-analysis run notebooks/appropriateness.ipynb \
		-p notebooks/parameters/appropriateness_february_2012.yaml

audit: $(VENV)/.run reports/board_february_2012/$(REGISTER)  ## what the audit of November 2011 says
	$(BIN)/referral-analysis run notebooks/threshold_audit.ipynb \
		-p notebooks/parameters/audit_february_2012.yaml

districts: $(VENV)/.run reports/board_february_2012/$(REGISTER)  ## a short report for each district
	$(BIN)/referral-analysis batch notebooks/plans/districts.yaml

agencies: $(VENV)/.run reports/board_february_2012/$(REGISTER)  ## a short report for each agency
	$(BIN)/referral-analysis batch notebooks/plans/agencies.yaml

# the December release is made once, and then left: February's is held to what it published
reports/december_2011/$(REGISTER): | $(VENV)/.run
	$(BIN)/referral-analysis run notebooks/parameters/december_2011.yaml

reports: $(VENV)/.run reports/december_2011/$(REGISTER)  ## every report of February 2012, and the page over them
	$(BIN)/referral-analysis run notebooks/parameters/february_2012.yaml

test: $(VENV)/.dev  ## the tests that need no browser, no server and only minutes
	$(TESTS) $(COVERAGE) -m "not browser and not server and not long"

test-slow: $(VENV)/.dev .venv-lab/.lab .tools/axe/.installed  ## the tests that need Chromium or a server, or make many reports
	$(TESTS) -m long
	$(TESTS) -m "browser or server"

# outside the checkout, whose path may have a space, which LD_PRELOAD does not take; under Debian's 0.9.10
# time.sleep fails where the monotonic clock is left as it is
FAKETIME_IN := $(or $(TMPDIR),/tmp)/referral-analysis-faketime
test-elsewhere: $(VENV)/.dev  ## the same tests on another day and in another place (Linux; needs the locale)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --no-deps --require-hashes \
		--target $(FAKETIME_IN) -r tools/faketime.lock
	TZ=Pacific/Auckland LC_ALL=tr_TR.UTF-8 FAKETIME='@2031-03-03 09:00:00' FAKETIME_DONT_FAKE_MONOTONIC=1 \
		LD_PRELOAD=$(FAKETIME_IN)/libfaketime/vendor/libfaketime/src/libfaketime.so.1 \
		$(TESTS) -m "not browser and not server and not long"

schemas: $(VENV)/.dev  ## write the JSON Schemas beside the parameters files again
	$(BIN)/python tools/schemas.py

check: $(VENV)/.dev  ## format, lint, types, imports, environment.yml, schemas
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/environment.py --check
	$(BIN)/python tools/assurance.py --check
	$(BIN)/python tools/audit.py
	$(BIN)/python tools/schemas.py --check
	$(BIN)/zizmor --offline --no-progress --quiet .github

docs: $(VENV)/.dev  ## the documentation site, docs/_build/html; a warning or a broken link is an error
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	$(BIN)/python tools/check_links.py docs/_build/html

environment: $(VENV)/.dev  ## install what environment.yml lists, somewhere fresh, and try it
	tools/try_environment.sh

lab: .venv-lab/.lab reports/board_february_2012/$(REGISTER)  ## JupyterLab on the notebooks, in an environment of its own
	.venv-lab/bin/jupyter lab notebooks

bench: $(VENV)/.dev  ## measure what the project claims about speed and coverage
	$(BIN)/python benchmarks/run.py

validation: $(VENV)/.dev  ## the tables of docs/validation.md again (hours): REFERENCE=FOLDER TRY="--every 100"
	$(BIN)/python -m benchmarks.validation $(REFERENCE) --slow $(TRY)

mutants: $(VENV)/.dev  ## put small faults in, one at a time: does a test of their room notice? (an hour)
	nice -n 15 $(BIN)/python -m benchmarks.mutants

samples: $(VENV)/.run  ## make data_samples/ again from its seed
	$(BIN)/referral-analysis simulate --seed 2012 --scenario thresholds_worked --output data_samples

lock: $(VENV)/.dev  ## resolve the locks again (needs uv and a package index), then environment.yml: KEEP=--keep
	tools/lock.sh $(KEEP)
	$(BIN)/python tools/environment.py

SYSTEM ?= win_amd64
PY ?= 3.12
bundle: $(VENV)/.dev  ## one zip for a machine without a network, dist/: SYSTEM=win_amd64 PY=3.12
	$(BIN)/python -m tools.bundle $(SYSTEM) --python $(PY)

package: $(VENV)/.dev  ## wheel and sdist, dist/, held to what a release needs
	tools/package.sh

try-bundle: $(VENV)/.dev  ## install a bundle with the network taken away, and make the sample's papers
	tools/try_bundle.sh

clean:  ## remove the environments and the reports made here
	rm -rf .venv .venv-lab .tools reports/*/ reports/index.html

.tools/axe/.installed: tools/axe/package-lock.json tools/axe.sh
	tools/axe.sh

$(VENV)/.run: requirements.lock pyproject.toml tools/install.sh
	tools/install.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	tools/install.sh $(VENV) requirements-dev.lock
	@touch $@

.venv-lab/.lab: requirements-lab.lock pyproject.toml tools/install.sh
	tools/install.sh .venv-lab requirements-lab.lock
	@touch $@
