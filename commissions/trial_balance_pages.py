"""The trial balance on a page, as a file and by API."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from marshmallow import fields as plain

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.models import UserAccount
from accounts.permissions import Permission
from commissions.ledger import Account, Book
from commissions.months import MONTH
from commissions.trial_balances import Cut, Row, closes, kept, sum_of, trial_balance
from core.dates import instant_of
from core.fields import AnswerSchema, Code, Day, Instant, Month, Schema
from core.languages import speak
from core.listing import Column, as_csv, as_xlsx, control_line, wanted_export
from core.wording import N_

pages = Blueprint("trial_balances", __name__)
api = ApiBlueprint("api_trial_balances", __name__, description="What every account moved, as of a day and an instant")

BOOK_LABELS = {
    Book.PAIR: N_("Produsen dan gerai"),
    Book.BUYBACK: N_("Pembelian kembali"),
    Book.CAMPAIGN: N_("Pesanan bersama"),
}


class TrialBalanceQuery(Schema):
    """Up to where transfers count; what is left out is not narrowed."""

    until = Day()
    recorded_until = Instant()
    through = Month()


class TrialBalanceRow(AnswerSchema):
    """One account; whole rupiah. A balance stands on one side, the other is 0."""

    account = Code(Account)
    debit_rupiah = plain.Integer()
    credit_rupiah = plain.Integer()
    debit_balance_rupiah = plain.Integer()
    credit_balance_rupiah = plain.Integer()


class TrialBalanceAnswer(AnswerSchema):
    """Every account that moved, and the sums, which are equal on both sides."""

    rows = plain.List(plain.Nested(TrialBalanceRow))
    debit_rupiah = plain.Integer()
    credit_rupiah = plain.Integer()
    debit_balance_rupiah = plain.Integer()
    credit_balance_rupiah = plain.Integer()


def asked_cut() -> tuple[Cut, dict[str, str]]:
    """What the address cuts off; what cannot be meant cuts off nothing, and the page says what it counted."""
    typed = {
        name: request.args.get(name, "").replace("\x00", "").strip()[:40]
        for name in ("until", "recorded_until", "through")
    }
    cut = Cut()
    through = typed["through"] if MONTH.fullmatch(typed["through"]) else None
    try:
        cut = Cut(until=date.fromisoformat(typed["until"]))
    except ValueError:
        typed["until"] = ""
    try:
        cut = Cut(cut.until, instant_of(typed["recorded_until"]), through)
    except ValueError:
        typed["recorded_until"] = ""
        cut = Cut(cut.until, None, through)
    return cut, {**typed, "through": through or ""}


def agrees_with_close(user: UserAccount, cut: Cut, rows: list[Row]) -> bool | None:
    """Whether this is what was kept when the month was closed; None where the two cannot be compared."""
    if cut.through is None or cut.until is not None or not user.works_everywhere:
        return None
    closed_at = dict(closes()).get(cut.through)
    if closed_at is None or (cut.recorded_until is not None and cut.recorded_until < closed_at):
        return None
    return kept(cut.through) == rows


@pages.get("/neraca-saldo")
@requires(Permission.LEDGER_READ)
def show() -> Any:  # noqa: ANN401 - a page or a file
    """What every account moved and where its balance lies."""
    cut, typed = asked_cut()
    user = person()
    rows = trial_balance(user, cut)
    if wanted_export():
        columns = [
            Column(_("Akun"), lambda row: speak(row.facts.label)),
            Column(_("Kode"), lambda row: row.account.value),
            Column(_("Buku"), lambda row: speak(BOOK_LABELS[row.facts.book])),
            Column(_("Debit"), lambda row: row.debit_rupiah, adds_up=True),
            Column(_("Kredit"), lambda row: row.credit_rupiah, adds_up=True),
            Column(_("Saldo debit"), lambda row: row.debit_balance_rupiah, adds_up=True),
            Column(_("Saldo kredit"), lambda row: row.credit_balance_rupiah, adds_up=True),
        ]
        table = [[column.read(row) for column in columns] for row in rows]
        write = as_xlsx if wanted_export() == "xlsx" else as_csv
        headings = [column.heading for column in columns]
        return write("neraca-saldo", headings, table, control_line(columns, table))
    return render_template(
        "commissions/trial_balance.html",
        rows=rows,
        totals=sum_of(rows),
        cut=cut,
        filters=typed,
        narrowed={name: value for name, value in typed.items() if value},
        closes=closes(),
        agrees=agrees_with_close(user, cut, rows),
        books=BOOK_LABELS,
    )


@api.route("/trial-balance", methods=["GET"])
@requires(Permission.LEDGER_READ)
@api.arguments(TrialBalanceQuery, location="query")
@api.response(200, TrialBalanceAnswer)
def read(query: dict[str, Any]) -> dict[str, object]:
    """The trial balance of what this person sees, as of a business day, an instant of posting, a month, or all."""
    rows = trial_balance(person(), Cut(query.get("until"), query.get("recorded_until"), query.get("through")))
    debit, credit, debit_balance, credit_balance = sum_of(rows)
    return {
        "rows": rows,
        "debit_rupiah": debit,
        "credit_rupiah": credit,
        "debit_balance_rupiah": debit_balance,
        "credit_balance_rupiah": credit_balance,
    }
