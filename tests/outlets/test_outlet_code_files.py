"""The item codes of an outlet's till from a spreadsheet: shown first, each written down once, bad rows back."""

from io import BytesIO

from accounts.permissions import Role
from core.database import db
from outlets.models import OutletCode
from outlets.placements import code_book
from tests.clients import Api
from tests.factories.outlets import make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text

HEAD = "kode_barang;sku"


def sent(*rows: str, head: str = HEAD, name: str = "kode.csv") -> dict[str, object]:
    return {"file": (BytesIO("\r\n".join([head, *rows]).encode()), name)}


def gallery(products: int = 2):
    outlet, producer = make_outlet(), make_producer()
    placed = [make_placement(make_product(producer, sku=f"SKU-{n}"), outlet) for n in range(1, products + 1)]
    return outlet, placed


def test_a_file_is_shown_first_and_writes_down_exactly_that(app) -> None:
    outlet, (one, other) = gallery()
    api = Api(app, make_outlet_member(outlet))
    checked = api.post(f"/outlets/{outlet.id}/code-files", data=sent("0012;SKU-1", "0013;SKU-1", "77;SKU-2")).json
    assert (checked["status"], checked["counts"]["rows_valid"], checked["rows"]) == ("checked", 3, [])
    assert db.session.query(OutletCode).count() == 0
    done = api.post(f"/outlet-code-files/{checked['id']}/confirm", {})
    assert (done.status_code, done.json["counts"]["registered"]) == (201, 3)
    book = code_book(outlet.id).codes
    assert [list(book[code]) for code in ("0012", "0013", "77")] == [[one.id], [one.id], [other.id]]
    assert api.post(f"/outlet-code-files/{checked['id']}/confirm", {}).json["code"] == "outlet_file_not_open"


def test_what_the_list_exports_may_be_sent_again_and_changes_nothing(app) -> None:
    outlet, (one, other) = gallery()
    make_outlet_code(one, "-0012")
    manager = make_outlet_member(outlet)
    api = Api(app, manager)
    retired = make_outlet_code(other, "OLD")
    assert api.post(f"/outlet-codes/{retired.id}/retire", {"reason": "Kasir baru"}).status_code == 200
    export = signed_in(app, manager).get(f"/gerai/{outlet.id}/kode?status=all&export=csv").get_data()
    checked = api.post(f"/outlets/{outlet.id}/code-files", data={"file": (BytesIO(export), "kode.csv")}).json
    counts = checked["counts"]
    assert (counts["rows_valid"], counts["rows_known"], counts["rows_wrong"]) == (0, 2, 0)
    refused = api.post(f"/outlet-code-files/{checked['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (409, "nothing_to_register")
    assert db.session.query(OutletCode).count() == 2


def test_each_wrong_row_says_what_is_wrong_and_stays_behind(app) -> None:
    outlet, (one, _other) = gallery()
    make_outlet_code(one, "TAKEN")
    api = Api(app, make_outlet_member(outlet))
    rows = ("A;SKU-1", "TAKEN;SKU-2", "SKU-1;SKU-2", "A;SKU-2", "B;NOWHERE", ";SKU-1", "C;")
    checked = api.post(f"/outlets/{outlet.id}/code-files", data=sent(*rows)).json
    assert {(row["row"], row["field"]): row["code"] for row in checked["rows"]} == {
        (3, "kode_barang"): "code_in_use",
        (4, "kode_barang"): "code_taken",
        (5, "kode_barang"): "code_in_use",
        (6, "sku"): "not_placed_here",
        (7, "kode_barang"): "missing_field",
        (8, "sku"): "missing_field",
    }
    assert "di baris 2" in checked["rows"][2]["message"]
    refused = api.post(f"/outlet-code-files/{checked['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (422, "rows_are_wrong")
    done = api.post(f"/outlet-code-files/{checked['id']}/confirm", {"skip_wrong": True}).json
    assert done["counts"]["registered"] == 1
    assert sorted(code for (code,) in db.session.query(OutletCode.code)) == ["A", "TAKEN"]


def test_a_sku_two_producers_share_is_told_apart_by_the_producer(app) -> None:
    outlet = make_outlet()
    abon, keripik = make_producer(name="Abon Bu Tri"), make_producer(name="Keripik Pak Min")
    make_placement(make_product(abon, sku="001"), outlet)
    theirs = make_placement(make_product(keripik, sku="001"), outlet)
    api = Api(app, make_outlet_member(outlet))
    blind = api.post(f"/outlets/{outlet.id}/code-files", data=sent("PLU-1;001")).json
    assert [(row["field"], row["code"]) for row in blind["rows"]] == [("sku", "ambiguous_code")]
    head = "Kode Barang;SKU;Pelaku UMKM"
    named = api.post(f"/outlets/{outlet.id}/code-files", data=sent("PLU-1;001;keripik pak min", head=head)).json
    api.post(f"/outlet-code-files/{named['id']}/confirm", {})
    assert list(code_book(outlet.id).codes["PLU-1"]) == [theirs.id]


def test_a_code_somebody_wrote_down_meanwhile_is_shown_again(app) -> None:
    outlet, (one, _other) = gallery()
    api = Api(app, make_outlet_member(outlet))
    checked = api.post(f"/outlets/{outlet.id}/code-files", data=sent("0012;SKU-2")).json
    make_outlet_code(one, "0012")
    refused = api.post(f"/outlet-code-files/{checked['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (409, "check_outdated")


def test_the_pages_lead_from_template_to_codes_and_give_bad_rows_back(app) -> None:
    outlet, _placed = gallery()
    browser = signed_in(app, make_outlet_member(outlet))
    start = f"/gerai/{outlet.id}/kode/berkas"
    assert "kode_barang;sku" in browser.get(f"{start}/contoh.csv").get_data(as_text=True)
    assert "Unggah berkas kode" in text(browser, f"/gerai/{outlet.id}/kode")
    browser.get(start)
    path = browser.post(start, sent("0012;SKU-1", "0013;NOWHERE")).headers["Location"]
    assert "Catat 1 kode" in text(browser, path)
    assert "0013;NOWHERE" in browser.get(f"{path}/perlu-diperbaiki.csv").get_data(as_text=True)
    assert browser.post(path, {"skip_wrong": "on"}).status_code == 303
    assert "1 kode dicatat" in text(browser, path)
    neighbour = signed_in(app, make_outlet_member(make_outlet()))
    assert (neighbour.get(path).status_code, neighbour.get(start).status_code) == (404, 404)


def test_a_file_of_codes_is_no_file_of_outlets(app) -> None:
    outlet, _placed = gallery()
    api = Api(app, make_user(Role.ADMINISTRATOR))
    codes = api.post(f"/outlets/{outlet.id}/code-files", data=sent("0012;SKU-1")).json
    assert api.get(f"/outlet-files/{codes['id']}").status_code == 404
    assert api.get(f"/outlet-code-files/{codes['id']}").status_code == 200
    elsewhere = sent("unreadable", head="Nama;Tipe")
    unmatched = api.post(f"/outlets/{outlet.id}/code-files", data=elsewhere).json
    assert unmatched["status"] == "needs_mapping"
