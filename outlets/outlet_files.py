"""Files of outlets: what each row says and whether it can be registered. How a file lives is `outlets.register_files`.

A row whose name and regency are known is passed over.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select

from accounts.models import UserAccount
from core.cell_marks import shown
from core.database import db
from core.errors import Refusal
from core.forms import flat_messages
from core.reading_numbers import cell_problem, parse_quantity
from core.table_opening import OpenedTable
from core.wording import N_, Problem
from outlets import outlets
from outlets.models import Chain, Outlet
from outlets.outlet_columns import COLUMNS, FIELD_OF, OUTLET_LAYOUT
from outlets.outlet_file_models import OutletFile
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.outlet_profile import readable
from outlets.outlet_schemas import CreateOnPage
from outlets.register_files import KNOWN, VALID, JudgedRow, RegisterFiles, typed_cells, wrong_row
from partnerships.region_names import read_regency

KINDS = {word: code for code, kind in OUTLET_KINDS.items() for word in (code, kind.label.casefold())}
KIND_UNKNOWN = N_("“%(value)s” bukan jenis gerai yang dikenal. Pakai kode seperti supermarket atau office_corner.")
CHAIN_UNKNOWN = N_("Jaringan “%(value)s” belum terdaftar. Daftarkan dahulu atau kosongkan.")
OUTSIDE = N_("Wilayah ini di luar wilayah kerja Anda.")
SAID = N_("%(message)s")


def _judge(opened: OpenedTable, _found: OutletFile, by: UserAccount) -> tuple[list[JudgedRow], list[dict[str, Any]]]:
    known = {(name.casefold(), region) for name, region in db.session.execute(select(Outlet.name, Outlet.region_code))}
    chains = {chain.name.casefold(): chain.id for chain in db.session.execute(select(Chain)).scalars()}
    rows: list[JudgedRow] = []
    told: list[dict[str, Any]] = []
    for number, cells in opened.rows():
        typed = typed_cells(opened, cells)
        fields, problems = _read(typed, chains, by)
        if problems:
            rows.append(wrong_row(opened, number, typed, problems))
            continue
        key = (fields["name"].casefold(), fields["region_code"])
        state = KNOWN if key in known else VALID
        known.add(key)
        rows.append({"row": number, "state": state, "name": fields["name"], "kind": fields["kind"], "region": key[1]})
        if state == VALID:
            told.append(fields)
    return rows, told


def _register(told: list[dict[str, Any]], _found: OutletFile, by: UserAccount) -> int:
    made = [outlets.made(by=by, **fields) for fields in told]
    db.session.add_all(made)
    db.session.flush()
    for outlet in made:
        outlets.note_created(outlet, by=by)
    return len(made)


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


OUTLET_FILES = RegisterFiles("outlets", OUTLET_LAYOUT, of_an_outlet=False, judge=_judge, add=_register)
"""Files that register outlets."""
