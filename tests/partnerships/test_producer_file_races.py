"""However many people confirm the same rows at once, each producer is registered once."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from accounts.permissions import Role
from core.database import db
from partnerships.models import Producer
from tests.clients import Api
from tests.factories.people import make_user
from tests.factories.producer_files import as_csv, line

LINES = [line(number) for number in range(1, 41)]


def uploads(own_app, count: int) -> tuple[Api, list[int]]:
    """The same rows uploaded several times, each time with other bytes."""
    api, found = Api(own_app, make_user(Role.PARTNERSHIP_OFFICER)), []
    for number in range(count):
        data = {"file": (io.BytesIO(as_csv(LINES) + b"\r\n" * number), f"umkm{number}.csv")}
        found.append(api.post("/producer-files", data=data, content_type="multipart/form-data").json["id"])
    return api, found


def at_once(api: Api, file_ids: list[int]) -> list[tuple[int, str | None]]:
    """Confirm all of them at the same moment: status and code of each answer."""
    together = Barrier(len(file_ids))

    def confirm(file_id: int) -> tuple[int, str | None]:
        caller = Api(api.client.application, token=api.token)
        together.wait()
        answer = caller.post(f"/producer-files/{file_id}/confirm", {})
        return answer.status_code, answer.json.get("code")

    with ThreadPoolExecutor(len(file_ids)) as threads:
        return sorted(threads.map(confirm, file_ids), key=str)


def registered() -> int:
    return db.session.execute(select(func.count()).select_from(Producer)).scalar_one()


def test_three_confirmations_of_one_file_at_once_register_it_once(own_app):
    api, [file_id] = uploads(own_app, 1)
    assert at_once(api, [file_id] * 3) == [(201, None)] + [(409, "already_registered")] * 2
    assert registered() == 40


def test_the_same_rows_in_three_files_confirmed_at_once_are_registered_once(own_app):
    api, file_ids = uploads(own_app, 3)
    assert at_once(api, file_ids) == [(201, None)] + [(409, "check_outdated")] * 2
    assert registered() == 40
