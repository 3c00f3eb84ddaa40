"""Registration by spreadsheet: what is announced is what is stored, once, and nobody's NIK lies open."""

import io
from datetime import date, timedelta

import pytest
import xlsxwriter
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.column_matching import DuplicateColumn, MissingColumns
from core.database import committed, db
from core.file_refusals import EmptyFile, FileTooLarge, HtmlNotSpreadsheet, NoRows, TooManyRows, UnclosedQuote
from core.row_files import ColumnNotInFile
from partnerships import producer_files, producers
from partnerships.models import Producer
from partnerships.personal_keys import opened
from partnerships.producer_file_errors import (
    AlreadyRegistered,
    CheckOutdated,
    ChoiceNotOffered,
    ColumnsNotMatched,
    FileDiscarded,
    FileRemoved,
    NothingToRegister,
    RowsAreWrong,
    UnknownProducerFile,
)
from partnerships.producer_file_registering import confirm
from partnerships.registration_models import ProducerFile, ToldAtRegistration
from partnerships.registration_states import Choice, ProducerFileStatus
from partnerships.states import Source
from tests.factories.people import make_user
from tests.factories.producer_files import HEADINGS, as_csv, as_xlsx, line, nik

WRONG = [
    ("nik", "647101450885", "nik_not_16_digits"),
    ("nik", "0000000000000000", "nik_bad_birth_date"),
    ("nik", "6471013213850001", "nik_bad_birth_date"),
    ("nik", "6,47101E+15", "must_be_text"),
    ("nik", "", "required"),
    ("telepon", "12345", "phone_not_valid"),
    ("telepon", "tanya Bu Siti", "phone_not_valid"),
    ("wilayah", "99.99", "region_unknown"),
    ("wilayah", "64", "region_unknown"),
    ("wilayah", "Bandung", "region_ambiguous"),
    ("wilayah", "", "region_missing"),
    ("nama_usaha", "   ", "required"),
    ("nama_usaha", "a" * 121, "too_long"),
    ("nama_pemilik", "Siti\u202e", "direction_override"),
    ("mulai_usaha", "31/02/2020", "date_does_not_exist"),
    ("mulai_usaha", "17/08/1870", "year_out_of_range"),
    ("mulai_usaha", "23/11/2026", "starts_in_future"),
    ("penjualan_setahun", "1,500", "ambiguous_number"),
    ("penjualan_setahun", "-5", "amount_is_negative"),
    ("modal", "banyak", "not_a_number"),
    ("nib", "91200192811", "nib_not_13_digits"),
    ("nib", "IUMK/045/BK/XII/2017", "iumk_replaced_by_nib"),
    ("jenis_produk", "mobil", "product_line_unknown"),
]
"""Every kind of wrong cell: its column, what stands there, the code."""


def uploaded(content: bytes, by=None, name: str = "umkm.csv", **more) -> ProducerFile:
    by = by or make_user(Role.PARTNERSHIP_OFFICER)
    return committed(producer_files.upload, file=FileStorage(io.BytesIO(content), name), by=by, **more)


def rows_of(found: ProducerFile) -> list[dict]:
    return producer_files.kept_rows(found)["rows"]


def codes(found: ProducerFile) -> list[tuple[int, str, str]]:
    return [(f["row"], f["field"], f["code"]) for row in rows_of(found) for f in row.get("faults", [])]


def counted(model) -> int:
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def file_of_wrongs() -> list[dict[str, str]]:
    wrong = [line(100 + n, **{column: cell}) for n, (column, cell, _code) in enumerate(WRONG)]
    return [line(1, nib="0220003690831", jenis_produk="dry_food, craft", produk="Keripik"), *wrong, line(2)]


@pytest.mark.parametrize(("write", "name"), [(as_csv, "umkm.csv"), (as_xlsx, "umkm.xlsx")])
def test_every_kind_of_wrong_cell_is_named_with_its_row_and_the_good_rows_are_counted(app, write, name):
    found = uploaded(write(file_of_wrongs()), name=name)
    assert found.status is ProducerFileStatus.CHECKED
    expected = {"rows_read": len(WRONG) + 2, "rows_valid": 2, "rows_wrong": len(WRONG)}
    assert found.counts == expected | {"rows_duplicate": 0, "rows_registered": 0, "rows_warned": 0}
    assert codes(found) == [(n + 3, column, code) for n, (column, _cell, code) in enumerate(WRONG)]
    fault = rows_of(found)[1]["faults"][0]
    assert (fault["column"], fault["heading"], fault["value"]) == ("C", "nik", "••••0885")
    assert counted(Producer) == 0


def test_one_row_is_told_all_its_faults_at_once(app):
    found = uploaded(as_csv([line(1, nik="1", telepon="2", wilayah="3", modal="x")]))
    assert [code for _row, _field, code in codes(found)] == [
        "nik_not_16_digits", "phone_not_valid", "region_unknown", "not_a_number",
    ]  # fmt: skip


def test_what_is_announced_is_stored_and_the_wrong_rows_only_with_an_explicit_choice(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    found = uploaded(as_csv(file_of_wrongs()), officer, source=Source.PAPER)
    with pytest.raises(RowsAreWrong) as refused:
        committed(confirm, found.id, by=officer)
    assert len(refused.value.rows) == len(WRONG)
    assert counted(Producer) == 0
    done = committed(confirm, found.id, skip_wrong=True, by=officer)
    assert (done.registered, done.merged, done.skipped, done.left_out) == (2, 0, 0, len(WRONG))
    first, second = db.session.execute(select(Producer).order_by(Producer.id)).scalars()
    assert (first.name, first.phone, first.region_code) == ("Keripik Bu Siti 1", "+6281200016678", "64.71")
    assert (first.source, first.registered_by_id, first.owner_nik_last4) == ("paper", officer.id, "0001")
    assert opened(first.id, first.owner_nik_encrypted, producers.NIK_PURPOSE) == nik(1)
    told = db.session.execute(select(ToldAtRegistration)).scalar_one()
    assert (told.producer_id, told.product_lines, told.products, told.nib) == (
        first.id, ["dry_food", "craft"], "Keripik", "0220003690831",
    )  # fmt: skip
    assert second.name == "Keripik Bu Siti 2"
    acted = db.session.execute(select(AuditEvent.action).where(AuditEvent.subject_id == second.id)).scalars().all()
    assert "producer:registered" in acted


def test_a_second_upload_adds_nobody_and_says_when_and_by_whom(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER, name="Budi Santoso")
    content = as_csv([line(1), line(2), line(3)])
    committed(confirm, uploaded(content, officer).id, by=officer)
    again = uploaded(content, officer)
    assert (again.counts["rows_valid"], again.counts["rows_registered"]) == (0, 3)
    with pytest.raises(NothingToRegister):
        committed(confirm, again.id, by=officer)
    shuffled = uploaded(as_xlsx([line(3), line(1), line(2)]), officer, "lain.xlsx")
    assert (shuffled.counts["rows_valid"], shuffled.counts["rows_registered"]) == (0, 3)
    assert counted(Producer) == 3
    first = db.session.execute(select(func.min(ProducerFile.id))).scalar_one()
    with pytest.raises(AlreadyRegistered):
        committed(confirm, first, by=officer)


def test_twins_in_the_file_are_found_by_nik_by_nib_and_by_telephone_and_name(app):
    found = uploaded(
        as_csv([
            line(1, nib="0220003690831"),
            line(2, nik=nik(1)),
            line(3, nib="0220003690831"),
            line(4, telepon="0812-0001-6678", nama_usaha="KERIPIK  bu-siti 1"),
            line(5),
        ])
    )  # fmt: skip
    assert found.counts["rows_duplicate"] == 3
    twins = {row["row"]: (row["twin"]["known_by"], row["twin"]["row"]) for row in rows_of(found) if "twin" in row}
    assert twins == {3: ("nik", 2), 4: ("nib", 2), 5: ("phone_and_name", 2)}
    assert producer_files.choices_offered(rows_of(found)) == {3: ["skip"], 4: ["skip"], 5: ["skip", "register"]}


def test_who_is_registered_is_filled_where_empty_and_never_where_the_nik_differs(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    told = {"name": "Keripik Bu Siti", "owner_name": "Siti Aminah", "phone": "0812-1216-6678", "region_code": "64.71"}
    known = committed(producers.register, by=officer, owner_nik=nik(1), address="Jalan Lama 1", **told)
    same_person = line(
        1, alamat="Jalan Baru 2", mulai_usaha="17/08/1995", modal="2.000.000.000", nib="0220003690831", produk="Abon"
    )
    same_phone = line(2, telepon="081212166678", nama_pemilik="Siti Aminah")
    found = uploaded(as_csv([same_person, same_phone, line(3, nib="0220003690831")]), officer)
    assert (found.counts["rows_registered"], found.counts["rows_duplicate"]) == (2, 1)
    first, second, third = rows_of(found)
    assert first["twin"]["producer"]["id"] == second["twin"]["producer"]["id"] == known.id
    assert first["twin"]["fills"] == {
        "started_on": "1995-08-17", "capital_rupiah": 2_000_000_000, "nib": "0220003690831", "products": "Abon",
    }  # fmt: skip
    assert [row["twin"]["choices"] for row in (first, second, third)] == [
        ["skip", "merge"],
        ["skip", "register"],
        ["skip"],
    ]
    for row, choice in ((3, Choice.MERGE), (2, Choice.REGISTER), (4, Choice.REGISTER), (99, Choice.MERGE)):
        with pytest.raises(ChoiceNotOffered):
            committed(producer_files.choose, found.id, choices={row: choice}, by=officer)
    committed(producer_files.choose, found.id, choices={2: Choice.MERGE, 3: Choice.REGISTER}, by=officer)
    done = committed(confirm, found.id, by=officer)
    assert (done.registered, done.merged, done.skipped) == (1, 1, 1)
    db.session.refresh(known)
    assert (known.address, known.started_on, known.capital_rupiah) == ("Jalan Lama 1", date(1995, 8, 17), 2_000_000_000)
    assert (known.name, known.size_class) == ("Keripik Bu Siti", "small")
    filled = db.session.execute(select(AuditEvent).where(AuditEvent.action == "producer:filled")).scalar_one()
    assert filled.after["fields"] == "capital_rupiah, nib, products, started_on"


def test_rows_outside_the_regions_of_the_sender_are_wrong_and_strangers_are_not_shown(app):
    everywhere = make_user(Role.PARTNERSHIP_OFFICER)
    committed(
        producers.register, by=everywhere, owner_nik=nik(1), name="Kopi", owner_name="Ani", phone="081212166678",
        region_code="62.71",
    )  # fmt: skip
    local = make_user(Role.PARTNERSHIP_OFFICER, regions=("64.71",))
    found = uploaded(as_csv([line(1), line(2, wilayah="62.71"), line(3, wilayah="Balikpapan")]), local)
    assert codes(found) == [(3, "wilayah", "region_not_yours")]
    twin = rows_of(found)[0]["twin"]
    assert (twin["known_by"], twin["choices"]) == ("nik", ["skip"])
    assert "producer" not in twin
    assert rows_of(found)[2]["region_code"] == "64.71"


def test_nothing_but_what_was_seen_is_registered(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    found = uploaded(as_csv([line(1), line(2)]), officer)
    committed(
        producers.register, by=officer, owner_nik=nik(2), name="X", owner_name="Y", phone="081212166678",
        region_code="64.71",
    )  # fmt: skip
    with pytest.raises(CheckOutdated):
        committed(confirm, found.id, by=officer)
    assert counted(Producer) == 1
    again = committed(producer_files.look_again, found.id, by=officer)
    assert (again.counts["rows_valid"], again.counts["rows_registered"]) == (1, 1)
    assert committed(confirm, found.id, by=officer).registered == 1


def test_columns_are_asked_for_once_for_the_same_headings_also_when_reasons_stand_in_front(app):
    officer, colleague = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    headings = ("Merek dagang", "nama_pemilik", "nik", "telepon", "wilayah")
    content = as_csv([line(1) | {"Merek dagang": "Kopi Ani"}], headings)
    found = uploaded(content, officer)
    assert (found.status, found.mapping["missing"]) == (ProducerFileStatus.NEEDS_MAPPING, ["nama_usaha"])
    assert producer_files.kept_rows(found)["sample"] == [["Kopi Ani", "Siti Aminah 1", "••••0001", "••••6678", "64.71"]]
    with pytest.raises(ColumnsNotMatched):
        committed(confirm, found.id, by=officer)
    with pytest.raises(ColumnNotInFile):
        committed(producer_files.teach_columns, found.id, columns={"nama_usaha": "Tidak ada"}, by=officer)
    taught = committed(producer_files.teach_columns, found.id, columns={"nama_usaha": "Merek dagang"}, by=officer)
    assert (taught.status, taught.counts["rows_valid"]) == (ProducerFileStatus.CHECKED, 1)
    mended = as_csv(
        [line(2) | {"Merek dagang": "Teh Ani"}], ("baris", "yang_perlu_diperbaiki", *headings), delimiter=","
    )
    assert uploaded(mended, colleague).counts["rows_valid"] == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_files_are_read_whatever_program_wrote_them(app, encoding, delimiter):
    content = as_csv([line(1, nama_usaha="Café Siti")], delimiter=delimiter).decode().encode(encoding)
    found = uploaded(content)
    assert rows_of(found)[0]["name"] == "Café Siti"


def test_a_nik_kept_as_a_number_is_refused_because_its_last_digit_is_invented(app):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS[:5])
    sheet.write_row(1, 0, ["Kopi", "Ani", 6471014508850001, 81212166678, 64.71])
    sheet.write_row(2, 0, ["Teh", "Ani", nik(2), "0812 1216 6679", 64.1])
    book.close()
    found = uploaded(out.getvalue(), name="umkm.xlsx")
    assert codes(found) == [(2, "nik", "nik_must_be_text"), (3, "wilayah", "region_must_be_text")]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "umkm.csv", EmptyFile),
        (";".join(HEADINGS).encode(), "umkm.csv", NoRows),
        (b"a;b\r\n1;2", "umkm.csv", MissingColumns),
        (b"nik;nik;nama usaha;telepon;wilayah;pemilik\r\n1;2;3;4;5;6", "umkm.csv", DuplicateColumn),
        (b"<html><table>", "umkm.xls", HtmlNotSpreadsheet),
        (as_csv([line(1)]) + b'\r\n"Kopi;Ani;1;2;3' + b"\r\nx;x" * 9, "umkm.csv", UnclosedQuote),
        (b"x" * (10 * 2**20 + 1), "umkm.csv", FileTooLarge),
        (as_csv([line(1)]) + b"\r\na;b;c;d;e;;;;;;;" * 10_001, "umkm.csv", TooManyRows),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing_behind(app, content, name, refusal):
    with pytest.raises(refusal):
        uploaded(content, name=name)
    assert counted(ProducerFile) == 0


def test_a_shifted_row_is_named_and_the_others_are_read(app):
    content = as_csv([line(1), line(2)]) + b"\r\nKopi;Ani"
    assert codes(uploaded(content)) == [(4, "", "field_count_differs")]


def test_others_do_not_see_the_file_and_who_works_everywhere_does(app):
    local = make_user(Role.VERIFIER, regions=("64.71",))
    found = uploaded(as_csv([line(1)]), local)
    assert producer_files.get(found.id, by=make_user(Role.ADMINISTRATOR)).id == found.id
    with pytest.raises(UnknownProducerFile):
        producer_files.get(found.id, by=make_user(Role.VERIFIER, regions=("64.71",)))


def test_a_discarded_file_and_an_old_one_hold_nothing_any_more(app, clock_stands):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    discarded, old = uploaded(as_csv([line(1)]), officer), uploaded(as_csv([line(2)]), officer)
    committed(producer_files.discard, discarded.id, by=officer)
    assert (discarded.content_encrypted, discarded.rows_encrypted) == (None, None)
    with pytest.raises(FileDiscarded):
        committed(confirm, discarded.id, by=officer)
    clock_stands.shift(timedelta(days=29))
    assert committed(producer_files.remove_old) == 0
    clock_stands.shift(timedelta(days=1))
    assert committed(producer_files.remove_old) == 1
    assert committed(producer_files.remove_old) == 0
    db.session.expire_all()
    assert (old.content_encrypted, old.rows_encrypted, old.counts["rows_valid"]) == (None, None, 1)
    with pytest.raises(FileRemoved):
        committed(confirm, old.id, by=officer)


def test_no_nik_name_or_telephone_lies_open_beside_the_producers(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    bad = line(7, nik="6471011312859997", nama_usaha="Warung Pelangi Biru", telepon="0813-7777-8888", modal="x")
    found = uploaded(as_csv([line(1), bad, line(9, nik=nik(1))]), officer)
    committed(confirm, found.id, skip_wrong=True, by=officer)
    for table in ("producer_file", "audit_event", "remembered_columns", "job", "producer"):
        stored = "\n".join(db.session.execute(text(f"SELECT t::text FROM {table} t")).scalars())
        for secret in (nik(1), "6471011312859997", "Warung Pelangi Biru", "0813-7777-8888", "+6281377778888"):
            assert secret not in stored, (table, secret)
            assert secret.encode().hex() not in stored, (table, secret)
