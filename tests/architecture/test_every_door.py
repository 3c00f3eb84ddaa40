"""Every door is tried by everybody: who may not enter is told so, sees nothing and changes nothing."""

import hashlib
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from accounts.models import ApiToken, UserAccount
from accounts.permissions import Permission
from core.database import Base, db
from core.dates import now
from tests.architecture.test_doors import views
from tests.architecture.world import UNKNOWN_ID, World, make_world
from tests.clients import token_for

NOT_COMPARED = {"user_session", "sign_in_attempt", "stored_answer", "api_token", "one_time_link", "outbox_message"}
"""Tables that signing in itself writes to."""
ANSWERS_TO_A_READER = frozenset({200, 302, 303, 404, 409, 422})
"""What somebody may hear at a door they may read behind; the row of the world need not be theirs."""


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    """The world, with form tokens switched off so that a refusal is about who knocks, not about the form."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return make_world(app)


def doors(app: Flask) -> Iterator[tuple[Rule, str, object]]:
    """Every (rule, method, access) of ours."""
    access = views(app)
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if rule.endpoint == "static":
            continue
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, method, access[rule.endpoint]


def address(rule: Rule, ids: dict[str, object]) -> str:
    """The address of a rule with its arguments filled in; an argument the world does not know fails the test."""
    unknown = rule.arguments - set(ids) - set(rule.defaults or {})
    assert not unknown, f"{rule}: say in tests/architecture/world.py what {sorted(unknown)} stands for"
    first_of_any = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", lambda match: str(ids[match[1]]), first_of_any)


def knock(app: Flask, method: str, path: str, user: UserAccount | None, token: str | None = None) -> TestResponse:
    """Open a door with an empty body: the API with a token, a page with a form token switched off."""
    client = app.test_client(use_cookies=False)
    token = token or (token_for(user) if user else None)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    if path.startswith("/api/") and method != "GET":
        return client.open(path, method=method, headers=headers, json={})
    return client.open(path, method=method, headers=headers)


def fingerprint() -> dict[str, str]:
    """What stands in each table, so that any change shows."""
    found = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in NOT_COMPARED:
            rows = db.session.execute(text(f"SELECT t::text FROM {table.name} t ORDER BY 1")).scalars().all()
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


RULES_OF_THE_AGENCY = (
    "/aturan-syarat/<int:rule_id>",
    "/aturan-syarat/perubahan/<int:change_id>",
    "/api/v1/requirement-rule-changes/<int:change_id>",
)
OPEN_TO_STRANGERS = {
    *((role, path) for role in ("verifier", "partnership_officer", "finance", "head") for path in RULES_OF_THE_AGENCY),
    ("producer", "/gerai/<int:outlet_id>/kelayakan"),
    ("producer", "/api/v1/outlets/<int:outlet_id>/eligibility"),
    ("finance", "/pembelian-kembali/anggaran/<int:budget_id>"),
    ("finance", "/api/v1/jobs/<int:job_id>"),
    ("finance", "/pekerjaan/<int:job_id>"),
}
"""A producer may ask any outlet whether its own product may stand there; a close and the budget belong to the
agency's finance, and the rules to all of its staff in every region."""


def is_api(rule: Rule) -> bool:
    return rule.rule.startswith("/api/v1/")


def test_nobody_enters_without_signing_in_except_where_anybody_may(app: Flask, world: World) -> None:
    before = fingerprint()
    wrong = []
    for rule, method, access in doors(app):
        answer = knock(app, method, address(rule, world.ids), None)
        if access == "public":
            expected = answer.status_code in {200, 302, 303, 400, 404, 409, 410, 422, 429}
        elif is_api(rule):
            expected = answer.status_code == 401
        else:
            expected = answer.status_code == 302 and "/masuk" in answer.headers["Location"]
        if not expected:
            wrong.append(f"{method} {rule}: {answer.status_code}")
    assert wrong == []
    assert fingerprint() == before


def test_a_role_without_the_permission_is_refused_and_changes_nothing(app: Flask, world: World) -> None:
    before = fingerprint()
    wrong = []
    for user in world.own.values():
        token = token_for(user)
        for rule, method, access in doors(app):
            if not isinstance(access, Permission) or user.may(access):
                continue
            answer = knock(app, method, address(rule, world.ids), user, token)
            if answer.status_code != 403:
                wrong.append(f"{user.role} {method} {rule}: {answer.status_code}")
    assert wrong == []
    assert fingerprint() == before


def test_whoever_may_read_can_open_the_page(app: Flask, world: World) -> None:
    """Files and the API; a page one of them opened is opened by all in `browser/test_every_page.py`."""
    wrong, pages = [], set()
    for user in world.own.values():
        token = token_for(user)
        for rule, method, access in doors(app):
            if method != "GET" or not isinstance(access, Permission) or not user.may(access) or rule.rule in pages:
                continue
            answer = knock(app, method, address(rule, world.ids), user, token)
            if answer.status_code not in ANSWERS_TO_A_READER:
                wrong.append(f"{user.role} {method} {rule}: {answer.status_code}")
            if answer.status_code == 200 and answer.mimetype == "text/html":
                pages.add(rule.rule)
    assert wrong == []


def test_a_neighbours_row_is_answered_like_one_that_does_not_exist(app: Flask, world: World) -> None:
    before = fingerprint()
    numbers = {value for value in world.ids.values() if isinstance(value, int)} | {UNKNOWN_ID}
    nowhere = {name: UNKNOWN_ID if isinstance(value, int) else value for name, value in world.ids.items()}
    wrong = []
    for user in world.neighbours.values():
        token = token_for(user)
        for rule, method, access in doors(app):
            named = [name for name in rule.arguments if isinstance(world.ids.get(name), int)]
            if not named or not isinstance(access, Permission) or not user.may(access):
                continue
            if (user.role.value, rule.rule) in OPEN_TO_STRANGERS:
                continue
            foreign = knock(app, method, address(rule, world.ids), user, token)
            unknown = knock(app, method, address(rule, nowhere), user, token)
            same = plain(foreign, numbers) == plain(unknown, numbers)
            if foreign.status_code == 200 or foreign.status_code != unknown.status_code or not same:
                wrong.append(f"{user.role} {method} {rule}: {foreign.status_code}, unknown {unknown.status_code}")
            elif method == "GET" and foreign.status_code not in {404, 422}:
                wrong.append(f"{user.role} {method} {rule}: {foreign.status_code}, expected 404")
    assert wrong == []
    assert fingerprint() == before


def plain(answer: TestResponse, numbers: set[int]) -> str:
    """An answer without what must differ: the ids asked for, and what changes with every page."""
    page = re.sub(
        r"\b\d+\b",
        lambda found: "ID" if int(found[0]) in numbers else found[0],
        answer.get_data(as_text=True),
    )
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_a_revoked_token_opens_no_door_of_the_api(app: Flask, world: World) -> None:
    token = token_for(world.own["administrator"])
    db.session.execute(db.update(ApiToken).values(revoked_at=now()))
    db.session.commit()
    answers = {
        knock(app, method, address(rule, world.ids), None, token).get_data()
        for rule, method, access in doors(app)
        if is_api(rule) and access != "public"
    }
    assert len(answers) == 1
    assert b"not_signed_in" in answers.pop()
