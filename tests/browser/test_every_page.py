"""Every page somebody may open, at both widths: accessible, within the screen, from this house only, without errors.

A page is looked at again for the next role only when it shows that role an element that stood on no page before. The
frame around the pages, which is the same on all of them, is looked at once for each role.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page

from accounts.models import UserAccount
from accounts.permissions import Permission
from tests.architecture.test_doors import views
from tests.architecture.test_every_door import ANSWERS_TO_A_READER
from tests.architecture.test_every_door import address as address_of
from tests.architecture.world import World, make_world
from tests.browser.people import DESK, PHONE, Person

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async (place) => (await axe.run(document.querySelector(place), {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
})).violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).slice(0, 3).join(" ")}`)"""
TOO_WIDE = """() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth) return [];
    const isGuilty = (element) => element.getBoundingClientRect().right > innerWidth + 1;
    const guilty = [...document.querySelectorAll("main *")].filter(isGuilty).map((e) => e.outerHTML.slice(0, 120));
    return [`wider than the screen, ${wide} pixels: ${guilty.slice(0, 3).join(" ")}`];
}"""
PAGES_AT_LEAST = 60


def pages_for(app: Flask, world: World, user: UserAccount | None) -> list[str]:
    """The addresses of the pages a person may ask for, filled with the ids of the world; files and the API are none."""
    access = views(app)
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "static" or rule.rule.startswith("/api/"):
            continue
        needed = access[rule.endpoint]
        if not isinstance(needed, Permission) or (user and user.may(needed)):
            found.add(address_of(rule, world.ids))
    return sorted(found)


ELEMENT = re.compile(r"<\w+[^>]*>")
PARTICULAR = re.compile(r' (?:value|href|action|content|datetime|src|alt|data-draft)="[^"]*"|\d+')


def building_blocks(html: str) -> set[str]:
    """The elements in the middle of a page, without what they hold."""
    middle = html[html.index("<main") : html.index("</main>")]
    return {PARTICULAR.sub("", element) for element in ELEMENT.findall(middle)}


class Looked:
    """What was seen so far: the pages, the building blocks on any of them, and the addresses that answer a file.

    `wrong` are the answers nobody should get to a page they may read.
    """

    def __init__(self) -> None:
        """Nothing yet."""
        self.pages: set[str] = set()
        self.blocks: set[str] = set()
        self.files: set[str] = set()
        self.wrong: list[str] = []

    def pages_with_news(self, reader: Person, addresses: list[str]) -> Iterator[str]:
        """The pages this reader may open, but for those seen before that show nothing which nobody saw anywhere."""
        for path in addresses:
            if path in self.files:
                continue
            answer = reader.context.request.get(path, max_redirects=0)
            if answer.status not in ANSWERS_TO_A_READER:
                self.wrong.append(f"{path}: {answer.status}")
            if answer.status != HTTPStatus.OK:
                continue
            if not answer.headers["content-type"].startswith("text/html"):
                self.files.add(path)
                continue
            blocks = building_blocks(answer.text())
            if path not in self.pages or not blocks <= self.blocks:
                self.pages.add(path)
                self.blocks |= blocks
                yield path


def faults_of(page: Page, *, place: str = "html") -> list[str]:
    """What is wrong with the open page at both widths; on the phone unrolled, so that its bar hides nothing.

    `place` selects what of it has to be accessible; all of it has to fit the phone.
    """
    faults = []
    page.evaluate(AXE)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if size is PHONE:
            page.set_viewport_size({**PHONE, "height": page.evaluate("document.documentElement.scrollHeight")})
        found = page.evaluate(RUN_AXE, place)
        if size is PHONE:
            found += page.evaluate(TOO_WIDE)
        faults += [f"{size['width']}: {fault}" for fault in found]
    return faults


def test_every_page_is_accessible_fits_a_phone_and_asks_nobody_else(own_app: Flask, somebody) -> None:
    world = make_world(own_app)
    looked = Looked()
    faults: dict[str, list[str]] = {}
    for role, user in [("anonymous", None), *world.own.items()]:
        addresses = pages_for(own_app, world, user)
        reader = somebody().sign_in(user) if user else somebody()
        place = "html"
        for path in looked.pages_with_news(reader, addresses):
            reader.page.set_viewport_size(DESK)
            reader.open(path)
            if found := faults_of(reader.page, place=place):
                faults[f"{role} {path}"] = found
            place = "main"
    assert looked.wrong == []
    assert faults == {}
    assert len(looked.pages) >= PAGES_AT_LEAST


def test_a_refused_form_is_accessible_and_takes_the_reader_to_the_fault(somebody) -> None:
    reader = somebody(PHONE)
    reader.open("/daftar")
    reader.press("Lanjut")
    summary = reader.page.get_by_role("alert")
    summary.get_by_role("link", name=re.compile("^Nama usaha:")).click()
    assert reader.field("Nama usaha").evaluate("field => field === document.activeElement")
    assert faults_of(reader.page) == []
