"""What settles between two sides, as rules of the story machine and as a few lines of its small model."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from accounts.models import UserAccount
from commissions import adjustments, disputes, payments
from commissions.departures import take_back
from commissions.dispute_models import DisputeOutcome
from commissions.disputed_lines import LineDisputed
from commissions.ledger import Party
from commissions.models import Statement
from commissions.settlement_errors import AlreadyDecided
from commissions.settlement_states import AdjustmentKind
from commissions.transfers import MoreThanBothOwe
from core.database import committed, db
from tests.commissions.story_model import NET, Model, Sold, half_up, month

PAIRS = st.integers(0, 2)
PICKS = st.integers(0, 30)
AMOUNTS = st.sampled_from([1, 9, 450, 14_550, 15_000, 99_999])


@dataclass
class Paid:
    """A payment that counts."""

    id: int
    pair: int
    side: str
    claim: str
    amount: int
    posted: str


def claim_paid(model: Model, pair: int, side: str, day: date) -> str:
    """The claim a payment without a statement goes to: the one on which its payer owes, else the payer's own."""
    takings, due = model.claims(pair)
    sign = 1 if side == "outlet" else -1
    owes = (sign * takings > 0, sign * due < 0)
    if owes[0] != owes[1]:
        return "takings" if owes[0] else "due"
    _rate, route = model.terms[pair][max(start for start in model.terms[pair] if start <= day)]
    return "takings" if side == "outlet" or route == NET else "due"


def move(model: Model, pair: int, posted: str, **columns: int) -> None:
    """Add to columns of a pair's statement, or to its claims, in a month."""
    for column, amount in columns.items():
        model.amounts[pair, column, posted, posted] += amount


def effect(side: str, claim: str, amount: int) -> dict[str, int]:
    """What a payment moves: paying what one owes lowers the claim, anything else raises it."""
    lowers = (side == "outlet") == (claim == "takings")
    return {f"payments_from_{side}": amount, claim: -amount if lowers else amount}


class Settling:
    """Rules: pay, refuse a payment, send one back, set off, charge for lost goods, dispute a line."""

    @precondition(lambda self: self.sold)
    @rule(pair=PAIRS, side=st.sampled_from(Party), amount=AMOUNTS, ago=st.integers(0, 40), is_true=st.booleans())
    def pay(self, pair: int, side: Party, amount: int, ago: int, is_true: bool) -> None:
        """A side announces a payment; the other confirms it, or says that it is not so."""
        producer_id, outlet_id, *_ = self.world.pairs[pair]
        day = max(self.today - timedelta(days=ago), date(2026, 1, 1))
        payer, other = self._sides(pair, side)
        made = committed(
            payments.announce,
            paid_by=side,
            amount_rupiah=amount,
            paid_on=day,
            producer_id=producer_id,
            outlet_id=outlet_id,
            by=payer,
        )
        payment_id = made.id
        if not is_true:
            committed(payments.decline, payment_id, reason="tidak ada", by=other)
            with pytest.raises(AlreadyDecided):
                committed(payments.confirm, payment_id, by=other)
            return
        claim = claim_paid(self.model, pair, side.value, day)
        posted = max(month(day), self.model.open_month)
        committed(payments.confirm, payment_id, by=other)
        self.paid.append(Paid(payment_id, pair, side.value, claim, amount, posted))
        move(self.model, pair, posted, **effect(side.value, claim, amount))

    @precondition(lambda self: self.paid)
    @rule(pick=PICKS)
    def send_back(self, pick: int) -> None:
        """The bank returns a payment."""
        paid = self.paid.pop(pick % len(self.paid))
        payer, _other = self._sides(paid.pair, Party(paid.side))
        committed(payments.send_back, paid.id, reason="rekening salah", by=payer)
        posted = max(month(self.today), self.model.open_month, paid.posted)
        back = {column: -amount for column, amount in effect(paid.side, paid.claim, paid.amount).items()}
        move(self.model, paid.pair, posted, **back)

    @precondition(lambda self: self.sold)
    @rule(pair=PAIRS, more=st.integers(0, 1))
    def set_off(self, pair: int, more: int) -> None:
        """All that can be set off is set off, or a rupiah more than that is refused."""
        producer_id, outlet_id, *_ = self.world.pairs[pair]
        takings, due = self.model.claims(pair)
        most = min(abs(takings), abs(due)) if (takings > 0) == (due > 0) else 0
        told = {"producer_id": producer_id, "outlet_id": outlet_id, "amount_rupiah": most + more}
        owner, manager = self._sides(pair, Party.PRODUCER)
        if more or not most:
            with pytest.raises(MoreThanBothOwe):
                committed(adjustments.propose_set_off, **told | {"amount_rupiah": most + 1}, by=owner)
            return
        row_id = committed(adjustments.propose_set_off, **told, by=owner).id
        committed(adjustments.confirm, row_id, by=manager)
        posted = max(month(self.today), self.model.open_month)
        step = -most if takings > 0 else most
        move(self.model, pair, posted, takings=step, due=step)

    @precondition(lambda self: self.sold)
    @rule(pair=PAIRS, pieces=st.integers(1, 7), share=st.integers(1, 100), is_found=st.booleans())
    def lose(self, pair: int, pieces: int, share: int, is_found: bool) -> None:
        """Goods are lost and charged to the outlet; at times they turn up again."""
        producer_id, outlet_id, *_, placement_id = self.world.pairs[pair]
        owner, manager = self._sides(pair, Party.PRODUCER)
        line = {"placement_id": placement_id, "batch": "A", "quantity": pieces, "share_percent": share}
        row = committed(
            adjustments.propose_charge,
            producer_id=producer_id,
            outlet_id=outlet_id,
            kind=AdjustmentKind.COMPENSATION,
            lines=[line],
            reason="hilang",
            by=owner,
        )
        row_id, amount = row.id, half_up(Decimal(pieces * 12_500 * share) / 100)
        assert row.amount_rupiah == amount
        committed(adjustments.confirm, row_id, by=manager)
        posted = max(month(self.today), self.model.open_month)
        move(self.model, pair, posted, takings=amount, adjustments=amount)
        if is_found:
            committed(adjustments.cancel, row_id, reason="ketemu", by=owner)
            move(self.model, pair, posted, takings=-amount, adjustments=-amount)

    @precondition(lambda self: any(sold.taxed_in < self.model.open_month for _line, sold in self.sold))
    @rule(pick=PICKS, was_wrong=st.booleans())
    def dispute(self, pick: int, was_wrong: bool) -> None:
        """A line of a statement is disputed: it is frozen, then stands or is taken back."""
        stated = [(line_id, sold) for line_id, sold in self.sold if sold.taxed_in < self.model.open_month]
        line_id, sold = stated[pick % len(stated)]
        producer_id, outlet_id, *_ = self.world.pairs[sold.pair]
        owner, manager = self._sides(sold.pair, Party.PRODUCER)
        statement_id = db.session.execute(
            select(Statement.id).where(
                Statement.producer_id == producer_id,
                Statement.outlet_id == outlet_id,
                Statement.period == sold.taxed_in,
            )
        ).scalar_one()
        raised = committed(disputes.raise_dispute, statement_id, sale_line_id=line_id, reason="keliru", by=owner)
        dispute_id = raised.id
        with pytest.raises(LineDisputed):
            committed(take_back, line_id, by=manager, reason="uji")
        finance = db.session.get_one(UserAccount, self.world.finance)
        is_adjusted = was_wrong and sold.left > 0
        committed(
            disputes.decide,
            dispute_id,
            outcome=DisputeOutcome.ADJUSTED if is_adjusted else DisputeOutcome.UPHELD,
            quantity=0 if is_adjusted else None,
            reason="diperiksa",
            by=finance,
        )
        if is_adjusted:
            self._leave(sold)

    def _leave(self, sold: Sold) -> None:
        self.model.leave(sold, sold.left)

    def _sides(self, pair: int, side: Party) -> tuple[UserAccount, UserAccount]:
        """Who speaks for a side of a pair, and who for the other."""
        *_, manager_id, owner_id, _placement = self.world.pairs[pair]
        owner, manager = (db.session.get_one(UserAccount, user_id) for user_id in (owner_id, manager_id))
        return (manager, owner) if side is Party.OUTLET else (owner, manager)
