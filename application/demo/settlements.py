"""How the sides of the demo settle: what is paid, what is overdue, what waits for an answer, and what was corrected."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import adjustments, debts, disputes, payment_files, payments, re_ratings, vat_changes
from commissions.dispute_models import DisputeOutcome, StatementDispute
from commissions.ledger import Claim, Party
from commissions.models import Statement
from core.database import db
from core.dates import first_day, today
from outlets.sales_models import LineKind, SaleLine

HALF_A_PERCENT_BP = 50
PAID_OF = 4
"""All statements of the first month but every fourth are paid in full."""


OLD_BALANCE_RUPIAH = 185_000


class Everybody(NamedTuple):
    """Who takes part: the outlets, the producers, and two members of staff."""

    places: Sequence[Place]
    suppliers: Sequence[Supplier]
    officer: UserAccount
    finance: UserAccount

    @property
    def speakers(self) -> dict[tuple[str, int], UserAccount]:
        """Who speaks for each side."""
        found = {("outlet", place.outlet.id): place.manager for place in self.places}
        return found | {("producer", supplier.producer.id): supplier.account for supplier in self.suppliers}


def become_pkp(place: Place, month: str, *, by: UserAccount) -> None:
    """An outlet is PKP from the first day of a month on: its statement of that month bears PPN on commission."""
    reason = "SPPKP S-12PKP/KPP.1403/2026 (CONTOH)"
    vat_changes.change(place.outlet.id, vat_registered=True, starts_on=first_day(month), reason=reason, by=by)


def settle(month: str, everybody: Everybody) -> None:
    """A month is mostly paid, and one statement in four only in part: the rest of it is overdue by now."""
    for place, statement in enumerate(_statements(month)):
        for row in _open_of(statement):
            amount = row.owed_rupiah if place % PAID_OF else row.owed_rupiah // 2
            if amount:
                _pay(statement, row.owed_by, row.claim, amount, everybody.speakers, confirmed=True)


def leave_answers_waiting(month: str, everybody: Everybody) -> None:
    """Of a month two payments wait for the other side, one line is disputed, and another dispute gave a credit note.

    An old balance waits for an answer, too, and so does a set-off where both sides owe.
    """
    speakers, statements = everybody.speakers, _statements(month)
    for statement in statements[:2]:
        for row in _open_of(statement)[:1]:
            _pay(statement, row.owed_by, row.claim, row.owed_rupiah, speakers, confirmed=False)
    _dispute(statements[-1], speakers["producer", statements[-1].producer_id])
    corrected = _dispute(statements[2], speakers["producer", statements[2].producer_id])
    disputes.decide(
        corrected.id,
        outcome=DisputeOutcome.ADJUSTED,
        quantity=db.session.get_one(SaleLine, corrected.line_id).quantity - 1,
        reason="Nota gerai menunjukkan satu lebih sedikit.",
        by=everybody.officer,
    )
    _bring_in_and_set_off(statements, everybody)


def _bring_in_and_set_off(statements: Sequence[Statement], everybody: Everybody) -> None:
    """An old balance that the outlet has not answered, and a set-off that both agreed to."""
    speakers, old = everybody.speakers, statements[3]
    adjustments.propose_balance(
        producer_id=old.producer_id,
        outlet_id=old.outlet_id,
        claim=Claim.TAKINGS,
        balance_rupiah=OLD_BALANCE_RUPIAH,
        reason="Buku titipan lama, saldo sebelum memakai Etalase.",
        by=speakers["producer", old.producer_id],
    )
    for statement in statements:
        if most := adjustments.most_to_set_off(statement.book_id):
            pair = {"producer_id": statement.producer_id, "outlet_id": statement.outlet_id}
            row = adjustments.propose_set_off(
                **pair, amount_rupiah=most, reason="", by=speakers["outlet", statement.outlet_id]
            )
            adjustments.confirm(row.id, by=speakers["producer", statement.producer_id])
            return


def prepare_transfers(place: Place) -> None:
    """The manager of an outlet has made the list of transfers for its bank and not sent it yet."""
    payment_files.make(place.outlet.id, debit_account="1400012345678", by=place.manager)


def _statements(month: str) -> list[Statement]:
    rows = select(Statement).where(Statement.period == month).order_by(Statement.id)
    return list(db.session.execute(rows).scalars())


def _open_of(statement: Statement) -> list[Any]:
    return [row for row in debts.of_pair(statement.book_id) if row.statement_id == statement.id]


def _pay(
    statement: Statement,
    owed_by: str,
    claim: str,
    amount_rupiah: int,
    speakers: dict[tuple[str, int], UserAccount],
    *,
    confirmed: bool,
) -> None:
    """The side that owes says it paid; where told, the other one confirms."""
    ids = {"outlet": statement.outlet_id, "producer": statement.producer_id}
    other = "producer" if owed_by == "outlet" else "outlet"
    payment = payments.announce(
        paid_by=Party(owed_by),
        amount_rupiah=amount_rupiah,
        paid_on=today(),
        reference=f"TRF-{statement.id:04d}",
        allocations=[{"statement_id": statement.id, "claim": Claim(claim), "amount_rupiah": amount_rupiah}],
        by=speakers[owed_by, ids[owed_by]],
    )
    if confirmed:
        payments.confirm(payment.id, by=speakers[other, ids[other]])


def _dispute(statement: Statement, by: UserAccount) -> StatementDispute:
    """The producer says that the first line of several pieces of a statement has too many."""
    line_id = db.session.execute(
        select(SaleLine.id)
        .where(
            SaleLine.producer_id == statement.producer_id,
            SaleLine.outlet_id == statement.outlet_id,
            SaleLine.period == statement.period,
            SaleLine.kind == LineKind.SALE,
            SaleLine.quantity > 1,
        )
        .order_by(SaleLine.id)
        .limit(1)
    ).scalar_one()
    reason = "Menurut catatan saya, yang terjual hari itu lebih sedikit."
    return disputes.raise_dispute(statement.id, sale_line_id=line_id, reason=reason, by=by)


def propose_rate(month: str, *, by: UserAccount) -> None:
    """The first sale of a month was charged by half a percent too much; the second person has not answered yet."""
    line = db.session.execute(
        select(SaleLine)
        .where(SaleLine.period == month, SaleLine.kind == LineKind.SALE, SaleLine.rate_bp > HALF_A_PERCENT_BP)
        .order_by(SaleLine.id)
        .limit(1)
    ).scalar_one()
    re_ratings.propose(
        line.agreement_id,
        product_id=line.product_id,
        first_day=line.sold_on,
        last_day=line.sold_on,
        wrong_rate_bp=line.rate_bp,
        rate_bp=line.rate_bp - HALF_A_PERCENT_BP,
        reason="Tarif salah ketik; di perjanjian yang ditandatangani setengah persen lebih rendah.",
        by=by,
    )
