"""Lists of what is owed, their sums, and a text to remind somebody with."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, or_, select

from accounts.models import UserAccount
from commissions import debts
from commissions.ledger import Claim, Party
from commissions.models import LedgerBook
from commissions.settlement_words import CLAIM_LABELS, PARTY_LABELS
from core.database import db
from core.languages import speak
from core.listing import Column, id_in
from core.money import format_rupiah
from core.wording import N_
from outlets.models import Outlet
from partnerships.models import Producer

STATE_LABELS: dict[str, str] = {
    debts.OVERDUE: N_("Lewat jatuh tempo"),
    debts.DUE: N_("Belum jatuh tempo"),
    debts.RUNNING: N_("Bulan belum ditutup"),
    debts.CARRIED: N_("Kelebihan yang dibawa"),
}
NAMES = ("q", "state", "claim", "owed_by", "producer_id", "outlet_id")


def filters() -> dict[str, str]:
    """The filters of the address, as typed."""
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in NAMES}


def state_choices() -> list[tuple[str, str]]:
    """Where a debt may stand, to choose from."""
    return [(state, speak(label)) for state, label in STATE_LABELS.items()]


def rows(
    user: UserAccount, wanted: Mapping[str, Any]
) -> tuple[Select[Any], Mapping[str, Sequence[ColumnElement[Any]]]]:
    """What is owed between pairs a person sees, narrowed by what is wanted, and by what it may be ordered."""
    found, open_rows = debts.listed_debts(debts.seen_by(user))
    for name, allowed in (("state", STATE_LABELS), ("claim", CLAIM_LABELS), ("owed_by", PARTY_LABELS)):
        if wanted.get(name) in {str(code) for code in allowed}:
            found = found.where(open_rows.c[name] == str(wanted[name]))
    for column, name in ((LedgerBook.producer_id, "producer_id"), (LedgerBook.outlet_id, "outlet_id")):
        if (number := id_in(wanted.get(name))) is not None:
            found = found.where(column == number)
    if wanted.get("q"):
        named = (Producer.name, Outlet.name, open_rows.c.number)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    last: Sequence[ColumnElement[Any]] = (open_rows.c.period, open_rows.c.book_id, open_rows.c.claim)
    orders: Mapping[str, Sequence[ColumnElement[Any]]] = {
        "due_on": (open_rows.c.due_on, *last),
        "amount": (open_rows.c.owed_rupiah, *last),
        "producer": (func.lower(Producer.name), *last),
        "outlet": (func.lower(Outlet.name), *last),
    }
    return found, orders


def totals(found: Select[Any]) -> dict[str, int]:
    """What outlets owe, what producers owe, and of both what is late; never netted with each other."""
    listed = found.order_by(None).subquery()
    is_late = listed.c.state == debts.OVERDUE

    def total(condition: Any) -> Any:  # noqa: ANN401 - a condition and a column
        return cast(func.coalesce(func.sum(listed.c.owed_rupiah).filter(condition), 0), BigInteger)

    sums = {f"{side.value}_owes": total(listed.c.owed_by == side.value) for side in Party} | {
        f"{side.value}_late": total((listed.c.owed_by == side.value) & is_late) for side in Party
    }
    return dict(zip(sums, db.session.execute(select(*sums.values())).one(), strict=True))


def export_columns() -> list[Column]:
    """What an export of debts holds; what is owed adds up, each direction for itself."""
    return [
        Column(_("Rekap"), lambda row: row.number or ""),
        Column(_("Bulan"), lambda row: row.period or ""),
        Column(_("Produsen"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Tagihan"), lambda row: speak(CLAIM_LABELS[row.claim])),
        Column(_("Terutang oleh"), lambda row: speak(PARTY_LABELS[row.owed_by])),
        Column(_("Keadaan"), lambda row: speak(STATE_LABELS[row.state])),
        Column(_("Jatuh tempo"), lambda row: row.due_on.isoformat() if row.due_on else ""),
        Column(_("Lewat (hari)"), lambda row: row.days_overdue),
        Column(_("Utang gerai (Rp)"), lambda row: row.owed_rupiah if row.owed_by == Party.OUTLET else 0, adds_up=True),
        Column(
            _("Utang produsen (Rp)"), lambda row: row.owed_rupiah if row.owed_by == Party.PRODUCER else 0, adds_up=True
        ),
    ]


def whatsapp_text(row: Any) -> str:  # noqa: ANN401 - a row of `rows`
    """What to write to somebody about a debt of a statement, in Indonesian. Interest is never asked for."""
    debtor, creditor = row.outlet_name, row.producer_name
    if row.owed_by == Party.PRODUCER:
        debtor, creditor = creditor, debtor
    kind = N_(
        "Halo %(debtor)s, tagihan %(claim)s rekap %(number)s kepada %(creditor)s masih terbuka %(amount)s, jatuh tempo"
        " %(day)s. Rinciannya: %(url)s. Bila sudah dibayar, mohon catat pembayarannya di Etalase."
    )
    with force_locale("id"):
        return speak(
            kind,
            debtor=debtor,
            creditor=creditor,
            claim=speak(CLAIM_LABELS[Claim(row.claim)]).lower(),
            number=row.number,
            amount=format_rupiah(row.owed_rupiah),
            day=row.due_on,
            url=url_for("statements.show_statement", statement_id=row.statement_id, _external=True),
        )
