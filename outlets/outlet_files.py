"""Files of outlets: upload and check, match columns, register what the check showed, or set aside.

Nothing is saved before it is confirmed; confirming checks again and registers exactly what was shown. A row whose name
and regency are known is passed over, so the same file may be sent again.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import Select, func, select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.cell_marks import shown
from core.database import db, get_visible
from core.dates import now
from core.errors import Conflict, InvalidInput, NotFound, Refusal, RowProblem
from core.file_refusals import NoRows
from core.forms import flat_messages
from core.money import format_number
from core.reading_numbers import cell_problem, parse_quantity
from core.row_file_states import RowFileStatus
from core.row_files import Seals, mapping_of, open_with_memory, teach
from core.row_problems import MOST_ROWS_KEPT, stored_row
from core.spreadsheets import read_table
from core.table_opening import OpenedTable, refuse_merged_rows
from core.tables import Limits
from core.wording import N_, Problem
from outlets import outlets
from outlets.models import Chain, Outlet
from outlets.outlet_columns import COLUMNS, FIELD_OF, OUTLET_LAYOUT
from outlets.outlet_file_models import OutletFile
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.outlet_profile import readable
from outlets.outlet_schemas import CreateOnPage
from partnerships.region_names import read_regency

PURPOSE = "outlets"
LIMITS = Limits(size_mb=10, rows=10_000)
SEALS = Seals("outlet_file|content", "outlet_file|rows")
ONE_AT_A_TIME = 20_261_129
VALID, WRONG, KNOWN = "valid", "wrong", "known"
KINDS = {word: code for code, kind in OUTLET_KINDS.items() for word in (code, kind.label.casefold())}
KIND_UNKNOWN = N_("“%(value)s” bukan jenis gerai yang dikenal. Pakai kode seperti supermarket atau office_corner.")
CHAIN_UNKNOWN = N_("Jaringan “%(value)s” belum terdaftar. Daftarkan dahulu atau kosongkan.")
OUTSIDE = N_("Wilayah ini di luar wilayah kerja Anda.")
SAID = N_("%(message)s")


class UnknownOutletFile(NotFound):
    """No such file, or not this person's to see."""

    sentence = N_("Berkas gerai ini tidak ditemukan.")


class OutletFileDone(Conflict):
    """The file was registered or set aside before, or its columns are not matched yet."""

    code = "outlet_file_not_open"
    sentence = N_("Berkas ini tidak sedang menunggu. Unggah lagi bila masih diperlukan.")


class OutletRowsWrong(InvalidInput):
    """Rows have faults and nobody said to leave them out. Parameters: `wrong`, `all`."""

    code = "rows_are_wrong"
    sentence = N_("%(wrong)s dari %(all)s baris perlu diperbaiki, atau pilih mendaftarkan baris yang benar saja.")


class OutletCheckOutdated(Conflict):
    """Other rows would be registered than the person saw."""

    code = "check_outdated"
    sentence = N_("Hasil pemeriksaan berubah sejak ditampilkan. Periksa lagi sebelum mendaftarkan.")


class NoOutletToRegister(Conflict):
    """No row is new."""

    code = "nothing_to_register"
    sentence = N_("Tidak ada baris yang dapat didaftarkan dari berkas ini. Tidak ada yang ditambahkan.")


def visible_to(user: UserAccount) -> Select[tuple[OutletFile]]:
    """The uploads a person may see: their own."""
    return select(OutletFile).where(OutletFile.uploaded_by_id == user.id)


def get(file_id: int, *, by: UserAccount, for_update: bool = False) -> OutletFile:
    """One upload. Raises `UnknownOutletFile`."""
    found = get_visible(visible_to(by), OutletFile, file_id, for_update=for_update)
    if found is None:
        raise UnknownOutletFile
    return found


def upload(*, file: FileStorage, by: UserAccount) -> OutletFile:
    """Keep a file of outlets and check it; nothing is registered. Raises what reading a spreadsheet raises."""
    name = "".join(sign for sign in file.filename or "" if sign.isprintable())[-200:] or "-"
    file.stream.seek(0)  # a transaction that is tried again reads it again
    content = file.stream.read()
    found = OutletFile(
        original_name=name,
        content_hash=SEALS.hash_of(content),
        content_encrypted=SEALS.sealed(content),
        uploaded_by_id=by.id,
        uploaded_at=now(),
    )
    _keep(found, content, by)
    db.session.add(found)
    db.session.flush()
    record("outlet_file:uploaded", found, by=by, after=dict(found.counts))
    return found


def teach_columns(file_id: int, *, columns: Mapping[str, str], by: UserAccount) -> OutletFile:
    """Learn which heading is which column, for all files with these headings, and check again.

    Raises `UnknownOutletFile`, `OutletFileDone`, `ColumnNotInFile`, and what reading a spreadsheet raises.
    """
    found = _open(file_id, by, {RowFileStatus.NEEDS_MAPPING, RowFileStatus.CHECKED})
    teach(PURPOSE, found.mapping, columns, by_id=by.id)
    _keep(found, SEALS.content_of(found) or b"", by)
    db.session.flush()
    record("outlet_file:columns_taught", found, by=by, after=dict(found.counts))
    return found


def confirm(file_id: int, *, by: UserAccount, skip_wrong: bool = False) -> OutletFile:
    """Register what the check showed, all of it or nothing; one confirmation at a time.

    Raises `UnknownOutletFile`, `OutletFileDone`, `OutletRowsWrong`, `OutletCheckOutdated`, `NoOutletToRegister`.
    """
    found = _open(file_id, by, {RowFileStatus.CHECKED})
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    seen = rows_of(found)
    rows, told = _keep(found, SEALS.content_of(found) or b"", by)
    if rows != seen:
        raise OutletCheckOutdated
    wrong = [row for row in rows if row["state"] == WRONG]
    if wrong and not skip_wrong:
        raise OutletRowsWrong(wrong=format_number(len(wrong)), all=format_number(len(rows)))
    if not told:
        raise NoOutletToRegister
    made = [outlets.made(by=by, **fields) for fields in told]
    db.session.add_all(made)
    db.session.flush()
    for outlet in made:
        outlets.note_created(outlet, by=by)
    found.status, found.confirmed_at = RowFileStatus.CONFIRMED, now()
    found.counts = {**found.counts, "registered": len(made)}
    db.session.flush()
    record("outlet_file:confirmed", found, by=by, after=dict(found.counts))
    return found


def discard(file_id: int, *, by: UserAccount) -> OutletFile:
    """Set an upload aside and remove what it held. Raises `UnknownOutletFile`, `OutletFileDone`."""
    found = _open(file_id, by, {RowFileStatus.NEEDS_MAPPING, RowFileStatus.CHECKED})
    found.status = RowFileStatus.REFUSED
    found.content_encrypted = found.rows_encrypted = None
    db.session.flush()
    record("outlet_file:discarded", found, by=by)
    return found


def rows_of(found: OutletFile) -> list[dict[str, Any]]:
    """Each row as the last check judged it."""
    rows: list[dict[str, Any]] = SEALS.rows_of(found)["rows"]
    return rows


def faults_of(found: OutletFile) -> list[dict[str, Any]]:
    """Every fault of every wrong row."""
    return [fault for row in rows_of(found) for fault in row.get("faults", [])][:MOST_ROWS_KEPT]


def _open(file_id: int, by: UserAccount, states: set[RowFileStatus]) -> OutletFile:
    found = get(file_id, by=by, for_update=True)
    if found.status not in states or found.content_encrypted is None:
        raise OutletFileDone
    return found


def _keep(found: OutletFile, content: bytes, by: UserAccount) -> tuple[list[dict[str, object]], list[dict[str, Any]]]:
    """Check the content and keep what came out: the rows as judged, and what those say that would be registered."""
    table = read_table(content, found.original_name, LIMITS)
    opened, taught = open_with_memory(table, OUTLET_LAYOUT, PURPOSE, None)
    rows, told = ([], []) if opened.needs_mapping else _judge(opened, found.original_name, by)
    found.status = RowFileStatus.NEEDS_MAPPING if opened.needs_mapping else RowFileStatus.CHECKED
    found.mapping = mapping_of(opened, taught)
    states = [row["state"] for row in rows]
    found.counts = {"rows_read": len(rows), **{f"rows_{name}": states.count(name) for name in (VALID, WRONG, KNOWN)}}
    found.rows_encrypted = SEALS.sealed_rows(opened, rows)
    return rows, told


def _judge(opened: OpenedTable, filename: str, by: UserAccount) -> tuple[list[dict[str, object]], list[dict[str, Any]]]:
    known = {(name.casefold(), region) for name, region in db.session.execute(select(Outlet.name, Outlet.region_code))}
    chains = {chain.name.casefold(): chain.id for chain in db.session.execute(select(Chain)).scalars()}
    heading = opened.heading
    place = {"sheet": opened.sheet.name, "titles": heading.titles, "columns": heading.columns}
    rows: list[dict[str, object]] = []
    told: list[dict[str, Any]] = []
    for number, cells in opened.rows():
        typed = {name: cells[at] if at < len(cells) else "" for name, at in heading.places.items()}
        fields, problems = _read(typed, chains, by)
        if problems:
            faults = [
                stored_row(RowProblem(number, name, problem, shown(typed.get(name, ""))[:60]), **place)  # type: ignore[arg-type]
                for name, problem in problems
            ]
            rows.append({"row": number, "state": WRONG, "faults": faults})
            continue
        key = (fields["name"].casefold(), fields["region_code"])
        state = KNOWN if key in known else VALID
        known.add(key)
        rows.append({"row": number, "state": state, "name": fields["name"], "kind": fields["kind"], "region": key[1]})
        if state == VALID:
            told.append(fields)
    if not rows:
        raise NoRows(filename=filename)
    refuse_merged_rows(opened, {row["row"] for row in rows})  # type: ignore[misc]
    return rows, told


def _read(
    typed: Mapping[str, str], chains: Mapping[str, int], by: UserAccount
) -> tuple[dict[str, Any], list[tuple[str, Problem]]]:
    """What a row says as the verb takes it, or every fault it has, by column."""
    problems: list[tuple[str, Problem]] = []
    sent: dict[str, Any] = {}
    for name in COLUMNS:
        cell = typed.get(name, "")
        text = shown(cell).strip()
        meaning: object = cell_problem(cell) or _meaning(name, cell, text, chains)
        if isinstance(meaning, Problem):
            problems.append((name, meaning))
        elif meaning not in ("", None):
            sent[FIELD_OF[name]] = str(meaning)
    column_of = {field: name for name, field in FIELD_OF.items()}
    schema = CreateOnPage()
    schema.typed_by_hand = True
    try:
        loaded: dict[str, Any] = schema.load(sent)
        readable({name: value for name, value in loaded.items() if value is not None})
        if not outlets.works_in(by, loaded["region_code"]):
            problems.append(("wilayah", Problem("outside_your_regions", OUTSIDE)))
    except ValidationError as error:
        named = {name for name, _problem in problems}
        for field, messages in flat_messages(error.messages).items():
            name = column_of.get(field, "")
            if name not in named:
                problems.append((name, Problem("invalid_input", SAID, {"message": messages[0]})))
        return {}, problems
    except Refusal as refusal:
        for field, found in refusal.errors.items():
            problems += [(column_of.get(field, ""), problem) for problem in found]
        return {}, problems
    return loaded, problems


def _meaning(name: str, cell: str, text: str, chains: Mapping[str, int]) -> object:
    """What a cell means; text stays as it is. An empty one means nothing."""
    if not text:
        return ""
    if name == "jenis":
        return KINDS.get(text.casefold()) or Problem("unknown_outlet_kind", KIND_UNKNOWN, {"value": text[:60]})
    if name == "wilayah":
        return read_regency(cell if cell[:1] == shown(cell)[:1] else cell[:1] + text)
    if name == "jaringan":
        return chains.get(text.casefold()) or Problem("unknown_chain", CHAIN_UNKNOWN, {"value": text[:60]})
    return parse_quantity(cell, None) if name == "luas_lantai" else text
