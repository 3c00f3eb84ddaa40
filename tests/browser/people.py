"""Somebody in front of a browser: finds things by what they are called, and remembers what the browser complains of."""

import re
import time
from urllib.parse import urlsplit

import time_machine
from playwright.sync_api import Browser, Locator, Page, Response, expect

from accounts.models import UserAccount
from core.database import db
from tests.accounts.people_at_work import HASH, PASSWORD

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
OPTIONAL = r"(\s*\((boleh kosong|optional)\))?"

CLOCK = """(() => {
    const Real = Date;
    globalThis.Date = class extends Real {
        constructor(...given) { if (given.length) super(...given); else super(Real.now() + SKEW); }
        static now() { return Real.now() + SKEW; }
    };
})()"""
"""A browser reads the clock of this machine; so that it agrees with the server's, pages are told the test's."""


class Person:
    """One browser of its own (cookies, storage) with one page open."""

    def __init__(self, browser: Browser, address: str, size: dict[str, int] = DESK, **more: object) -> None:
        """An empty browser of that size, before the first page."""
        self.address = address
        self.context = browser.new_context(base_url=address, viewport=size, locale="id-ID", **more)  # type: ignore[arg-type]
        self.context.set_default_timeout(10_000)
        skew = int((time.time() - time_machine.escape_hatch.time.time()) * 1000)
        self.context.add_init_script(CLOCK.replace("SKEW", str(skew)))
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.expects_no_network = False
        self.page.on("console", lambda said: said.type == "error" and self._complain(said.text))
        self.page.on("pageerror", lambda error: self._complain(str(error)))
        self.page.on("request", lambda request: self._watch(request.url))

    def _complain(self, text: str) -> None:
        """A refused form (422) and a day already told (409) are answers, which the console calls failures.

        So it does with what does not reach the server, which is no fault where the network was taken away.
        """
        if self.expects_no_network and "net::ERR_" in text:
            return
        if not re.search(r"the server responded with a status of (422|409)", text):
            self.complaints.append(f"{urlsplit(self.page.url).path}: {text}")

    def _watch(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked {url}")

    def close(self) -> None:
        """Leave; whatever the browser complained of fails the test."""
        self.context.close()
        assert self.complaints == []

    def open(self, path: str) -> Response:
        """Open an address."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def sign_in(self, user: UserAccount) -> "Person":
        """Sign in with the password of the tests. No transaction stays open while the browser works."""
        email = user.email
        if user.password_hash is None:
            user.password_hash = HASH
        db.session.commit()
        self.open("/masuk")
        self.fill("Surel", email)
        self.fill("Kata sandi", PASSWORD)
        self.press("Masuk")
        expect(self.page).to_have_url(f"{self.address}/beranda")
        return self

    def field(self, label: str, within: Locator | None = None) -> Locator:
        """The field with exactly this label, be it optional or not."""
        return (within or self.page.locator("main")).get_by_label(re.compile(rf"^\s*{re.escape(label)}{OPTIONAL}\s*$"))

    def fill(self, label: str, text: str) -> None:
        """Type into a field."""
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def tick(self, label: str | re.Pattern[str], group: str | None = None) -> None:
        """Tick a box or a radio button, in the group with this legend if one is named."""
        place = self.page.locator("main")
        if group:
            place = place.get_by_role("group", name=re.compile(rf"^\s*{re.escape(group)}"))
        place.get_by_label(label).check()

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow a link of the page."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def confirm(self) -> None:
        """Say yes to what the page asks before it sends."""
        self.page.get_by_role("dialog").get_by_role("button", name=re.compile("Ya, lanjutkan|Yes")).click()

    def reads(self, text: str | re.Pattern[str]) -> None:
        """The page shows this."""
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()

    def heading(self, text: str) -> None:
        """The page is called so."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def number_in_address(self, path: str) -> int:
        """The id in the address of the record that is open, once it is open."""
        pattern = re.compile(rf"{re.escape(path)}/(\d+)([/?#].*)?$")
        expect(self.page).to_have_url(pattern)
        return int(pattern.search(self.page.url)[1])  # type: ignore[index]
