"""Random stories told to pairs of every route, also of routes that change: the statements always close."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.ledger import Account, Claim, Party, TransferKind
from commissions.rates import MoreThanWasSold, Rate
from commissions.statements import check
from commissions.taxes import ppn_on
from commissions.transfers import set_off_limit
from core.dates import first_day, month_after
from outlets.money_routes import MoneyRoute
from tests.commissions.stories import Line, PairBook, Payment, Return

ROUTES = [*[[(date(2026, 1, 1), route)] for route in MoneyRoute]]
ROUTES += [[(date(2026, 1, 1), first), (date(2026, 2, 10), then)] for first in MoneyRoute for then in MoneyRoute]
EVENTS = ["sell", "sell", "sell", "preorder", "bring_back", "cancel", "reverse", "correct", "pay", "send_back"]
EVENTS += ["set_off", "lose", "cost", "bring_in", "close"]
Story = list[tuple[str, int, int, int, bool]]
STORIES = st.lists(
    st.tuples(st.sampled_from(EVENTS), st.integers(0, 20), st.integers(1, 9), st.integers(1, 50_000), st.booleans()),
    min_size=5,
    max_size=50,
)


def a_pair(routes: list[tuple[date, MoneyRoute]], charges_ppn_from: date | None) -> PairBook:
    """A pair whose base rate rises from 3 % to 5 % in February."""
    return PairBook([Rate(300, date(2026, 1, 1)), Rate(500, date(2026, 2, 1))], list(routes), charges_ppn_from)


class Told:
    """A random story told to a book, event by event. What cannot happen at that moment is left out."""

    def __init__(self, book: PairBook) -> None:
        """Begin in January with nothing sold."""
        self.book = book
        self.month = "2026-01"
        self.lines: list[Line] = []
        self.returns: list[Return] = []
        self.payments: list[Payment] = []

    def tell(self, story: Story) -> None:
        """Tell every event, then close three more months."""
        for event, pick, pieces, price, flag in story:
            day = first_day(self.month) + timedelta(days=pick % 28 - (20 if flag else 0))
            getattr(self, event)(max(day, date(2026, 1, 1)), pick, pieces, price, flag)
        for _ in range(3):
            self.close()

    def close(self, *_event: object) -> None:
        """Close the oldest open month."""
        self.book.close(self.month)
        self.month = month_after(self.month)

    def sell(self, day: date, _pick: int, pieces: int, price: int, _flag: bool) -> None:
        """A sale, which may be reported late."""
        self.lines.append(self.book.sell(day, pieces, price)[0])

    def preorder(self, day: date, _pick: int, pieces: int, price: int, _flag: bool) -> None:
        """Accepted pieces of a pre-order."""
        self.lines.append(self.book.sell(day, pieces, price, preorder=True)[0])

    def bring_back(self, day: date, pick: int, pieces: int, _price: int, flag: bool) -> None:
        """A customer return, at times refunded by a named side."""
        party = None if pick % 3 else (Party.OUTLET if flag else Party.PRODUCER)
        for line in self.lines[pick : pick + 1]:
            with self.refused_when_too_many(line, pieces):
                self.returns.append(self.book.bring_back(max(day, line.sold_on), line, pieces, party)[0])

    def reverse(self, _day: date, pick: int, pieces: int, _price: int, _flag: bool) -> None:
        """Pieces that were never sold."""
        for line in self.lines[pick : pick + 1]:
            with self.refused_when_too_many(line, pieces):
                self.book.reverse(line, pieces)

    def correct(self, _day: date, pick: int, pieces: int, price: int, flag: bool) -> None:
        """What is left of a line is entered anew, at times at another rate."""
        for line in self.lines[pick : pick + 1]:
            self.lines.append(self.book.correct(line, pieces, price, 250 if flag else None)[0])

    def cancel(self, day: date, *_event: object) -> None:
        """The last return was a mistake."""
        if self.returns:
            self.book.cancel_return(day, self.returns.pop())

    def pay(self, day: date, pick: int, _pieces: int, price: int, flag: bool) -> None:
        """Either side pays, with or without naming the claim."""
        claim = list(Claim)[pick % 2] if pick % 3 else None
        self.payments.append(self.book.pay(day, Party.OUTLET if flag else Party.PRODUCER, price, claim)[0])

    def send_back(self, day: date, *_event: object) -> None:
        """The last payment comes back."""
        if self.payments:
            self.book.send_back(day, self.payments.pop())

    def set_off(self, day: date, *_event: object) -> None:
        """All that can be set off is set off."""
        self.book.set_off(day, set_off_limit(self.book.takings_claim, self.book.commission_claim))

    def lose(self, day: date, _pick: int, _pieces: int, price: int, flag: bool) -> None:
        """Goods are lost, and found again at times."""
        period, _legs = self.book.charge(day, price)
        if flag:
            self.book.uncharge(day, price, period)

    def cost(self, day: date, _pick: int, _pieces: int, price: int, _flag: bool) -> None:
        """A cost the producer bears."""
        self.book.agreed_cost(day, price)

    def bring_in(self, day: date, pick: int, _pieces: int, price: int, flag: bool) -> None:
        """An old balance on either claim, either way round."""
        self.book.bring_in(day, list(Claim)[pick % 2], price if flag else -price)

    @contextmanager
    def refused_when_too_many(self, line: Line, pieces: int) -> Iterator[None]:
        """More pieces than are still sold are refused, and nothing is posted."""
        left, posted = line.left, len(self.book.posted)
        if pieces <= left:
            yield
            return
        with pytest.raises(MoreThanWasSold):
            yield
        assert (line.left, len(self.book.posted)) == (left, posted)


@settings(max_examples=100, deadline=None)
@given(
    routes=st.sampled_from(ROUTES),
    charges_ppn_from=st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1)]),
    story=STORIES,
)
def test_every_statement_of_any_story_closes_whatever_the_route(
    routes: list[tuple[date, MoneyRoute]], charges_ppn_from: date | None, story: Story
) -> None:
    book = a_pair(routes, charges_ppn_from)
    told = Told(book)
    told.tell(story)
    lines = told.lines
    previous = None
    for _month, statement in sorted(book.statements.items()):
        assert check(statement, previous) == []
        previous = statement
    assert previous is not None
    assert previous.takings_claim_rupiah == book.takings_claim
    assert previous.commission_claim_rupiah == book.commission_claim
    still_sold = sum(line.left * line.price for line in lines)
    assert (
        book.balance(Account.SALES) + book.balance(Account.PREORDER_SALES) - book.balance(Account.RETURNS) == still_sold
    )
    if all(route is MoneyRoute.OUTLET_REMITS_NET for _start, route in routes):
        touched = {
            leg.kind
            for leg in (posted.leg for posted in book.posted)
            if Account.COMMISSION_DUE in (leg.debit, leg.credit)
        }
        by_name = {TransferKind.PAYMENT, TransferKind.PAYMENT_RETURNED, TransferKind.SET_OFF, TransferKind.BROUGHT_IN}
        assert touched <= by_name, "in the net route only what names the commission claim moves it"
    for claim, balance in ((Claim.TAKINGS, book.takings_claim), (Claim.COMMISSION, book.commission_claim)):
        assert book.open_on(claim).total_rupiah == balance


@settings(max_examples=100, deadline=None)
@given(routes=st.sampled_from(ROUTES), story=STORIES)
def test_commission_of_any_story_is_the_commission_on_what_is_still_sold(
    routes: list[tuple[date, MoneyRoute]], story: Story
) -> None:
    book = a_pair(routes, date(2026, 1, 1))
    told = Told(book)
    told.tell(story)
    lines = told.lines
    left = [replace(line, pieces=line.left).commission for line in lines]
    assert book.balance(Account.COMMISSION) == sum(left)
    documents: dict[tuple[str, bool], int] = {}
    for line, fee in zip(lines, left, strict=True):
        document = (line.posted_in, line.route is MoneyRoute.OUTLET_REMITS_NET)
        documents[document] = documents.get(document, 0) + fee
    assert book.balance(Account.COMMISSION_TAX) == sum(ppn_on(base)[1] for base in documents.values())


@settings(max_examples=100, deadline=None)
@given(story=STORIES)
def test_the_same_story_closes_alike_net_and_gross(story: Story) -> None:
    without_set_off = [event for event in story if event[0] != "set_off"]
    closings = []
    for route in (MoneyRoute.OUTLET_REMITS_NET, MoneyRoute.OUTLET_REMITS_GROSS):
        book = a_pair([(date(2026, 1, 1), route)], None)
        Told(book).tell(without_set_off)
        closings.append([statement.closing_rupiah for _month, statement in sorted(book.statements.items())])
    assert closings[0] == closings[1]
