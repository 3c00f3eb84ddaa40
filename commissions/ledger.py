"""The account between one producer and one outlet: its accounts, and every event as transfers.

Seen from the producer's side: what the outlet owes the producer is a debit balance. A transfer says how many rupiah
move from a credited to a debited account, always more than zero, and only the legs listed here can be written, in
Python and, by a foreign key, in the database. `transfers.py` turns events into them;
docs/ledger.md tells the rules with worked examples, which the tests run.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.dates import month_of
from core.wording import N_
from outlets.money_routes import MoneyRoute


class Account(StrEnum):
    """Names of accounts. Only the first two are claims; every other account says why a claim moved."""

    TAKINGS = "takings"
    COMMISSION_DUE = "commission_due"
    SALES = "sales"
    PREORDER_SALES = "preorder_sales"
    RETURNS = "returns"
    COLLECTED_BY_PRODUCER = "collected_by_producer"
    COMMISSION = "commission"
    COMMISSION_TAX = "commission_tax"
    COMPENSATION = "compensation"
    AGREED_COSTS = "agreed_costs"
    BROUGHT_IN = "brought_in"
    PAID_BY_OUTLET = "paid_by_outlet"
    PAID_BY_PRODUCER = "paid_by_producer"
    BUYBACK_DUE = "buyback_due"
    BOUGHT_BACK = "bought_back"
    PAID_BY_AGENCY = "paid_by_agency"
    BUYERS_MONEY = "buyers_money"
    BUYER_DEPOSITS = "buyer_deposits"
    HANDED_OVER = "handed_over"


class Side(StrEnum):
    """The side on which an account normally stands."""

    DEBIT = "debit"
    CREDIT = "credit"


class Book(StrEnum):
    """Whose account it is. A transfer stays inside one book."""

    PAIR = "pair"
    BUYBACK = "buyback"
    CAMPAIGN = "campaign"


class Party(StrEnum):
    """The two sides of a pair."""

    OUTLET = "outlet"
    PRODUCER = "producer"


class Claim(StrEnum):
    """The two claims by the names people use: the producer's takings, and the outlet's commission."""

    TAKINGS = "takings"
    COMMISSION = "commission"

    @property
    def account(self) -> Account:
        """The account that carries the claim."""
        return Account.TAKINGS if self is Claim.TAKINGS else Account.COMMISSION_DUE


class TransferKind(StrEnum):
    """What happened."""

    SALE = "sale"
    RETURN = "return"
    RETURN_CANCELLED = "return_cancelled"
    REVERSAL = "reversal"
    PREORDER = "preorder"
    TAX = "tax"
    PAYMENT = "payment"
    PAYMENT_RETURNED = "payment_returned"
    SET_OFF = "set_off"
    COMPENSATION = "compensation"
    COMPENSATION_CANCELLED = "compensation_cancelled"
    AGREED_COST = "agreed_cost"
    BROUGHT_IN = "brought_in"
    BUYBACK = "buyback"
    BUYBACK_PAID = "buyback_paid"
    BUYER_PAYMENT = "buyer_payment"
    HANDED_OVER = "handed_over"
    BROUGHT_BACK = "brought_back"
    BUYER_REFUND = "buyer_refund"


class LegName(StrEnum):
    """Which amount of the event a transfer carries."""

    GROSS = "gross"
    COMMISSION = "commission"
    TAX = "tax"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is fixed about an account: its book, its normal side, and its name on screen."""

    book: Book
    normal_side: Side
    label: str


ACCOUNTS: dict[Account, AccountFacts] = {
    Account.TAKINGS: AccountFacts(Book.PAIR, Side.DEBIT, N_("Hasil penjualan titipan")),
    Account.COMMISSION_DUE: AccountFacts(Book.PAIR, Side.CREDIT, N_("Komisi terutang")),
    Account.SALES: AccountFacts(Book.PAIR, Side.CREDIT, N_("Penjualan kotor")),
    Account.PREORDER_SALES: AccountFacts(Book.PAIR, Side.CREDIT, N_("Pesanan bersama")),
    Account.RETURNS: AccountFacts(Book.PAIR, Side.DEBIT, N_("Retur konsumen")),
    Account.COLLECTED_BY_PRODUCER: AccountFacts(Book.PAIR, Side.DEBIT, N_("Diterima langsung produsen")),
    Account.COMMISSION: AccountFacts(Book.PAIR, Side.DEBIT, N_("Komisi")),
    Account.COMMISSION_TAX: AccountFacts(Book.PAIR, Side.DEBIT, N_("PPN atas komisi")),
    Account.COMPENSATION: AccountFacts(Book.PAIR, Side.CREDIT, N_("Ganti rugi")),
    Account.AGREED_COSTS: AccountFacts(Book.PAIR, Side.DEBIT, N_("Potongan yang disepakati")),
    Account.BROUGHT_IN: AccountFacts(Book.PAIR, Side.CREDIT, N_("Saldo bawaan")),
    Account.PAID_BY_OUTLET: AccountFacts(Book.PAIR, Side.DEBIT, N_("Pembayaran dari gerai")),
    Account.PAID_BY_PRODUCER: AccountFacts(Book.PAIR, Side.CREDIT, N_("Pembayaran dari produsen")),
    Account.BUYBACK_DUE: AccountFacts(Book.BUYBACK, Side.DEBIT, N_("Piutang pembelian kembali")),
    Account.BOUGHT_BACK: AccountFacts(Book.BUYBACK, Side.CREDIT, N_("Pembelian kembali oleh Dinas")),
    Account.PAID_BY_AGENCY: AccountFacts(Book.BUYBACK, Side.DEBIT, N_("Pembayaran dari Dinas")),
    Account.BUYERS_MONEY: AccountFacts(Book.CAMPAIGN, Side.DEBIT, N_("Uang pemesan")),
    Account.BUYER_DEPOSITS: AccountFacts(Book.CAMPAIGN, Side.CREDIT, N_("Titipan pemesan")),
    Account.HANDED_OVER: AccountFacts(Book.CAMPAIGN, Side.CREDIT, N_("Pesanan diserahkan")),
}

LEGS_BY_KIND: dict[TransferKind, str] = {
    TransferKind.SALE: ("takings/sales  collected_by_producer/sales  commission/takings  commission/commission_due"),
    TransferKind.RETURN: (
        "returns/takings  returns/collected_by_producer  takings/commission  commission_due/commission"
    ),
    TransferKind.RETURN_CANCELLED: (
        "takings/returns  collected_by_producer/returns  commission/takings  commission/commission_due"
    ),
    TransferKind.REVERSAL: (
        "sales/takings  sales/collected_by_producer  preorder_sales/takings  preorder_sales/collected_by_producer  "
        "takings/commission  commission_due/commission"
    ),
    TransferKind.PREORDER: (
        "takings/preorder_sales  collected_by_producer/preorder_sales  commission/takings  commission/commission_due"
    ),
    TransferKind.TAX: (
        "commission_tax/takings  commission_tax/commission_due  takings/commission_tax  commission_due/commission_tax"
    ),
    TransferKind.PAYMENT: (
        "paid_by_outlet/takings  paid_by_outlet/commission_due  "
        "takings/paid_by_producer  commission_due/paid_by_producer"
    ),
    TransferKind.PAYMENT_RETURNED: (
        "takings/paid_by_outlet  commission_due/paid_by_outlet  "
        "paid_by_producer/takings  paid_by_producer/commission_due"
    ),
    TransferKind.SET_OFF: "commission_due/takings  takings/commission_due",
    TransferKind.COMPENSATION: "takings/compensation",
    TransferKind.COMPENSATION_CANCELLED: "compensation/takings",
    TransferKind.AGREED_COST: "agreed_costs/takings  agreed_costs/commission_due",
    TransferKind.BROUGHT_IN: (
        "takings/brought_in  brought_in/takings  brought_in/commission_due  commission_due/brought_in"
    ),
    TransferKind.BUYBACK: "buyback_due/bought_back",
    TransferKind.BUYBACK_PAID: "paid_by_agency/buyback_due",
    TransferKind.BUYER_PAYMENT: "buyers_money/buyer_deposits",
    TransferKind.HANDED_OVER: "buyer_deposits/handed_over",
    TransferKind.BROUGHT_BACK: "handed_over/buyer_deposits",
    TransferKind.BUYER_REFUND: "buyer_deposits/buyers_money",
}
"""Every transfer that may be written, as debit/credit. What is not here cannot be posted."""

LEGS: frozenset[tuple[TransferKind, Account, Account]] = frozenset(
    (kind, Account(debit), Account(credit))
    for kind, legs in LEGS_BY_KIND.items()
    for debit, _, credit in (leg.partition("/") for leg in legs.split())
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One transfer of an event. Raises ValueError when it is not above zero or not among the allowed legs."""

    kind: TransferKind
    debit: Account
    credit: Account
    amount_rupiah: int
    leg: LegName

    def __post_init__(self) -> None:
        """Refuse what the database would refuse."""
        if self.amount_rupiah <= 0:
            raise ValueError(f"a transfer moves more than nothing, not {self.amount_rupiah}")
        if (self.kind, self.debit, self.credit) not in LEGS:
            raise ValueError(f"no {self.kind} moves {self.debit} / {self.credit}")


def till(route: MoneyRoute) -> Account:
    """Where the buyers' money goes on this route."""
    return Account.COLLECTED_BY_PRODUCER if route is MoneyRoute.PRODUCER_COLLECTS else Account.TAKINGS


def bill(route: MoneyRoute) -> Account:
    """The claim on which commission, its tax and agreed costs stand on this route."""
    return Account.TAKINGS if route is MoneyRoute.OUTLET_REMITS_NET else Account.COMMISSION_DUE


def posting_month(business_day: date, oldest_open: str | None = None, last_posting_month: str | None = None) -> str:
    """The month a posting belongs to: its day's month, or the oldest open month when that one is closed.

    Never before the last posting about the same sale line, payment or charge (docs/ledger.md, rule 7). Months close
    in order, so every month from `oldest_open` on is open; None means that no month has been closed.
    """
    return max(month_of(business_day), oldest_open or "", last_posting_month or "")
