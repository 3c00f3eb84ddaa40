"""A pair's account kept in memory by the pure rules alone, so that stories can be told to them without a database.

The product's ledger does the same with rows. This book serves the examples of docs/ledger.md and random stories.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from commissions.ageing import ClaimPayment, OpenOnClaim, open_by_statement, payment_effect
from commissions.ledger import (
    ACCOUNTS,
    Account,
    Book,
    Claim,
    Leg,
    LegName,
    MoneyRoute,
    Party,
    TransferKind,
    posting_month,
)
from commissions.rates import Rate, commission, commission_leaving, rate_on
from commissions.statements import StatementFigures, figures, on_normal_side
from commissions.tax_terms import LAW, Tax, code_of, terms_of
from commissions.taxes import ppn_difference
from commissions.transfers import (
    agreed_cost_transfers,
    brought_in_transfers,
    claim_of_payment,
    compensation_cancelled_transfers,
    compensation_transfers,
    payment_returned_transfers,
    payment_transfers,
    return_cancelled_transfers,
    return_transfers,
    reversal_transfers,
    sale_transfers,
    set_off_transfers,
    tax_transfers,
)
from core.dates import month_after, month_of


@dataclass
class Line:
    """A sale line with what was frozen on it, and how many pieces are still sold."""

    sold_on: date
    pieces: int
    price: int
    rate_bp: int
    route: MoneyRoute
    preorder: bool
    tax_code: str | None
    posted_in: str
    last_posting: str
    left: int

    @property
    def commission(self) -> int:
        """Commission on the whole line."""
        return commission(self.pieces, self.price, self.rate_bp)


@dataclass
class Return:
    """A customer return of a line."""

    line: Line
    pieces: int
    refunded_by: Party | None


@dataclass
class Payment:
    """A confirmed payment."""

    paid_by: Party
    claim: Claim
    amount: int
    posted_in: str
    statement: str | None = None
    came_back: bool = False


@dataclass(frozen=True)
class Posted:
    """A transfer with the columns a ledger row has besides its amount."""

    leg: Leg
    period: str
    sold_in: str | None = None
    taxed_in: str | None = None
    tax_code: str | None = None


@dataclass
class PairBook:
    """One pair: its terms, lines, payments, transfers and statements."""

    rates: list[Rate] = field(default_factory=list)
    routes: list[tuple[date, MoneyRoute]] = field(default_factory=list)
    charges_ppn_from: date | None = None
    posted: list[Posted] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    statements: dict[str, StatementFigures] = field(default_factory=dict)
    oldest_open: str | None = None

    def route_on(self, day: date) -> MoneyRoute:
        """The money route in force on a day."""
        return max((start, route) for start, route in self.routes if start <= day)[1]

    def balance(self, account: Account) -> int:
        """The balance of an account on its normal side, over all that was posted."""
        return on_normal_side(account, _movements(self.posted)[account])

    @property
    def takings_claim(self) -> int:
        """What the outlet holds of the producer's, signed."""
        return self.balance(Account.TAKINGS)

    @property
    def commission_claim(self) -> int:
        """What the producer owes in commission, signed."""
        return self.balance(Account.COMMISSION_DUE)

    def sell(
        self,
        day: date,
        pieces: int,
        price: int,
        *,
        preorder: bool = False,
        rate_bp: int | None = None,
        not_before: str | None = None,
    ) -> tuple[Line, list[Leg]]:
        """Report a sale, or accepted pre-order pieces, at the terms of its day."""
        rate = rate_on(self.rates, day)[0].rate_bp if rate_bp is None else rate_bp
        charges = self.charges_ppn_from is not None and self.charges_ppn_from <= day
        period = posting_month(day, self.oldest_open, not_before)
        tax_code = code_of(LAW[Tax.PPN]) if charges else None
        line = Line(day, pieces, price, rate, self.route_on(day), preorder, tax_code, period, period, pieces)
        legs = sale_transfers(line.route, pieces * price, line.commission, preorder=preorder)
        self._post(legs, period, line)
        return line, legs

    def bring_back(
        self, day: date, line: Line, pieces: int, refunded_by: Party | None = None
    ) -> tuple[Return, list[Leg]]:
        """A customer brings pieces back."""
        back = commission_leaving(line.left, line.left - pieces, line.price, line.rate_bp)
        legs = return_transfers(line.route, pieces * line.price, back, refunded_by)
        self._move(line, day, -pieces, legs)
        return Return(line, pieces, refunded_by), legs

    def cancel_return(self, day: date, returned: Return) -> list[Leg]:
        """The return was recorded by mistake."""
        line = returned.line
        again = commission_leaving(line.left + returned.pieces, line.left, line.price, line.rate_bp)
        legs = return_cancelled_transfers(line.route, returned.pieces * line.price, again, returned.refunded_by)
        self._move(line, day, returned.pieces, legs)
        return legs

    def reverse(self, line: Line, pieces: int) -> list[Leg]:
        """Pieces of the line were never sold."""
        back = commission_leaving(line.left, line.left - pieces, line.price, line.rate_bp)
        legs = reversal_transfers(line.route, pieces * line.price, back, preorder=line.preorder)
        self._move(line, line.sold_on, -pieces, legs)
        return legs

    def correct(self, line: Line, pieces: int, price: int, rate_bp: int | None = None) -> tuple[Line, list[Leg]]:
        """Reverse what is left of a line and enter it again."""
        reversed_legs = self.reverse(line, line.left)
        again, legs = self.sell(
            line.sold_on, pieces, price, preorder=line.preorder, rate_bp=rate_bp, not_before=line.last_posting
        )
        return again, reversed_legs + legs

    def pay(
        self, day: date, paid_by: Party, amount: int, claim: Claim | None = None, statement: str | None = None
    ) -> tuple[Payment, list[Leg]]:
        """A payment the other side confirmed."""
        named = claim or claim_of_payment(paid_by, self.takings_claim, self.commission_claim, self.route_on(day))
        period = posting_month(day, self.oldest_open)
        payment = Payment(paid_by, named, amount, period, statement)
        self.payments.append(payment)
        return payment, self._post(payment_transfers(paid_by, named, amount), period)

    def send_back(self, day: date, payment: Payment) -> list[Leg]:
        """The bank returned a payment."""
        payment.came_back = True
        legs = payment_returned_transfers(payment.paid_by, payment.claim, payment.amount)
        return self._post(legs, posting_month(day, self.oldest_open, payment.posted_in))

    def set_off(self, day: date, amount: int) -> list[Leg]:
        """Both sides confirmed a set-off."""
        legs = set_off_transfers(amount, self.takings_claim, self.commission_claim)
        return self._post(legs, posting_month(day, self.oldest_open))

    def charge(self, day: date, amount: int) -> tuple[str, list[Leg]]:
        """Lost goods are charged to the outlet; the answer names the month it was posted in."""
        period = posting_month(day, self.oldest_open)
        return period, self._post(compensation_transfers(amount), period)

    def uncharge(self, day: date, amount: int, charged_in: str) -> list[Leg]:
        """The goods turned up again."""
        return self._post(compensation_cancelled_transfers(amount), posting_month(day, self.oldest_open, charged_in))

    def agreed_cost(self, day: date, amount: int) -> list[Leg]:
        """A cost the producer bears."""
        return self._post(agreed_cost_transfers(self.route_on(day), amount), posting_month(day, self.oldest_open))

    def bring_in(self, day: date, claim: Claim, balance: int) -> list[Leg]:
        """A balance from before the platform."""
        return self._post(brought_in_transfers(claim, balance), posting_month(day, self.oldest_open))

    def close(self, month: str) -> list[Leg]:
        """Post the PPN that is due, draw the statement and close the month."""
        legs = self._tax(month)
        self._post_tax(legs, month)
        in_month = [posted for posted in self.posted if posted.period == month]
        prior = [posted for posted in in_month if posted.sold_in is not None and posted.sold_in < month]
        previous = self.statements[max(self.statements)] if self.statements else None
        self.statements[month] = figures(previous, _movements(in_month), _movements(prior))
        self.oldest_open = month_after(month)
        return [leg for _document, leg in legs]

    def open_on(self, claim: Claim) -> OpenOnClaim:
        """What is open on a claim, by statement."""
        added: dict[str, int] = defaultdict(int)
        for posted in self.posted:
            if posted.leg.kind not in {TransferKind.PAYMENT, TransferKind.PAYMENT_RETURNED}:
                added[posted.period] += on_normal_side(claim.account, _movements([posted])[claim.account])
        return open_by_statement(
            added,
            [
                ClaimPayment(payment_effect(paid.paid_by, claim, paid.amount), paid.statement)
                for paid in self.payments
                if paid.claim is claim and not paid.came_back
            ],
        )

    def _tax(self, month: str) -> list[tuple[tuple[str, str], Leg]]:
        """The PPN differences of all documents up to a month."""
        carries: Counter[tuple[str, str, Claim]] = Counter()
        taxed: Counter[tuple[str, str, Claim]] = Counter()
        for posted in self.posted:
            leg = posted.leg
            if posted.tax_code is None or posted.taxed_in is None or posted.period > month or leg.leg is LegName.GROSS:
                continue
            reason = Account.COMMISSION if leg.leg is LegName.COMMISSION else Account.COMMISSION_TAX
            other, sign = (leg.credit, 1) if leg.debit is reason else (leg.debit, -1)
            claim = Claim.TAKINGS if other is Account.TAKINGS else Claim.COMMISSION
            sums = carries if leg.leg is LegName.COMMISSION else taxed
            sums[posted.taxed_in, posted.tax_code, claim] += sign * leg.amount_rupiah
        return [
            ((taxed_in, code), leg)
            for (taxed_in, code, claim), base in sorted(carries.items())
            for leg in tax_transfers(claim, ppn_difference(base, taxed[taxed_in, code, claim], terms_of(code)))
        ]

    def _post_tax(self, legs: list[tuple[tuple[str, str], Leg]], month: str) -> None:
        """Write the PPN of a close."""
        self.posted += [Posted(leg, month, None, taxed_in, code) for (taxed_in, code), leg in legs]

    def _move(self, line: Line, day: date, pieces: int, legs: list[Leg]) -> None:
        """Post an event about a line and remember how many pieces stay sold on it."""
        line.left += pieces
        line.last_posting = posting_month(day, self.oldest_open, line.last_posting)
        self._post(legs, line.last_posting, line)

    def _post(self, legs: list[Leg], period: str, line: Line | None = None) -> list[Leg]:
        """Write transfers into a month that is open."""
        assert self.oldest_open is None or period >= self.oldest_open
        if line is None:
            self.posted += [Posted(leg, period) for leg in legs]
        else:
            sold_in = month_of(line.sold_on)
            self.posted += [Posted(leg, period, sold_in, line.posted_in, line.tax_code) for leg in legs]
        return legs


def _movements(posted: list[Posted]) -> Counter[Account]:
    """Debits less credits of each account of a pair."""
    sums: Counter[Account] = Counter()
    for transfer in posted:
        assert ACCOUNTS[transfer.leg.debit].book is Book.PAIR
        sums[transfer.leg.debit] += transfer.leg.amount_rupiah
        sums[transfer.leg.credit] -= transfer.leg.amount_rupiah
    return sums
