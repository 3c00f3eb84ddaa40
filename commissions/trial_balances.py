"""The trial balance: what every account moved, as of a day and as it was known at an instant.

Two clocks tell two things: the business day when something happened, and the instant when it was posted. What was
posted until an instant never changes afterwards, so a trial balance printed last year can be printed again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select, text

from accounts.access import in_regions_of
from accounts.models import UserAccount
from commissions.ledger import ACCOUNTS, Account, AccountFacts
from commissions.models import LedgerBook, Period, PeriodStatus, Transfer
from commissions.trial_balance_models import TrialBalance
from commissions.verification_check import Check
from core.database import db
from core.wording import N_
from outlets.campaign_models import Campaign
from outlets.models import Outlet
from partnerships.models import Producer

# What is kept of the close before is carried on, so a close reads the transfers of its own month only.
KEEP = text(
    """
    INSERT INTO trial_balance (month, account, debit_rupiah, credit_rupiah)
    WITH before AS (SELECT coalesce(max(month), '') AS month FROM trial_balance),
    moved AS (
        SELECT debit, credit, sum(amount_rupiah) AS amount FROM transfer, before
        WHERE transfer.period > before.month AND transfer.period <= :month GROUP BY 1, 2
    )
    SELECT :month, account, sum(debit_rupiah), sum(credit_rupiah) FROM (
        SELECT account, debit_rupiah, credit_rupiah FROM trial_balance JOIN before USING (month)
        UNION ALL SELECT debit, amount, 0 FROM moved
        UNION ALL SELECT credit, 0, amount FROM moved
    ) sums GROUP BY account
    """
)


@dataclass(frozen=True, slots=True)
class Cut:
    """Up to where transfers count; None leaves it open. All three ends are included."""

    until: date | None = None
    """The last business day."""
    recorded_until: datetime | None = None
    """The last instant of posting."""
    through: str | None = None
    """The last month of posting."""


EVERYTHING = Cut()
"""No end on any of the three."""


@dataclass(frozen=True, slots=True)
class Row:
    """One account: what it moved on each side, and its balance on the side where it lies. Whole rupiah."""

    account: Account
    debit_rupiah: int
    credit_rupiah: int

    @property
    def facts(self) -> AccountFacts:
        """The book, the normal side and the name of the account."""
        return ACCOUNTS[self.account]

    @property
    def debit_balance_rupiah(self) -> int:
        """The balance when it lies on the debit side, else 0."""
        return max(self.debit_rupiah - self.credit_rupiah, 0)

    @property
    def credit_balance_rupiah(self) -> int:
        """The balance when it lies on the credit side, else 0."""
        return max(self.credit_rupiah - self.debit_rupiah, 0)

    @property
    def is_turned_round(self) -> bool:
        """Whether the balance lies on the side that is not the normal one of the account."""
        turned = self.credit_balance_rupiah if self.facts.normal_side == "debit" else self.debit_balance_rupiah
        return turned > 0


def seen_transfers(rows: Select, user: UserAccount, cut: Cut) -> Select:  # type: ignore[type-arg]
    """A select from transfers, joined with its books and narrowed to those in the regions of a reader and to a cut.

    A pair and a campaign lie where their outlet is, a buy-back where its producer is.
    """
    rows = (
        rows.join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .outerjoin(Campaign, Campaign.id == LedgerBook.campaign_id)
        .outerjoin(Producer, Producer.id == LedgerBook.producer_id)
        .outerjoin(Outlet, Outlet.id == func.coalesce(LedgerBook.outlet_id, Campaign.outlet_id))
        .where(in_regions_of(user, func.coalesce(Outlet.region_code, Producer.region_code)))
    )
    if cut.until is not None:
        rows = rows.where(Transfer.business_date <= cut.until)
    if cut.recorded_until is not None:
        rows = rows.where(Transfer.posted_at <= cut.recorded_until)
    if cut.through is not None:
        rows = rows.where(Transfer.period <= cut.through)
    return rows


def trial_balance(user: UserAccount, cut: Cut) -> list[Row]:
    """Every account that moved within what the reader sees, in the order of the chart of accounts."""
    moved = select(Transfer.debit, Transfer.credit, func.sum(Transfer.amount_rupiah)).group_by(
        Transfer.debit, Transfer.credit
    )
    sums: dict[str, list[int]] = {}
    for debit, credit, amount in db.session.execute(seen_transfers(moved, user, cut)):
        sums.setdefault(debit, [0, 0])[0] += int(amount)
        sums.setdefault(credit, [0, 0])[1] += int(amount)
    return [Row(account, *sums[account.value]) for account in ACCOUNTS if account.value in sums]


def sum_of(rows: Iterable[Row]) -> tuple[int, int, int, int]:
    """Debit, credit, debit balances and credit balances of all accounts; the first two are equal, and the last two."""
    listed = list(rows)
    return (
        sum(row.debit_rupiah for row in listed),
        sum(row.credit_rupiah for row in listed),
        sum(row.debit_balance_rupiah for row in listed),
        sum(row.credit_balance_rupiah for row in listed),
    )


def keep(month: str) -> None:
    """Write down the trial balance of all months up to this one. The close calls it, with the month locked."""
    db.session.execute(KEEP, {"month": month})


def kept(month: str) -> list[Row]:
    """The trial balance that was written down when a month was closed; empty for a month that is open."""
    found = {
        row.account: row
        for row in db.session.execute(select(TrialBalance).where(TrialBalance.month == month)).scalars()
    }
    return [
        Row(account, found[account.value].debit_rupiah, found[account.value].credit_rupiah)
        for account in ACCOUNTS
        if account.value in found
    ]


def closes() -> list[tuple[str, datetime]]:
    """The closed months and the instants of their closes, the newest first."""
    rows = select(Period.month, Period.closed_at).where(Period.status == PeriodStatus.CLOSED)
    return [(month, at) for month, at in db.session.execute(rows.order_by(Period.month.desc()))]


def kept_are_recomputed() -> tuple[int, list[str]]:
    """The trial balance of every close is that of the transfers of its months that were posted by then.

    One reading of the ledger: what each month added is carried from close to close.
    """
    closed = dict(closes())
    posted: dict[str, dict[str, list[int]]] = {}
    moved = (
        select(Transfer.period, Transfer.debit, Transfer.credit, func.sum(Transfer.amount_rupiah))
        .join(Period, Period.month == Transfer.period)
        .where(or_(Period.closed_at.is_(None), Transfer.posted_at <= Period.closed_at))
        .group_by(Transfer.period, Transfer.debit, Transfer.credit)
    )
    for month, debit, credit, amount in db.session.execute(moved):
        sums = posted.setdefault(month, {})
        sums.setdefault(debit, [0, 0])[0] += int(amount)
        sums.setdefault(credit, [0, 0])[1] += int(amount)
    broken: list[str] = []
    standing: dict[str, list[int]] = {}
    for month in sorted(posted.keys() | closed.keys()):
        for account, (debit_rupiah, credit_rupiah) in posted.get(month, {}).items():
            sums_of_account = standing.setdefault(account, [0, 0])
            sums_of_account[0] += debit_rupiah
            sums_of_account[1] += credit_rupiah
        if month in closed:
            broken += _differences(month, standing)
    return len(closed), broken


def _differences(month: str, wanted: dict[str, list[int]]) -> list[str]:
    """The accounts on which what was kept is not what stands."""
    found = {row.account.value: [row.debit_rupiah, row.credit_rupiah] for row in kept(month)}
    return [
        f"{month} {account}: kept {found.get(account, [0, 0])}, transfers say {wanted.get(account, [0, 0])}"
        for account in sorted(found.keys() | wanted.keys())
        if found.get(account) != wanted.get(account)
    ]


TRIAL_BALANCE_CHECKS = (
    Check(
        "trial balances kept at each close are those recorded by then",
        N_("Neraca saldo setiap tutup bulan sama dengan hitungan ulang dari catatan saat itu."),
        ("L6", "L9"),
        kept_are_recomputed,
    ),
)
