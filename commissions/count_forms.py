"""The forms of counting: one field for each batch or placement, and one row of explanations for each difference."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from commissions.count_schemas import LONGEST_AGO_SECONDS, MOST_PIECES, ConfirmCount, EnterCount
from commissions.count_words import outcome_word
from core.fields import Code, Day, Id, Schema, Text, WholeNumber
from core.forms import SchemaForm
from core.wording import N_
from outlets.count_models import StockCount
from outlets.count_states import CountKind, CountOutcome
from outlets.states import StockPolicy

MORE_ROWS = 4
"""Rows for batches the books do not know; an opening count by batch, which knows none, has one more a placement."""
MOST_MORE_ROWS = 200
PARTS = 2
"""How many explanations one line may have on the page; the API takes more."""
AGE = re.compile(r"([a-z_0-9]{1,60}):([0-9]{1,9})", re.ASCII)


def field_of(row: Mapping[str, Any]) -> str:
    """The field of a row of the sheet."""
    return f"counted_{row['placement_id']}_{row['lot_id'] or 0}"


def more_rows(count: StockCount, placements: int) -> range:
    """The numbers of the rows for goods that are not on the sheet."""
    knows_none = count.kind is CountKind.OPENING and count.policy is StockPolicy.BATCH
    return range(1, min(MORE_ROWS + (placements if knows_none else 0), MOST_MORE_ROWS) + 1)


def sheet_form(rows: Sequence[Mapping[str, Any]], choices: list[tuple[str, str]], more: range) -> SchemaForm:
    """The sheet as a form: pieces of each row, and rows for what is not on it.

    Where there is a row more for each placement, each stands in one to begin with.
    """
    made: dict[str, Any] = {
        field_of(row): WholeNumber(
            load_default=None, most=MOST_PIECES, metadata={"label": f"{row['product']} {row['batch']}".strip()}
        )
        for row in rows
    }
    for number in more:
        made[f"more_placement_{number}"] = Id(load_default=None, metadata={"label": N_("Produk")})
        made[f"more_batch_{number}"] = Text(most=40, load_default="", metadata={"label": N_("Kode produksi")})
        made[f"more_expires_{number}"] = Day(load_default=None, metadata={"label": N_("Tanggal kedaluwarsa")})
        made[f"more_counted_{number}"] = WholeNumber(
            load_default=None, most=MOST_PIECES, metadata={"label": N_("Jumlah di rak")}
        )
    made["ages"] = Text(most=200_000, load_default="")
    made |= {name: EnterCount().fields[name] for name in ("key", "shelf_is_empty")}
    schema: type[Schema] = Schema.from_dict(made, name="CountSheet")  # type: ignore[assignment]
    first = dict(zip(more, (place for place, _name in choices), strict=False)) if len(more) > MORE_ROWS else {}
    values = {f"more_placement_{number}": place for number, place in first.items()}
    return SchemaForm(schema, values, choices={f"more_placement_{number}": choices for number in more})


def lines_of(rows: Sequence[Mapping[str, Any]], typed: Mapping[str, Any], more: range) -> list[dict[str, Any]]:
    """What was typed as the lines of a count; rows left empty are left out."""
    ages = {name: min(int(seconds), LONGEST_AGO_SECONDS) for name, seconds in AGE.findall(typed["ages"])}
    lines = [
        {
            "placement_id": row["placement_id"],
            "batch": row["batch"],
            "counted": typed[field_of(row)],
            "seconds_ago": ages.get(field_of(row), 0),
        }
        for row in rows
        if typed[field_of(row)] is not None
    ]
    others = [
        {
            "placement_id": typed[f"more_placement_{number}"],
            "batch": typed[f"more_batch_{number}"],
            "expires_on": typed[f"more_expires_{number}"],
            "counted": typed[f"more_counted_{number}"],
            "seconds_ago": ages.get(f"more_counted_{number}", 0),
        }
        for number in more
        if typed[f"more_counted_{number}"] is not None and typed[f"more_placement_{number}"] is not None
    ]
    return lines + others


def differing(lines: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The lines on which books and shelf disagree."""
    return [line for line in lines if line["difference"]]


def differences_form(lines: Sequence[Mapping[str, Any]], policy: StockPolicy) -> SchemaForm:
    """For each difference two explanations with their pieces, and a word why.

    Where an outlet counts by product, what is missing was sold unless somebody says otherwise.
    """
    made: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for line in differing(lines):
        for part in range(1, PARTS + 1):
            name = f"{part}_{line['id']}"
            asked: dict[str, Any] = {"required": True} if part == 1 else {"load_default": None}
            made[f"outcome_{name}"] = Code(CountOutcome, metadata={"label": N_("Penjelasan")}, **asked)
            pieces = {"label": N_("Jumlah (pcs)")}
            made[f"pieces_{name}"] = WholeNumber(least=1, most=MOST_PIECES, metadata=pieces, **asked)
        made[f"reason_{line['id']}"] = Text(most=300, load_default="", metadata={"label": N_("Keterangan")})
        values[f"pieces_1_{line['id']}"] = abs(line["difference"])
        if policy is StockPolicy.COUNT and line["difference"] < 0:
            values[f"outcome_1_{line['id']}"] = CountOutcome.SOLD.value
        for part, one in enumerate(line["differences"][:PARTS], start=1):
            values |= {f"outcome_{part}_{line['id']}": one.outcome.value, f"pieces_{part}_{line['id']}": one.pieces}
            values[f"reason_{line['id']}"] = one.reason or values.get(f"reason_{line['id']}", "")
    made["overlap_reason"] = ConfirmCount().fields["overlap_reason"]
    schema: type[Schema] = Schema.from_dict(made, name="CountDifferences")  # type: ignore[assignment]
    return SchemaForm(schema, values)


def differences_of(lines: Sequence[Mapping[str, Any]], typed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was said as the differences of a count."""
    return [
        {
            "line_id": line["id"],
            "outcome": typed[f"outcome_{part}_{line['id']}"],
            "pieces": typed[f"pieces_{part}_{line['id']}"],
            "reason": typed[f"reason_{line['id']}"],
        }
        for line in differing(lines)
        for part in range(1, PARTS + 1)
        if typed[f"outcome_{part}_{line['id']}"] is not None and typed[f"pieces_{part}_{line['id']}"] is not None
    ]


def said(line: Mapping[str, Any]) -> str:
    """What was said about a line, in words."""
    told = (
        f"{one.pieces} {outcome_word(one.outcome)}{f' ({one.reason})' if one.reason else ''}"
        for one in line["differences"]
    )
    return "; ".join(told)
