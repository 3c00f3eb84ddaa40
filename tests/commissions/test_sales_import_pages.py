"""The pages of a till file: each step, each refusal on the page, and what may be taken away."""

import io

import openpyxl
import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from core.database import db
from outlets.models import OutletCode, TillFormat
from outlets.sales_models import SaleLine, SalesFile
from outlets.states import FileStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Client
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.people import make_user

FILE = [
    "No Struk;Tanggal;PLU;Nama;Qty;Harga",
    "S1;05/10/2026;85123A;Keripik;6;51.000",
    "S1;05/10/2026;85123B;Keripik;1;51.000",
    "S2;05/10/2026;85123A;Keripik;-1;51.000",
    "S3;05/10/2026;=1+1;Keripik;1;51.000",
]
COLUMNS = {"tanggal": "Tanggal", "kode_produk": "PLU", "jumlah": "Qty", "harga_satuan": "Harga", "no_struk": "No Struk"}


def at_the_computer(app, person) -> Client:
    """Somebody signed in."""
    person.password_hash = HASH
    db.session.commit()
    return signed_in(app, person)


class Desk:
    """A manager at the computer of an outlet with one product on its shelf."""

    def __init__(self, app, role: Role = Role.OUTLET_MANAGER) -> None:
        self.outlet = make_outlet()
        self.placement = make_placement(outlet=self.outlet, retail_price_rupiah=51_000)
        make_agreement(self.placement.producer, self.outlet)
        make_outlet_code(self.placement, "85123A")
        self.person = make_outlet_member(self.outlet, role)
        self.browser = at_the_computer(app, self.person)

    def upload(self, content: bytes | None = None, name: str = "kasir.csv"):
        self.browser.get("/penjualan/berkas/unggah")
        content = content if content is not None else "\n".join(FILE).encode()
        data = {"outlet_id": str(self.outlet.id), "file": (io.BytesIO(content), name)}
        return self.browser.post("/penjualan/berkas/unggah", data, content_type="multipart/form-data")

    def checked(self) -> str:
        """The address of a file whose columns are matched."""
        address = self.upload().location
        self.browser.get(f"{address}/kolom")
        assert self.browser.post(f"{address}/kolom", COLUMNS).status_code == 303
        return address


@pytest.fixture
def desk(app) -> Desk:
    return Desk(app)


def lines() -> int:
    return db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one()


def test_an_upload_leads_through_the_columns_to_the_dry_run_and_to_the_result(desk: Desk) -> None:
    address = desk.upload().location
    matching = desk.browser.get(address, follow_redirects=True).text
    assert "Cocokkan kolom" in matching
    assert '<option value="PLU" selected>PLU</option>' in matching
    assert "Keripik" in matching
    assert desk.browser.post(f"{address}/kolom", COLUMNS).location == address
    page = desk.browser.get(address).text
    for shown in ("Rp306.000", "Rp9.180", "Bukukan 1 baris", "E: Qty", "Baris 4", "catat lewat menu Retur"):
        assert shown in page, shown
    refused = desk.browser.post(f"{address}/bukukan")
    assert refused.status_code == 422
    assert "3 dari 4 baris perlu diperbaiki" in refused.text
    assert lines() == 0
    posted = desk.browser.post(f"{address}/bukukan", {"skip_wrong": "true"}, follow_redirects=True)
    assert "1 baris dibukukan." in posted.text
    assert "Laporan yang dibuat" in posted.text
    assert "Oktober 2026" in posted.text
    assert lines() == 1


def test_a_second_upload_says_when_and_by_whom_and_offers_nothing_to_post(desk: Desk) -> None:
    desk.browser.post(f"{desk.checked()}/bukukan", {"skip_wrong": "true"})
    again = desk.upload().location
    page = desk.browser.get(again).text
    assert "sudah pernah diunggah dan dibukukan pada 22 November 2026 oleh Budi Santoso" in page
    assert "Tidak ada baris yang dapat dibukukan." in page
    refused = desk.browser.post(f"{again}/bukukan", {"skip_wrong": "true"})
    assert "Tidak ada yang ditambahkan" in refused.text
    assert lines() == 1


def test_an_unknown_code_is_taught_by_choosing_or_by_typing_the_product(desk: Desk, monkeypatch) -> None:
    address = desk.checked()
    with monkeypatch.context() as few:
        few.setattr("commissions.sales_file_pages.CODES_SHOWN", 1)
        assert desk.browser.get(address).text.count('name="code"') == 1
        assert "Tampilkan semua 2 kode" in desk.browser.get(address).text
        assert desk.browser.get(f"{address}?codes=all").text.count('name="code"') == 2
    page = desk.browser.get(address).text
    assert f'<option value="{desk.placement.id}">{desk.placement.product.name}</option>' in page
    odd = {"code": ["85123B", "=1+1"], "placement_id": ["", ""], "product": ["", "bukan produk"]}
    wrong = desk.browser.post(f"{address}/kode", odd, follow_redirects=True)
    assert "bukan satu produk di gerai ini" in wrong.text
    assert db.session.execute(select(func.count()).select_from(OutletCode)).scalar_one() == 1
    typed = {
        "code": ["85123B", "=1+1"],
        "placement_id": [str(desk.placement.id), ""],
        "product": ["", desk.placement.product.sku],
    }
    taught = desk.browser.post(f"{address}/kode", typed, follow_redirects=True)
    assert "2 kode diingat untuk gerai ini." in taught.text
    assert "Bukukan 3 baris" in taught.text


def test_the_rows_to_mend_come_with_their_reason_and_no_formula(desk: Desk) -> None:
    address = desk.checked()
    csv = desk.browser.get(f"{address}/perlu-diperbaiki.csv").data.decode("utf-8-sig").splitlines()
    assert csv[0] == "Baris;Yang perlu diperbaiki;No Struk;Tanggal;PLU;Nama;Qty;Harga"
    assert [line.split(";")[0] for line in csv[1:]] == ["3", "4", "5"]
    assert csv[3].endswith(";S3;05/10/2026;'=1+1;Keripik;1;51.000")
    book = openpyxl.load_workbook(io.BytesIO(desk.browser.get(f"{address}/perlu-diperbaiki.xlsx").data))
    assert [cell.value for cell in book.active[4]][4] == "=1+1"
    assert book.active["E4"].data_type == "s"
    assert desk.browser.get(f"{address}/asli").data == "\n".join(FILE).encode()


def test_what_was_taught_in_the_columns_step_stays_with_the_outlet(desk: Desk) -> None:
    address = desk.upload().location
    desk.browser.get(f"{address}/kolom")
    empty = desk.browser.post(f"{address}/kolom", {**COLUMNS, "jumlah": ""})
    assert empty.status_code == 422
    assert "Isian ini wajib diisi." in empty.text
    assert db.session.get(TillFormat, desk.outlet.id) is None
    styles = {"number_style": "id", "date_style": "dmy"}
    desk.browser.post(f"{address}/kolom", {**COLUMNS, **styles})
    till = db.session.get(TillFormat, desk.outlet.id)
    assert (till.columns, till.number_style, till.date_style) == (COLUMNS, "id", "dmy")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "kosong.csv", "Berkas kosong.csv kosong."),
        (b"<html><table>", "kasir.xls", "sebenarnya halaman web"),
        (b"a;b\n1;2", "kasir.csv", "Kolom tidak ditemukan"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_form(desk: Desk, content: bytes, name: str, said: str) -> None:
    page = desk.upload(content, name)
    assert page.status_code == 422
    assert said in page.text
    assert db.session.execute(select(func.count()).select_from(SalesFile)).scalar_one() == 0


def test_an_upload_can_be_set_aside_and_is_then_not_posted(desk: Desk) -> None:
    address = desk.checked()
    desk.browser.get(address)
    assert desk.browser.post(f"{address}/batalkan").location == "/penjualan/berkas"
    assert db.session.execute(select(SalesFile.status)).scalar_one() is FileStatus.REFUSED
    late = desk.browser.post(f"{address}/bukukan", {"skip_wrong": "true"})
    assert "sudah dibatalkan" in late.text
    assert lines() == 0


def test_the_list_shows_and_exports_the_uploads_one_may_see(desk: Desk, app) -> None:
    address = desk.checked()
    page = desk.browser.get("/penjualan/berkas?status=checked").text
    assert "kasir.csv" in page
    assert "1 dari 4" in page
    export = desk.browser.get("/penjualan/berkas?export=csv").data.decode("utf-8-sig").splitlines()
    assert export[1].split(";")[2:8] == ["kasir.csv", "Sudah diperiksa", "4", "1", "306000", "9180"]
    assert export[2].startswith("TOTAL 1")
    neighbour = Desk(app)
    assert "kasir.csv" not in neighbour.browser.get("/penjualan/berkas").text
    for path in (address, f"{address}/kolom", f"{address}/asli", f"{address}/perlu-diperbaiki.csv"):
        assert neighbour.browser.get(path).status_code == 404
    for path in ("kolom", "kode", "bukukan", "batalkan"):
        assert neighbour.browser.post(f"{address}/{path}", {**COLUMNS, "code": "X"}).status_code == 404


def test_staff_who_only_read_see_the_file_and_no_button(desk: Desk, app) -> None:
    address = desk.checked()
    reader = at_the_computer(app, make_user(Role.FINANCE))
    page = reader.get(address)
    assert page.status_code == 200
    assert "Bukukan 1 baris" not in page.text
    assert reader.post(f"{address}/bukukan").status_code == 403
    assert at_the_computer(app, make_user(Role.PRODUCER)).get(address).status_code == 404


def test_the_pages_are_complete_in_english(app) -> None:
    desk = Desk(app)
    address = desk.checked()
    desk.person.language = "en"
    db.session.commit()
    page = desk.browser.get(address).text
    for shown in ("Rows read", "Post the good rows only", "Rows that cannot be posted", "Codes not known yet"):
        assert shown in page, shown
