"""What a page costs over the air, and that a choice of language holds on every page."""

import re
from collections import defaultdict
from html import unescape
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import expect

from tests.architecture.world import make_world
from tests.browser.people import DESK, PHONE, Person
from tests.browser.test_every_page import pages_for

ROOT = Path(__file__).resolve().parents[2]
SENTENCES_AT_LEAST = 500

FIRST_VISIT = 100_000
SCRIPTS = 40_000
AGAIN = 15_000
"""Bytes over the air, headers and all."""


class Meter:
    """Counts the bytes that arrive, as the network sees them: compressed, with headers."""

    def __init__(self, person: Person) -> None:
        self.kinds: dict[str, str] = {}
        self.bytes: dict[str, int] = {}
        session = person.context.new_cdp_session(person.page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda event: self.kinds.update({event["requestId"]: event["type"]}))
        session.on("Network.loadingFinished", self._count)

    def _count(self, event: dict) -> None:
        kind = self.kinds.get(event["requestId"], "other")
        self.bytes[kind] = self.bytes.get(kind, 0) + int(event["encodedDataLength"])

    def read(self) -> dict[str, int]:
        """What came since the last reading, by kind."""
        counted, self.bytes = self.bytes, {}
        return counted


PHONE_PAGES = (
    ("nobody", "/masuk"),
    ("producer", "/beranda"),
    ("producer", "/usaha-saya"),
    ("producer", "/uang-saya"),
    ("cashier", "/beranda"),
    ("cashier", "/penjualan"),
    ("cashier", "/penjualan/luring?outlet_id=1"),
)


def test_a_phone_page_is_light_at_first_and_lighter_again(own_app: Flask, somebody) -> None:
    world = make_world(own_app)
    cookies = {role: somebody(PHONE).sign_in(world.own[role]).context.cookies() for role in ("producer", "cashier")}
    for role, path in PHONE_PAGES:
        phone = somebody(PHONE)
        phone.context.add_cookies(cookies.get(role, []))
        meter = Meter(phone)
        phone.page.goto(path, wait_until="networkidle")
        first = meter.read()
        phone.page.goto(path, wait_until="networkidle")
        again = meter.read()
        assert first["Document"] > 0, path
        assert first["Stylesheet"] > 0, path
        assert sum(first.values()) < FIRST_VISIT, (path, first)
        assert first["Script"] < SCRIPTS, (path, first)
        assert sum(again.values()) < AGAIN, (path, again)


WORD = re.compile(r"\w+")


def indonesian_sentences() -> dict[tuple[str, ...], list[str]]:
    """What the pages say in Indonesian and otherwise in English, by its first two words.

    Everything of two words and more without a gap.
    """
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in ROOT.glob("*/translations/en/LC_MESSAGES/messages.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                said = message.id if isinstance(message.id, str) else message.id[0]
                spoken = str(message.string)
                if " " in said and "%" not in said and said not in spoken:
                    found[tuple(WORD.findall(said)[:2])].append(said)
    return found


def left_in(words: str, sentences: dict[tuple[str, ...], list[str]]) -> list[str]:
    """The sentences that stand in a text; only those are searched whose first two words follow each other there."""
    each = WORD.findall(words)
    begun = {(), *((word,) for word in each), *pairwise(each)} & sentences.keys()
    return [sentence for start in begun for sentence in sentences[start] if sentence in words]


def what_is_read(html: str) -> str:
    """The words of a page, without tags."""
    return unescape(re.sub(r"<[^>]+>", "\n", html))


def test_a_choice_of_english_keeps_the_page_and_leaves_no_indonesian_behind(own_app: Flask, somebody) -> None:
    world = make_world(own_app)
    officer = somebody(DESK).sign_in(world.own["partnership_officer"])
    officer.open("/gerai?q=Maxi")
    banner = officer.page.get_by_role("banner")
    banner.get_by_text("Siti Aminah").first.click()
    banner.get_by_role("button", name="English").click()
    expect(officer.page).to_have_url(f"{officer.address}/gerai?q=Maxi")
    officer.heading("Outlets")
    menu = officer.page.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name=re.compile("^Agreements"))).to_be_visible()

    sentences = indonesian_sentences()
    assert sum(map(len, sentences.values())) >= SENTENCES_AT_LEAST
    assert "Data pribadi Anda" in left_in("Kembali ke Data pribadi Anda.", sentences)
    left: dict[str, list[str]] = {}
    for role in ("partnership_officer", "outlet_manager", "producer"):
        user = world.own[role]
        user.language = "en"
        addresses = pages_for(own_app, world, user)
        reader = somebody(PHONE).sign_in(user)
        expect(reader.page.locator("html")).to_have_attribute("lang", "en")
        for path in addresses:
            answer = reader.context.request.get(path, max_redirects=0)
            is_page = answer.status == HTTPStatus.OK and answer.headers["content-type"].startswith("text/html")
            if is_page and (found := left_in(what_is_read(answer.text()), sentences)):
                left[f"{role} {path}"] = found
    assert left == {}
