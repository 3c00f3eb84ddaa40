"""The ledger as people read it: transfers from account to account, within what the reader may see."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from accounts.models import UserAccount
from commissions.ledger import ACCOUNTS, Account, TransferKind
from commissions.models import LedgerBook, Transfer
from commissions.trial_balances import EVERYTHING, Cut, seen_transfers
from core.wording import N_
from outlets.models import Outlet
from partnerships.models import Producer

KIND_LABELS: dict[TransferKind, str] = {
    TransferKind.SALE: N_("Penjualan"),
    TransferKind.RETURN: N_("Retur konsumen"),
    TransferKind.RETURN_CANCELLED: N_("Retur dibatalkan"),
    TransferKind.REVERSAL: N_("Pembatalan"),
    TransferKind.PREORDER: N_("Pesanan bersama"),
    TransferKind.TAX: N_("PPN atas komisi"),
    TransferKind.PAYMENT: N_("Pembayaran"),
    TransferKind.PAYMENT_RETURNED: N_("Pembayaran kembali"),
    TransferKind.SET_OFF: N_("Perhitungan silang"),
    TransferKind.COMPENSATION: N_("Ganti rugi"),
    TransferKind.COMPENSATION_CANCELLED: N_("Ganti rugi dibatalkan"),
    TransferKind.AGREED_COST: N_("Potongan yang disepakati"),
    TransferKind.BROUGHT_IN: N_("Saldo bawaan"),
    TransferKind.BUYBACK: N_("Pembelian kembali oleh Dinas"),
    TransferKind.BUYBACK_PAID: N_("Pembayaran dari Dinas"),
    TransferKind.BUYER_PAYMENT: N_("Pembayaran pemesan"),
    TransferKind.HANDED_OVER: N_("Pesanan diserahkan"),
    TransferKind.BROUGHT_BACK: N_("Pesanan dikembalikan"),
    TransferKind.BUYER_REFUND: N_("Pengembalian uang pemesan"),
}
ACCOUNT_LABELS = {account: facts.label for account, facts in ACCOUNTS.items()}


@dataclass(frozen=True, slots=True)
class TransferFilters:
    """What narrows the list of transfers; None leaves it open."""

    period: str | None = None
    producer_id: int | None = None
    outlet_id: int | None = None
    account: Account | None = None
    cut: Cut = EVERYTHING
    """Up to where transfers count, as on the trial balance a number of which is being looked into."""


def listed_transfers(user: UserAccount, filters: TransferFilters) -> Select[Any]:
    """The transfers of every book in the reader's regions, with the names of their sides where there are any."""
    rows = seen_transfers(
        select(
            Transfer.id,
            Transfer.business_date,
            Transfer.period,
            Transfer.kind,
            Transfer.debit,
            Transfer.credit,
            Transfer.amount_rupiah,
            Transfer.source,
            Transfer.posted_at,
            LedgerBook.producer_id,
            LedgerBook.outlet_id,
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        ),
        user,
        filters.cut,
    )
    for column, wanted in (
        (Transfer.period, filters.period),
        (LedgerBook.producer_id, filters.producer_id),
        (LedgerBook.outlet_id, filters.outlet_id),
    ):
        if wanted is not None:
            rows = rows.where(column == wanted)
    if filters.account is not None:
        rows = rows.where(or_(Transfer.debit == filters.account.value, Transfer.credit == filters.account.value))
    return rows


ORDERS = {
    "id": [Transfer.id],
    "day": [Transfer.business_date, Transfer.id],
    "amount": [Transfer.amount_rupiah, Transfer.id],
}
