"""What a bank reads: one transfer a producer, as generic CSV and in Mandiri's bulk layout.

The generic CSV is for people and for any bank's own converter. Of Mandiri's layout (MCM/Kopra, "Payroll - Multi
Service") the header and the first ten columns are public; the columns after them are not, so whoever uses it checks it
with the bank first. Cells are guarded against being taken for formulas: by an apostrophe where a spreadsheet opens the
file, by leaving the sign out where a bank would read the apostrophe.
"""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.text import FORMULA_STARTS

BOM = "\ufeff"
MANDIRI_BANK = "008"
MOST_BI_FAST_RUPIAH = 250_000_000
"""BI-FAST takes at most this much at once; the clearing (SKN) takes four times as much, RTGS has no bound."""
MOST_CLEARING_RUPIAH = 1_000_000_000


@dataclass(frozen=True, slots=True)
class BankTransfer:
    """So many rupiah to one account."""

    account: str
    bank_code: str
    bank_name: str
    holder: str
    amount_rupiah: int
    remark: str
    reference: str


@dataclass(frozen=True, slots=True)
class Apart:
    """A producer that is owed money and has no account it could be sent to."""

    name: str
    amount_rupiah: int
    reason: str


def control_total(transfers: Sequence[BankTransfer]) -> int:
    """What the transfers add up to, in rupiah."""
    return sum(transfer.amount_rupiah for transfer in transfers)


def generic_csv(transfers: Sequence[BankTransfer], apart: Sequence[Apart], headings: Sequence[str]) -> bytes:
    """The list with its count and total on the last line but those who stand apart; `;` and a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for transfer in transfers:
        texts = (transfer.bank_code, transfer.bank_name, transfer.account, transfer.holder)
        more = (transfer.remark, transfer.reference)
        writer.writerow([*map(_guarded, texts), transfer.amount_rupiah, *map(_guarded, more)])
    writer.writerow([f"TOTAL {len(transfers)}", "", "", "", control_total(transfers), "", ""])
    for one in apart:
        writer.writerow(["-", "", "", _guarded(one.name), one.amount_rupiah, _guarded(one.reason), ""])
    return (BOM + out.getvalue()).encode()


def mandiri(transfers: Sequence[BankTransfer], *, debit_account: str, on: date) -> bytes:
    """Header `P, day, debit account, count, total`, then ten columns a transfer; ASCII, amounts with two decimals."""
    rows = [["P", f"{on:%Y%m%d}", debit_account, str(len(transfers)), f"{control_total(transfers)}.00"]]
    rows += [
        [
            transfer.account[:35],
            bank_text(transfer.holder, 40),
            *("", "", ""),
            "IDR",
            f"{transfer.amount_rupiah}.00",
            bank_text(transfer.remark, 140),
            bank_text(transfer.reference, 19),
            service_of(transfer),
        ]
        for transfer in transfers
    ]
    return "".join(",".join(row) + "\r\n" for row in rows).encode("ascii")


def service_of(transfer: BankTransfer) -> str:
    """By which way Mandiri sends it: within the bank (IBU), BI-FAST (BAU), clearing (LBU) or RTGS (RBU)."""
    if transfer.bank_code == MANDIRI_BANK:
        return "IBU"
    if transfer.amount_rupiah <= MOST_BI_FAST_RUPIAH:
        return "BAU"
    return "LBU" if transfer.amount_rupiah <= MOST_CLEARING_RUPIAH else "RBU"


def bank_text(text: str, most: int) -> str:
    """A text as a bank takes it: letters without accents, no comma, quote or line break, no sign of a formula first."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    kept = "".join(sign if sign.isprintable() and sign not in ',;"\\' else " " for sign in plain)
    return " ".join(kept.split()).lstrip("=+-@ ")[:most].rstrip()


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
