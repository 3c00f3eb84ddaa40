"""Paying producers by bank transfer: a list of claims an outlet means to pay, the file its bank reads, and the end.

The file moves no money and posts nothing. Each claim is in one open file at most, and in none while a payment of it
waits for its answer, so that a list made twice does not pay twice. Once the outlet says that the bank took it, a
payment is announced for each producer, and counts when the producer confirms it (docs/settlement.md).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, Subquery, func, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.audit import record
from accounts.models import UserAccount
from commissions import debts, payments
from commissions.ledger import Claim, Party
from commissions.models import LedgerBook
from commissions.payment_file_errors import (
    AccountChanged,
    AlreadyEnded,
    DebitAccountNeeded,
    DebitAccountNotDigits,
    InAnotherFile,
    NoAccountToPay,
    NothingToPay,
    NotOwed,
    PaymentWaits,
    UnknownPaymentFile,
)
from commissions.payment_file_layouts import Apart, BankTransfer, generic_csv, mandiri
from commissions.payment_file_models import PaymentFile, PaymentFileLine
from commissions.payment_file_states import NO_ACCOUNT_LABELS, Layout, PaymentFileStatus
from commissions.settlement_errors import DayInFuture
from commissions.settlement_models import Payment, PaymentAllocation
from commissions.settlement_states import PaymentStatus
from core.database import Model, db, get_visible
from core.dates import business_day, now, today
from core.languages import speak
from core.wording import N_
from outlets import outlets
from partnerships.bank_accounts import BANKS, check_bank_account
from partnerships.models import Requirement
from partnerships.payee_accounts import NoAccount, PayeeAccount, accounts_of, open_account

HEADINGS = (
    N_("Kode bank"),
    N_("Bank"),
    N_("Rekening"),
    N_("Atas nama"),
    N_("Jumlah (Rp)"),
    N_("Berita"),
    N_("Nomor acuan"),
)
LONGEST_REMARK = 140
Chosen = tuple[int, Claim]


def visible_to(user: UserAccount) -> Select[tuple[PaymentFile]]:
    """The files a person may see: those of the outlets that person may see."""
    seen = outlets.visible_to(user).with_only_columns(outlets.Outlet.id).order_by(None)
    return select(PaymentFile).where(PaymentFile.outlet_id.in_(seen))


def get(payment_file_id: int, *, by: UserAccount, for_update: bool = False) -> PaymentFile:
    """One file. Raises `UnknownPaymentFile` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), PaymentFile, payment_file_id, for_update=for_update)
    if found is None:
        raise UnknownPaymentFile
    return found


def payable(outlet_id: int) -> Select[tuple[object, ...]]:
    """What an outlet owes producers on closed months, the longest due first, each with what is under way for it.

    That is the open file it is in, and the payment of it that waits for its answer.
    """
    rows, open_rows = debts.listed_debts(_books_of(outlet_id))
    in_file, announced = under_way(open_rows)
    return (
        rows.add_columns(in_file.label("payment_file_id"), announced.label("payment_id"))
        .where(open_rows.c.owed_by == Party.OUTLET.value, open_rows.c.statement_id.is_not(None))
        .order_by(open_rows.c.due_on, LedgerBook.producer_id, open_rows.c.claim)
    )


def under_way(open_rows: Subquery) -> tuple[ScalarSelect[int], ScalarSelect[int]]:
    """For each open claim on an outlet: the open file it is in, and the payment of it that waits for its answer."""

    def first(named: InstrumentedAttribute[int], document: type[Model], *stands: ColumnElement[bool]) -> Any:  # noqa: ANN401
        part = named.class_
        same = (part.statement_id == open_rows.c.statement_id, part.claim == open_rows.c.claim)
        return select(func.min(named)).join(document).where(*stands, *same).scalar_subquery()

    in_file = first(PaymentFileLine.payment_file_id, PaymentFile, PaymentFile.status == PaymentFileStatus.OPEN)
    by_outlet = (Payment.status == PaymentStatus.ANNOUNCED, Payment.paid_by == Party.OUTLET)
    return in_file, first(PaymentAllocation.payment_id, Payment, *by_outlet)


def _books_of(outlet_id: int) -> debts.Books:
    books = select(LedgerBook.id).where(LedgerBook.kind == "pair", LedgerBook.outlet_id == outlet_id)

    def belongs(column: ColumnElement[int]) -> ColumnElement[bool]:
        return column.in_(books)

    return belongs


def make(
    outlet_id: int, *, by: UserAccount, claims: Collection[Chosen] | None = None, debit_account: str = ""
) -> PaymentFile:
    """Put claims an outlet owes into one list of transfers: those chosen, or all that nothing is under way for.

    The amount of each is what is open now. A producer without an accepted account is in it, too, apart and with the
    reason. Raises `UnknownOutlet`, `NotOwed`, `InAnotherFile`, `PaymentWaits`, `NothingToPay`, `DebitAccountNotDigits`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)  # one at a time: a claim is in one open file
    rows = {(row.statement_id, Claim(row.claim)): row for row in db.session.execute(payable(outlet.id))}
    if claims is None:
        claims = [key for key, row in rows.items() if row.payment_file_id is None and row.payment_id is None]
    for key in claims:
        if key not in rows:
            raise NotOwed(field="claims", statement=key[0])
        if (other := rows[key].payment_file_id) is not None:
            raise InAnotherFile(statement=rows[key].number, number=f"BPB-{other}")
        if (waits := rows[key].payment_id) is not None:
            raise PaymentWaits(statement=rows[key].number, number=f"BYR-{waits}")
    if not claims:
        raise NothingToPay(field="claims")
    chosen = [rows[key] for key in dict.fromkeys(claims)]
    accounts = accounts_of({row.producer_id for row in chosen})
    made = PaymentFile(
        outlet_id=outlet.id,
        status=PaymentFileStatus.OPEN,
        debit_account=_debit_account(debit_account),
        made_by_id=by.id,
        made_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    for row in chosen:
        account = accounts[row.producer_id]
        known = account if isinstance(account, Requirement) else None
        db.session.add(
            PaymentFileLine(
                payment_file_id=made.id,
                producer_id=row.producer_id,
                statement_id=row.statement_id,
                claim=Claim(row.claim),
                amount_rupiah=row.owed_rupiah,
                requirement_id=known.id if known else None,
                no_account=account if isinstance(account, NoAccount) else None,
            )
        )
    db.session.flush()
    db.session.refresh(made, ["lines"])
    record("payment_file:made", made, by=by, after={"lines": len(made.lines), "amount_rupiah": total_of(made)})
    return made


def _debit_account(typed: str) -> str | None:
    """The outlet's own account. Raises `DebitAccountNotDigits`."""
    if not typed:
        return None
    reading = check_bank_account(typed)
    if reading.errors:
        raise DebitAccountNotDigits(field="debit_account")
    return reading.normalised


def by_producer(payment_file: PaymentFile) -> list[list[PaymentFileLine]]:
    """The lines that are transferred, those of a producer together: one transfer each."""
    groups: dict[int, list[PaymentFileLine]] = defaultdict(list)
    for line in payment_file.lines:
        if line.requirement_id is not None:
            groups[line.producer_id].append(line)
    return list(groups.values())


def apart(payment_file: PaymentFile) -> list[PaymentFileLine]:
    """The lines of producers without an accepted account."""
    return [line for line in payment_file.lines if line.requirement_id is None]


def total_of(payment_file: PaymentFile) -> int:
    """The control total: what is transferred, in rupiah."""
    return sum(line.amount_rupiah for lines in by_producer(payment_file) for line in lines)


def content(payment_file_id: int, layout: Layout, *, by: UserAccount) -> tuple[PaymentFile, bytes]:
    """The file a bank reads. Each account in it is recorded as read, for this file.

    Raises `UnknownPaymentFile`, `AlreadyEnded`, `NoAccountToPay`, `AccountChanged`, `DebitAccountNeeded`.
    """
    payment_file = get(payment_file_id, by=by)
    if payment_file.status is not PaymentFileStatus.OPEN:
        raise AlreadyEnded
    if layout is Layout.MANDIRI and payment_file.debit_account is None:
        raise DebitAccountNeeded(field="debit_account")
    groups = by_producer(payment_file)
    if not groups:
        raise NoAccountToPay
    purpose = f"Transfer hasil penjualan dari {payment_file.outlet.name}, berkas {payment_file.number}"
    accounts = _unchanged_accounts(groups)
    transfers = [
        _transfer(payment_file, place, lines, open_account(accounts[lines[0].producer_id], by=by, purpose=purpose))
        for place, lines in enumerate(groups, start=1)
    ]
    record("payment_file:downloaded", payment_file, by=by, after={"layout": layout.value})
    if layout is Layout.MANDIRI:
        on = business_day(payment_file.made_at)
        return payment_file, mandiri(transfers, debit_account=payment_file.debit_account or "", on=on)
    left = [
        Apart(line.producer.name, line.amount_rupiah, speak(NO_ACCOUNT_LABELS[str(line.no_account)]))
        for line in apart(payment_file)
    ]
    return payment_file, generic_csv(transfers, left, [speak(heading) for heading in HEADINGS])


def _unchanged_accounts(groups: Sequence[Sequence[PaymentFileLine]]) -> dict[int, Requirement]:
    """The account of each producer. Raises `AccountChanged` where it is another one now, or not accepted any more."""
    current = accounts_of({lines[0].producer_id for lines in groups})
    unchanged = {}
    for lines in groups:
        account = current[lines[0].producer_id]
        if not isinstance(account, Requirement) or account.id != lines[0].requirement_id:
            raise AccountChanged(producer=lines[0].producer.name)
        unchanged[account.producer_id] = account
    return unchanged


def _transfer(
    payment_file: PaymentFile, place: int, lines: Sequence[PaymentFileLine], account: PayeeAccount
) -> BankTransfer:
    remark = " ".join(dict.fromkeys(line.statement.number for line in lines))
    return BankTransfer(
        account.number,
        account.bank_code,
        BANKS.get(account.bank_code, ""),
        account.holder,
        sum(line.amount_rupiah for line in lines),
        remark[:LONGEST_REMARK],
        f"{payment_file.number}-{place:03d}",
    )


def cancel(payment_file_id: int, *, by: UserAccount) -> PaymentFile:
    """Give its claims free for another file. Raises `UnknownPaymentFile`, `AlreadyEnded`."""
    payment_file = _ended(payment_file_id, PaymentFileStatus.CANCELLED, by)
    record("payment_file:cancelled", payment_file, by=by, after={"payment_file_status": payment_file.status.value})
    return payment_file


def send(payment_file_id: int, *, paid_on: date, by: UserAccount) -> list[Payment]:
    """Say that the bank took the transfers on a day: a payment a producer is announced, and waits for its yes.

    Raises `UnknownPaymentFile`, `AlreadyEnded`, `DayInFuture`, `NoAccountToPay`.
    """
    if paid_on > today():
        raise DayInFuture(field="paid_on")
    payment_file = _ended(payment_file_id, PaymentFileStatus.SENT, by, paid_on)
    groups = by_producer(payment_file)
    if not groups:
        raise NoAccountToPay
    announced = [
        payments.announce(
            paid_by=Party.OUTLET,
            amount_rupiah=sum(line.amount_rupiah for line in lines),
            paid_on=paid_on,
            by=by,
            producer_id=lines[0].producer_id,
            outlet_id=payment_file.outlet_id,
            reference=f"{payment_file.number}-{place:03d}",
            allocations=[_part(line) for line in lines],
        )
        for place, lines in enumerate(groups, start=1)
    ]
    told = {"payment_file_status": payment_file.status.value, "paid_on": paid_on.isoformat()}
    record("payment_file:sent", payment_file, by=by, after=told)
    return announced


def _part(line: PaymentFileLine) -> Mapping[str, object]:
    return {"statement_id": line.statement_id, "claim": line.claim, "amount_rupiah": line.amount_rupiah}


def _ended(
    payment_file_id: int, status: PaymentFileStatus, by: UserAccount, paid_on: date | None = None
) -> PaymentFile:
    payment_file = get(payment_file_id, by=by, for_update=True)
    if payment_file.status is not PaymentFileStatus.OPEN:
        raise AlreadyEnded
    payment_file.status, payment_file.paid_on = status, paid_on
    payment_file.ended_by_id, payment_file.ended_at = by.id, now()
    db.session.flush()
    return payment_file
