"""Programs send anything: every door of the API answers it with a sentence, and none falls over.

Requests are made from the API's own description, once as it allows them and once as it does not; ids that exist are
put in, so that they get past the first fence. The seed is fixed and printed, so that a failure comes again.
"""

import math
import os
import random
import time
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation

from accounts.permissions import Role
from commissions.verification import verify
from tests.architecture.world import World, make_world
from tests.clients import token_for

SEED = 20_261_122
EXAMPLES = 5
"""Requests an operation and mode."""
LONGEST_SECONDS = 25
"""After this no further operation is begun, and what was left out is printed; with `--long` all are tried."""
PROBLEM_KEYS = {"type", "title", "status", "code", "detail"}


def operations(app: Flask) -> list[APIOperation]:
    """Every operation the description names, always in the same order."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    found = [result.ok() for result in schema.get_all_operations()]
    return sorted(found, key=lambda operation: operation.label)


def with_known_ids(body: Any, world: World, chance: random.Random) -> Any:
    """The same body, where half of the ids are such as exist."""
    if isinstance(body, dict):
        return {
            name: world.ids[name]
            if name.endswith("_id") and name in world.ids and chance.random() < 0.5
            else with_known_ids(value, world, chance)
            for name, value in body.items()
        }
    if isinstance(body, list):
        return [with_known_ids(item, world, chance) for item in body]
    return body


def faults_of(operation: APIOperation, mode: GenerationMode, app: Flask, world: World, token: str) -> list[str]:
    """What a few requests of one operation found: each answer that is no answer to a program."""
    faults: list[str] = []
    chance = random.Random(SEED)
    known = {item.name: world.ids[item.name] for item in operation.path_parameters if item.name in world.ids}
    strategy = st.one_of(
        operation.as_strategy(generation_mode=mode),
        operation.as_strategy(generation_mode=mode, path_parameters=known) if known else st.nothing(),
    )

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def try_it(case: Any) -> None:
        case.body = with_known_ids(case.body, world, chance)
        try:
            answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
        except Exception as error:  # noqa: BLE001 - whatever escapes from the application is the finding
            faults.append(f"{case.as_curl_command()}: {type(error).__name__} {error}"[:2000])
            return
        if answer.status_code >= 500:
            faults.append(f"{case.as_curl_command()}: {answer.status_code}")
        elif answer.status_code >= 400 and not (
            answer.headers["content-type"][0].startswith("application/problem+json")
            and set(answer.json()) >= PROBLEM_KEYS
        ):
            faults.append(f"{case.as_curl_command()}: {answer.status_code} is not told as a problem")

    try:
        try_it()
    except Unsatisfiable:
        return []  # a door without parameters has nothing that could be wrong
    return faults


def test_whatever_a_program_sends_is_answered_and_the_ledger_still_holds(app: Flask) -> None:
    world = make_world(app)
    token = token_for(world.own[Role.ADMINISTRATOR.value])
    started = time.perf_counter()
    faults: list[str] = []
    wanted = [(operation, mode) for mode in GenerationMode for operation in operations(app)]
    random.Random(SEED).shuffle(wanted)  # a slow machine, which tries fewer, tries some of everything
    longest = math.inf if os.environ.get("ETALASE_LONG") == "1" else LONGEST_SECONDS
    tried = 0
    for operation, mode in wanted:
        if time.perf_counter() - started > longest:
            break
        faults += faults_of(operation, mode, app, world, token)
        tried += 1
    seconds = time.perf_counter() - started
    print(f"seed {SEED}: {tried} of {len(wanted)} operations and modes in {seconds:.0f} s")  # noqa: T201
    assert faults == []
    assert tried >= 10
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []
