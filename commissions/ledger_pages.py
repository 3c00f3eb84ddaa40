"""The ledger on a page: every transfer, where from and where to, exactly as it is stored."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions.ledger import ACCOUNTS, Account
from commissions.months import MONTH
from commissions.transfer_lists import ACCOUNT_LABELS, KIND_LABELS, ORDERS, TransferFilters, listed_transfers
from commissions.trial_balance_pages import asked_cut
from core.languages import speak
from core.listing import Column, exported, id_in, listed, wanted_export

ledger = Blueprint("ledger", __name__)


def asked_filters() -> tuple[TransferFilters, dict[str, str]]:
    """What the address narrows the list by; what cannot be meant narrows nothing."""
    typed = {
        name: request.args.get(name, "").replace("\x00", "").strip()[:40]
        for name in ("period", "producer_id", "outlet_id", "account")
    }
    numbers = {name: id_in(typed[name]) for name in ("producer_id", "outlet_id")}
    cut, typed_cut = asked_cut()
    filters = TransferFilters(
        cut=cut,
        period=typed["period"] if MONTH.fullmatch(typed["period"]) else None,
        account=Account(typed["account"]) if typed["account"] in set(Account) else None,
        **numbers,
    )
    return filters, {**typed, **typed_cut}


@ledger.get("/buku-besar")
@requires(Permission.LEDGER_READ)
def list_transfers() -> Any:  # noqa: ANN401
    """The transfers the reader may see, the newest first."""
    filters, typed = asked_filters()
    rows = listed_transfers(person(), filters)
    if wanted_export():
        columns = [
            Column(_("Nomor"), lambda row: row.id),
            Column(_("Tanggal"), lambda row: row.business_date.isoformat()),
            Column(_("Bulan buku"), lambda row: row.period),
            Column(_("Produsen"), lambda row: row.producer_name),
            Column(_("Gerai"), lambda row: row.outlet_name),
            Column(_("Peristiwa"), lambda row: speak(KIND_LABELS[row.kind])),
            Column(_("Debit"), lambda row: speak(ACCOUNT_LABELS[row.debit])),
            Column(_("Kredit"), lambda row: speak(ACCOUNT_LABELS[row.credit])),
            Column("Rupiah", lambda row: row.amount_rupiah, adds_up=True),
            Column(_("Sumber"), lambda row: row.source),
        ]
        return exported(rows, columns, name="buku-besar", orders=ORDERS, default_order="-id")
    return render_template(
        "commissions/ledger.html",
        listing=listed(rows, orders=ORDERS, default_order="-id", filters=typed),
        kinds=KIND_LABELS,
        accounts=ACCOUNT_LABELS,
        choices=[(account.value, speak(ACCOUNT_LABELS[account])) for account in ACCOUNTS],
    )
