"""However many people confirm the same rows at once, they are posted once."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select

from commissions.models import Transfer
from core.database import db
from outlets.sales_models import SaleLine, SalesReport
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement

ROWS = ["tanggal;kode_produk;jumlah;harga_satuan;no_struk"] + [
    f"{1 + n % 28:02d}/10/2026;85123A;{1 + n % 9};51.000;S{n // 3:04d}" for n in range(300)
]


def uploads(own_app, count: int) -> tuple[Api, list[int]]:
    """The same rows uploaded several times, each time with other bytes."""
    outlet = make_outlet()
    placement = make_placement(outlet=outlet, retail_price_rupiah=51_000)
    make_agreement(placement.producer, outlet)
    make_outlet_code(placement, "85123A")
    api = Api(own_app, make_outlet_member(outlet))
    path, found = f"/outlets/{outlet.id}/sales-files", []
    for number in range(count):
        content = (("\r\n" if number % 2 else "\n").join(ROWS) + "\n" * number).encode()
        data = {"file": (io.BytesIO(content), f"kasir{number}.csv")}
        found.append(api.post(path, data=data, content_type="multipart/form-data").json["id"])
    return api, found


def at_once(api: Api, file_ids: list[int]) -> list[tuple[int, str | None]]:
    """Confirm all of them at the same moment: status and code of each answer."""
    together = Barrier(len(file_ids))

    def confirm(file_id: int) -> tuple[int, str | None]:
        caller = Api(api.client.application, token=api.token)
        together.wait()
        answer = caller.post(f"/sales-files/{file_id}/confirm", {})
        return answer.status_code, answer.json.get("code")

    with ThreadPoolExecutor(len(file_ids)) as threads:
        return sorted(threads.map(confirm, file_ids))


def assert_posted_once() -> None:
    gross = sum((1 + n % 9) * 51_000 for n in range(300))
    assert db.session.execute(select(func.count()).select_from(SalesReport)).scalar_one() == 1
    assert db.session.execute(select(func.count(), func.sum(SaleLine.gross_rupiah))).one() == (300, gross)
    assert db.session.execute(select(func.count()).select_from(Transfer)).scalar_one() == 2


def test_four_confirmations_of_one_file_at_once_post_it_once(own_app) -> None:
    api, [file_id] = uploads(own_app, 1)
    answers = at_once(api, [file_id] * 4)
    assert answers == [(201, None)] + [(409, "already_reported")] * 3
    assert_posted_once()


def test_the_same_rows_in_four_files_confirmed_at_once_are_posted_once(own_app) -> None:
    api, file_ids = uploads(own_app, 4)
    answers = at_once(api, file_ids)
    assert answers == [(201, None)] + [(409, "already_reported")] * 3
    assert_posted_once()
