"""Whoever types nonsense is told so: no page and no list falls over, whatever stands in its address or its form.

Every form of every page is read as a browser reads it and sent back filled with one odd value after another; every
list is asked with odd filters, orders and pages. Nothing may end in an error of ours.
"""

from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from flask import Flask

from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db
from tests.architecture.test_doors import views
from tests.architecture.test_every_door import address
from tests.architecture.world import World, make_world
from tests.clients import token_for

ODD = {
    "a NUL": "a\x00b",
    "a huge number": "9" * 40,
    "a number beyond BIGINT": str(2**63),
    "a negative number": "-1",
    "half of a character": "\udc80",
    "signs that turn the reading direction": "\u202eabc\u2066",
    "a quote and a tag": "'\"><script>alert(1)</script>{{7*7}}%(x)s%s",
    "digits of another script": "１２３",
    "a day long ago": "0001-01-01",
    "the last day there is": "9999-12-31",
    "a very long text": "x" * 12_000,
    "only blanks": " \u200b\u00a0 ",
    "no character at all": "\uffff\ufdd0\x85",
}
QUERY_NAMES = (
    *("q", "page", "per_page", "sort", "status", "region", "category", "kind", "missing", "size_class", "period"),
    *("producer_id", "outlet_id", "product_id", "day", "month", "next", "export", "state", "role", "kode", "channel"),
    *(
        "owed_by",
        "paid_by",
        "claim",
        "statement_id",
        "gaps",
        "place",
        "year",
        "aim",
        "carries",
        "answer",
        "most",
        "outlet_ids",
        "region_code",
    ),
)
LISTS = frozenset(
    {
        *("/", "/umkm", "/produk", "/gerai", "/perjanjian", "/penempatan", "/penjualan/baris", "/rekap", "/pengguna"),
        *("/kurasi", "/verifikasi-dokumen", "/izin-berakhir", "/produk/wajib-halal", "/gerai/penarikan", "/periode"),
        *("/buku-besar", "/penjualan/berkas", "/umkm/kelompok", "/verifikasi", "/api/v1/producers"),
        *("/api/v1/products", "/api/v1/outlets", "/api/v1/agreements", "/api/v1/placements", "/api/v1/sales-lines"),
        *("/api/v1/statements", "/api/v1/regions", "/api/v1/readiness", "/api/v1/growth"),
        *("/siap-tampil", "/naik-kelas", "/pembayaran", "/tagihan", "/penyesuaian", "/keberatan", "/nota-kredit"),
        *("/api/v1/payments", "/api/v1/debts", "/api/v1/adjustments"),
        *("/kalender-lapor", "/api/v1/reporting-calendar"),
        *("/program", "/kepatuhan", "/kepatuhan/surat", "/api/v1/programmes", "/api/v1/compliance/outlets"),
    }
)
"""The lists that read filters; everything else is asked once."""
NOT_SENT = {"/keluar"}


class Forms(HTMLParser):
    """The forms of a page: where each is sent, and the names of its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action") or "", (given.get("method") or "get").lower(), []))
        elif tag in {"input", "select", "textarea", "button"} and given.get("name") and self.found:
            self.found[-1][2].append((given["name"] or "", given.get("type") or tag))


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, with form tokens switched off so that the fields are what is refused."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return make_world(app)


def readers(app: Flask, world: World) -> list[tuple[str, UserAccount]]:
    """Every address that can be looked at, with the first person who may."""
    found = []
    for rule in sorted(app.url_map.iter_rules(), key=str):
        access = views(app).get(rule.endpoint)
        if "GET" not in rule.methods or rule.endpoint == "static" or access is None:
            continue
        for user in world.own.values():
            if access == "public" or (isinstance(access, Permission) and user.may(access)):
                found.append((address(rule, world.ids), user))
                break
    return found


def trouble(app: Flask, path: str, user: UserAccount, token: str, *, query: str = "", form: str | None = None) -> str:
    """What went wrong when a page was asked or a form was sent: an error of ours, or typed text run as a program."""
    browser = app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {token}"}
    try:
        if form is None:
            answer = browser.get(path, query_string=query, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            answer = browser.post(path, data=form.encode(), headers=headers)
    except Exception as error:  # noqa: BLE001 - whatever escapes from the application is the finding
        db.session.rollback()
        return f"{type(error).__name__}: {str(error)[:200]}"
    if answer.status_code >= 500 or (answer.mimetype == "text/html" and b"<script>alert" in answer.get_data()):
        return str(answer.status_code)
    return "refused" if answer.status_code == 422 else ""


def encoded(names: Sequence[str], first: int) -> str:
    """Each name with an odd value, another one for each, beginning with the first; as it travels."""
    values = list(ODD.values())
    typed = {name: values[(first + place) % len(values)] for place, name in enumerate(names)}
    return urlencode(typed, errors="surrogateescape")


def test_odd_filters_orders_and_pages_are_refused_or_ignored(app: Flask, world: World) -> None:
    tokens = {user.id: token_for(user) for user in world.own.values()}
    wrong = []
    for path, user in readers(app, world):
        for start in range(0, len(QUERY_NAMES) if path in LISTS else 1, 4):
            query = encoded(QUERY_NAMES[start : start + 4], len(path) + start)
            found = trouble(app, path, user, tokens[user.id], query=query)
            if found not in {"", "refused"}:
                wrong.append(f"{path}?{query}: {found}")
    assert wrong == []


def test_forms_filled_with_nonsense_are_refused_in_words(app: Flask, world: World) -> None:
    tokens = {user.id: token_for(user) for user in world.own.values()}
    wrong, refused = [], 0
    for path, user in readers(app, world):
        page = app.test_client(use_cookies=False).get(path, headers={"Authorization": f"Bearer {tokens[user.id]}"})
        if page.mimetype != "text/html":
            continue
        forms = Forms()
        forms.feed(page.get_data(as_text=True))
        for action, method, fields in forms.found:
            target = action.partition("?")[0] or path
            typed = [name for name, kind in fields if kind not in {"file", "hidden"}]
            if method != "post" or not typed or target in NOT_SENT:
                continue
            sent = [encoded(typed, first) for first in range(0, len(ODD), 4)]
            for form in [*sent, urlencode(dict.fromkeys(typed, ODD["a NUL"]))]:
                found = trouble(app, target, user, tokens[user.id], form=form)
                refused += found == "refused"
                if found not in {"", "refused"}:
                    wrong.append(f"{target} with {form[:500]}: {found}")
    assert wrong == []
    assert refused > 50
