"""Lists of payment files, which outlets owe something, and one file as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select

from accounts import audit
from accounts.models import UserAccount
from commissions import debts, payment_files
from commissions.ledger import Party
from commissions.models import LedgerBook
from commissions.payment_file_models import PaymentFile, PaymentFileLine
from commissions.payment_file_states import NO_ACCOUNT_LABELS, PAYMENT_FILE_LABELS
from core.database import db
from core.languages import speak
from core.wording import N_
from outlets.models import Outlet

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {"newest": (PaymentFile.id,)}

audit.ACTION_LABELS.update(
    {
        "payment_file:made": N_("Berkas pembayaran dibuat"),
        "payment_file:downloaded": N_("Berkas pembayaran diunduh"),
        "payment_file:cancelled": N_("Berkas pembayaran dibatalkan"),
        "payment_file:sent": N_("Berkas pembayaran sudah ditransfer"),
    }
)
audit.FIELD_LABELS.update({"payment_file_status": N_("Status")})
audit.VALUE_LABELS.update({"payment_file_status": PAYMENT_FILE_LABELS})


def status_word(status: str) -> str:
    """The word for where a file stands."""
    return speak(PAYMENT_FILE_LABELS[status])


def no_account_word(reason: str) -> str:
    """Why money cannot be sent to a producer, in words."""
    return speak(NO_ACCOUNT_LABELS[str(reason)])


def rows(user: UserAccount) -> Select[Any]:
    """The files a person sees, with the count and total of their transfers."""
    paid = (
        select(
            PaymentFileLine.payment_file_id,
            func.count(PaymentFileLine.producer_id.distinct()).label("transfers"),
            cast(func.sum(PaymentFileLine.amount_rupiah), BigInteger).label("total"),
        )
        .where(PaymentFileLine.requirement_id.is_not(None))
        .group_by(PaymentFileLine.payment_file_id)
        .subquery()
    )
    return (
        payment_files.visible_to(user)
        .with_only_columns(
            PaymentFile.id,
            func.concat("BPB-", PaymentFile.id).label("number"),
            PaymentFile.outlet_id,
            PaymentFile.status,
            PaymentFile.made_at,
            PaymentFile.paid_on,
            Outlet.name.label("outlet_name"),
            func.coalesce(paid.c.transfers, 0).label("transfers"),
            func.coalesce(paid.c.total, 0).label("control_total_rupiah"),
        )
        .join(Outlet, Outlet.id == PaymentFile.outlet_id)
        .outerjoin(paid, paid.c.payment_file_id == PaymentFile.id)
    )


def owing_outlets(user: UserAccount, *, most: int = 100) -> Sequence[Any]:
    """The outlets a person sees that owe producers something on closed months: how many claims and how much.

    `free` of these claims can go into a new file; the others are being paid already.
    """
    _rows, open_rows = debts.listed_debts(debts.seen_by(user))
    in_file, announced = payment_files.under_way(open_rows)
    found = (
        select(
            Outlet.id,
            Outlet.name,
            func.count().label("claims"),
            func.count().filter(in_file.is_(None), announced.is_(None)).label("free"),
            cast(func.sum(open_rows.c.owed_rupiah), BigInteger).label("owed_rupiah"),
        )
        .select_from(open_rows)
        .join(LedgerBook, LedgerBook.id == open_rows.c.book_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .where(open_rows.c.owed_by == Party.OUTLET.value, open_rows.c.statement_id.is_not(None))
        .group_by(Outlet.id, Outlet.name)
        .order_by(Outlet.name, Outlet.id)
        .limit(most)
    )
    return db.session.execute(found).all()


def described(payment_file: PaymentFile) -> dict[str, Any]:
    """One file as plain values, the same for the page and the API."""
    return {
        "id": payment_file.id,
        "number": payment_file.number,
        "outlet_id": payment_file.outlet_id,
        "status": payment_file.status,
        "made_at": payment_file.made_at,
        "paid_on": payment_file.paid_on,
        "transfers": len(payment_files.by_producer(payment_file)),
        "control_total_rupiah": payment_files.total_of(payment_file),
        "apart_rupiah": sum(line.amount_rupiah for line in payment_files.apart(payment_file)),
        "lines": [
            {
                "producer_id": line.producer_id,
                "statement_id": line.statement_id,
                "claim": line.claim,
                "amount_rupiah": line.amount_rupiah,
                "account_last4": line.requirement.number_last4 if line.requirement else None,
                "no_account": line.no_account,
            }
            for line in payment_file.lines
        ],
    }
