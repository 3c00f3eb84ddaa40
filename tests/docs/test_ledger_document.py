"""docs/ledger.md is run: every example, and every table that says what the code says."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from commissions import ledger, rates, statements, taxes, transfers
from commissions.ledger import Account, Claim, Leg, Party, TransferKind
from core.errors import Conflict
from outlets.money_routes import MoneyRoute
from tests.commissions.stories import Line, PairBook, Payment, Return

PAGE = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
NUMBER = r"(-?[\d.]+)"


def number(text: str) -> int:
    """`15.000` as 15000."""
    return int(text.replace(".", ""))


def ledger_blocks() -> list[tuple[str, str]]:
    """Every block to run, with its example's number and its place in the example."""
    blocks = []
    for heading, body in re.findall(r"^#### (\d+)\. [^\n]*\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL):
        found = re.findall(r"^```ledger\n(.*?)^```", body, re.MULTILINE | re.DOTALL)
        blocks += [(f"{heading}-{place}", block) for place, block in enumerate(found, 1)]
    return blocks


class Teller:
    """Reads one block line by line, tells it to a book, and holds the book to what the lines say."""

    def __init__(self) -> None:
        """Begin with an empty book without terms."""
        self.book = PairBook()
        self.lines: dict[str, Line] = {}
        self.returns: dict[str, Return] = {}
        self.payments: dict[str, Payment] = {}
        self.losses: dict[str, tuple[str, int]] = {}

    def tell(self, block: str) -> int:
        """Tell all steps of a block; answers how many there were."""
        steps: list[tuple[str, list[str]]] = []
        for text in block.splitlines():
            if text.startswith("    "):
                steps[-1][1].append(text.strip())
            else:
                steps.append((text, []))
        for step, expected in steps:
            self.step(step, expected)
        return len(steps)

    def step(self, step: str, expected: list[str]) -> None:
        """Do one step and compare it with the lines under it."""
        if refused := re.fullmatch(r"refused (\w+): (.*)", step):
            before = list(self.book.posted)
            with pytest.raises(Conflict) as refusal:
                self.do(refused[2])
            assert refusal.value.code == refused[1]
            assert expected == ["nothing is posted"]
            assert self.book.posted == before
            return
        legs = self.do(step)
        moves = [text for text in expected if " / " in text]
        assert Counter((str(leg.debit), str(leg.credit), leg.amount_rupiah) for leg in legs) == told_moves(moves), step
        figures = " ".join(text for text in expected if " / " not in text)
        if step.startswith("close "):
            self.compare(step, figures)
        else:
            assert figures == "", f"{step}: nothing but transfers stands under an event"

    def compare(self, step: str, told: str) -> None:
        """Every figure told is right, and every figure not told is 0 (claims and prior parts may be left out)."""
        statement = self.book.statements[step.removeprefix("close ")].as_dict()
        words = told.split()
        names = [f"{name}_rupiah" for name in words[::2]]
        assert len(words) == 2 * len(set(names)), f"{step}: a name and a number each, none twice"
        assert {name: statement[name] for name in names} == dict(zip(names, map(number, words[1::2]), strict=True)), (
            step
        )
        may_be_left_out = {"takings_claim_rupiah", "commission_claim_rupiah"}
        for name, amount in statement.items():
            if name not in names and name not in may_be_left_out and not name.startswith("prior_"):
                assert amount == 0, f"{step}: {name} is {amount} and not told"

    def do(self, step: str) -> list[Leg]:
        """Find the sentence, do what it says, and give the transfers it makes."""
        for pattern, action in SENTENCES.items():
            if match := re.fullmatch(pattern, step):
                return action(self, *match.groups()) or []
        raise AssertionError(f"no such sentence: {step}")

    def terms(self, route: str, percent: str) -> None:
        """The agreement begins."""
        start = date(2026, 1, 1)
        self.book.rates.append(rates.Rate(int(percent) * 100, start))
        self.book.routes.append((start, MoneyRoute(route)))

    def sale(self, day: str, times: str | None, name: str | None, pieces: str, price: str) -> list[Leg]:
        """One sale, or many alike."""
        legs = []
        for _ in range(int(times or 1)):
            line, made = self.book.sell(date.fromisoformat(day), number(pieces), number(price))
            legs += made
            if name:
                self.lines[name] = line
        return legs

    def accepted(self, day: str, name: str, pieces: str, price: str) -> list[Leg]:
        """Pieces of a pre-order are accepted."""
        self.lines[name], legs = self.book.sell(date.fromisoformat(day), number(pieces), number(price), preorder=True)
        return legs

    def brings_back(self, day: str, pieces: str, line: str, name: str | None, by: str | None) -> list[Leg]:
        """A customer return."""
        party = Party(by) if by else None
        returned, legs = self.book.bring_back(date.fromisoformat(day), self.lines[line], number(pieces), party)
        self.returns[name or ""] = returned
        return legs

    def corrects(self, line: str, name: str, pieces: str, price: str, percent: str | None) -> list[Leg]:
        """Reversal and re-entry."""
        rate_bp = int(percent) * 100 if percent else None
        self.lines[name], legs = self.book.correct(self.lines[line], number(pieces), number(price), rate_bp)
        return legs

    def pays(
        self, day: str, by: str, amount: str, claim: str | None, statement: str | None, name: str | None
    ) -> list[Leg]:
        """A payment, on a claim and for a statement if it names one."""
        named = Claim(claim) if claim else None
        paid, legs = self.book.pay(date.fromisoformat(day), Party(by), number(amount), named, statement)
        self.payments[name or ""] = paid
        return legs

    def loses(self, day: str, pieces: str, price: str, percent: str, name: str) -> list[Leg]:
        """Goods are lost and charged."""
        amount = transfers.value_at_share(number(pieces), number(price), int(percent))
        period, legs = self.book.charge(date.fromisoformat(day), amount)
        self.losses[name] = (period, amount)
        return legs

    def finds(self, day: str, name: str) -> list[Leg]:
        """The goods turn up again."""
        period, amount = self.losses[name]
        return self.book.uncharge(date.fromisoformat(day), amount, period)

    def is_open(self, claim: str, told: str) -> None:
        """Compare what is open on a claim, by statement."""
        found = self.book.open_on(Claim(claim))
        parts = dict(found.by_statement)
        if found.unallocated_rupiah:
            parts["unallocated"] = found.unallocated_rupiah
        assert parts == {name: number(amount) for name, amount in (part.split() for part in told.split(", "))}
        balance = self.book.takings_claim if claim == Claim.TAKINGS else self.book.commission_claim
        assert found.total_rupiah == balance


def told_moves(texts: list[str]) -> Counter[tuple[str, str, int]]:
    """`3 times takings / sales 1.050` and the like, counted."""
    moves: Counter[tuple[str, str, int]] = Counter()
    for text in texts:
        match = re.fullmatch(rf"(?:(\d+) times )?(\w+) / (\w+) {NUMBER}", text)
        assert match, f"not a transfer: {text}"
        moves[match[2], match[3], number(match[4])] += int(match[1] or 1)
    return moves


def buys_back(told: str) -> list[Leg]:
    """Each line of a buy-back at its share."""
    legs = []
    for part in told.split(", "):
        pieces, price, percent = re.fullmatch(r"([\d.]+) x ([\d.]+) at (\d+) %", part).groups()
        legs += transfers.buyback_transfers(transfers.value_at_share(number(pieces), number(price), int(percent)))
    return legs


def holds(*, right: bool) -> None:
    """A sentence that only states a number."""
    assert right


DAY = r"(\d{4}-\d{2}-\d{2})"
MONTH = r"(\d{4}-\d{2})"
NAMED = rf"(?: on (takings|commission))?(?: for {MONTH})?"
SENTENCES: dict[str, Callable[..., list[Leg] | None]] = {
    r"terms (\w+) (\d+) %": Teller.terms,
    rf"from {DAY} (\d+) %": lambda t, day, percent: t.book.rates.append(
        rates.Rate(int(percent) * 100, date.fromisoformat(day))
    ),
    rf"from {DAY} (outlet_remits_net|outlet_remits_gross|producer_collects)": lambda t, day, route: (
        t.book.routes.append((date.fromisoformat(day), MoneyRoute(route)))
    ),
    rf"from {DAY} outlet charges PPN": lambda t, day: setattr(t.book, "charges_ppn_from", date.fromisoformat(day)),
    rf"{DAY} (?:(\d+) times )?sale(?: (\w+))?: {NUMBER} x {NUMBER}": Teller.sale,
    rf"{DAY} accepted (\w+): {NUMBER} x {NUMBER}": Teller.accepted,
    rf"{DAY} return {NUMBER} of (\w+)(?: as (\w+))?(?: refunded by (outlet|producer))?": Teller.brings_back,
    rf"{DAY} return (\w+) was a mistake": lambda t, day, name: t.book.cancel_return(
        date.fromisoformat(day), t.returns[name]
    ),
    rf"reverse {NUMBER} of (\w+)": lambda t, pieces, name: t.book.reverse(t.lines[name], number(pieces)),
    rf"correct (\w+) to (\w+): {NUMBER} x {NUMBER}(?: at (\d+) %)?": Teller.corrects,
    rf"{DAY} (outlet|producer) pays {NUMBER}(?: by slip)?{NAMED}(?: as (\w+))?": Teller.pays,
    rf"{DAY} (\w+) comes back": lambda t, day, name: t.book.send_back(date.fromisoformat(day), t.payments[name]),
    rf"{DAY} set off {NUMBER}": lambda t, day, amount: t.book.set_off(date.fromisoformat(day), number(amount)),
    rf"{DAY} agreed cost {NUMBER}": lambda t, day, amount: t.book.agreed_cost(date.fromisoformat(day), number(amount)),
    rf"{DAY} brought in {NUMBER} on (takings|commission)": lambda t, day, amount, claim: t.book.bring_in(
        date.fromisoformat(day), Claim(claim), number(amount)
    ),
    rf"{DAY} lost {NUMBER} x {NUMBER} at (\d+) % as (\w+)": Teller.loses,
    rf"{DAY} found (\w+)": Teller.finds,
    rf"close {MONTH}": lambda t, month: t.book.close(month),
    r"open on (takings|commission): (.*)": Teller.is_open,
    rf"{DAY} agency buys back (.*)": lambda _t, _day, told: buys_back(told),
    rf"{DAY} agency pays {NUMBER}(?: by slip)?": lambda _t, _day, amount: transfers.buyback_paid_transfers(
        number(amount)
    ),
    rf"{DAY} buyer pays {NUMBER}": lambda _t, _day, amount: transfers.buyer_payment_transfers(number(amount)),
    rf"{DAY} buyer is refunded {NUMBER}": lambda _t, _day, amount: transfers.buyer_refund_transfers(number(amount)),
    rf"{DAY} buyer gets {NUMBER} x {NUMBER}": lambda _t, _day, pieces, price: transfers.handed_over_transfers(
        number(pieces) * number(price)
    ),
    rf"{DAY} buyer brings back {NUMBER} x {NUMBER}": lambda _t, _day, pieces, price: transfers.brought_back_transfers(
        number(pieces) * number(price)
    ),
    rf"PPN on {NUMBER} is {NUMBER} on a base of {NUMBER}": lambda _t, amount, tax, base: holds(
        right=taxes.ppn_on(number(amount)) == (number(base), number(tax))
    ),
    rf"PPh 22 hint on {NUMBER} is {NUMBER}": lambda _t, amount, tax: holds(
        right=taxes.pph22_hint(number(amount)) == number(tax)
    ),
    rf"PPh 23 hint on {NUMBER} is {NUMBER}": lambda _t, amount, tax: holds(
        right=taxes.pph23_hint(number(amount)) == number(tax)
    ),
}


@pytest.mark.parametrize("block", [pytest.param(block, id=name) for name, block in ledger_blocks()])
def test_every_example_of_the_page_comes_out_as_it_says(block: str) -> None:
    assert Teller().tell(block) >= 4


def test_the_page_holds_thirty_one_examples_and_runs_all_its_blocks() -> None:
    headings = re.findall(r"^#### (\d+)\.", PAGE, re.MULTILINE)
    assert headings == [str(place) for place in range(1, 32)]
    assert {name.split("-")[0] for name, _block in ledger_blocks()} == set(headings)
    assert len(ledger_blocks()) == PAGE.count("```ledger") == 35


def test_a_wrong_number_in_an_example_is_noticed() -> None:
    name, block = ledger_blocks()[0]
    assert name == "1-1"
    assert "commission 450" in block
    for wrong in (
        block.replace("commission / takings 450", "commission / takings 451"),
        block.replace("commission 450", "commission 451"),
        block.replace("  outlet_owes 14.550", ""),
    ):
        assert wrong != block
        with pytest.raises(AssertionError):
            Teller().tell(wrong)


def table(title: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = PAGE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_the_table_of_accounts_is_the_one_in_the_code() -> None:
    told = [(name.strip("`"), book, side, label) for name, book, side, label, _meaning in table("Accounts")]
    coded = [(str(name), str(at.book), str(at.normal_side), at.label) for name, at in ledger.ACCOUNTS.items()]
    assert told == coded
    assert set(ledger.ACCOUNTS) == set(Account)


def test_the_table_of_transfers_lists_the_fifty_legs_and_no_other() -> None:
    told = {
        (TransferKind(kind.strip("`")), Account(debit), Account(credit))
        for kind, _what, legs in table("Every transfer that may be written")
        for debit, credit in re.findall(r"`(\w+) / (\w+)`", legs)
    }
    assert told == ledger.LEGS
    assert len(told) == 50


def test_the_table_of_fields_names_every_figure_of_a_statement() -> None:
    told = [name.strip("`") for name, _sum, _note in table("The statement")]
    assert told == list(statements.FIELDS)


EVENTS: dict[str, Callable[[MoneyRoute], list[Leg]]] = {
    "sale": lambda route: transfers.sale_transfers(route, 2, 1),
    "pre-order pieces accepted": lambda route: transfers.sale_transfers(route, 2, 1, preorder=True),
    "customer return": lambda route: transfers.return_transfers(route, 2, 1),
    "customer return refunded by the outlet": lambda route: transfers.return_transfers(route, 2, 1, Party.OUTLET),
    "customer return refunded by the producer": lambda route: transfers.return_transfers(route, 2, 1, Party.PRODUCER),
    "return recorded by mistake": lambda route: transfers.return_cancelled_transfers(route, 2, 1),
    "reversal of a sale": lambda route: transfers.reversal_transfers(route, 2, 1),
    "reversal of a pre-order": lambda route: transfers.reversal_transfers(route, 2, 1, preorder=True),
    "agreed cost": lambda route: transfers.agreed_cost_transfers(route, 1),
    "PPN at close, more": lambda route: transfers.tax_transfers(claim_billed(route), 1),
    "PPN at close, less": lambda route: transfers.tax_transfers(claim_billed(route), -1),
}


def claim_billed(route: MoneyRoute) -> Claim:
    """The claim of the bill."""
    return Claim.TAKINGS if ledger.bill(route) is Account.TAKINGS else Claim.COMMISSION


def test_the_table_of_events_says_what_each_route_posts() -> None:
    rows = table("Events on each money route")
    assert [row[0] for row in rows] == list(EVENTS)
    for event, *cells in rows:
        for route, cell in zip(MoneyRoute, cells, strict=True):
            told = re.findall(r"`(\w+) / (\w+)`", cell)
            posted = [(str(leg.debit), str(leg.credit)) for leg in EVENTS[event](route)]
            assert told == posted, (event, route)
