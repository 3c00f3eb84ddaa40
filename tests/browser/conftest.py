"""A real browser in front of a real server. Skipped, with the reason, where there is no Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Browser, Error, expect, sync_playwright

from tests.browser.people import DESK, Person
from tests.conftest import TODAY
from tests.serving import serving

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and one worker at a time has one."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def clock_stands() -> Iterator[time_machine.Traveller]:
    """The clock starts at 22 November 2026 and ticks, as a server that waits for a browser needs it to."""
    with time_machine.travel(TODAY, tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium of this machine, for the tests of one file."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("ETALASE_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not program:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        except Error as error:
            pytest.skip(f"Chromium does not start: {error.message.splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def address(own_app: Flask) -> Iterator[str]:
    """Where the application of this test is served."""
    with serving(own_app) as url:
        yield url


@pytest.fixture
def somebody(browser: Browser, address: str) -> Iterator[Callable[..., Person]]:
    """Makes people with browsers of their own; when the test ends none of their browsers may have complained."""
    people: list[Person] = []

    def make(size: dict[str, int] = DESK, **more: object) -> Person:
        people.append(Person(browser, address, size, **more))
        return people[-1]

    yield make
    for person in people:
        person.close()
