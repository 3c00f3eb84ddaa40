"""Lists of re-ratings, one of them as plain values, and the words for them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from accounts import audit
from accounts.models import UserAccount
from commissions import re_ratings, tax_words
from commissions.vat_corrections import tax_on
from core.database import db
from core.languages import speak, speak_rate
from core.listing import Column
from core.wording import N_
from outlets.models import Agreement, Outlet
from outlets.re_rating_models import ReRatedLine, ReRating
from outlets.re_rating_states import RE_RATING_LABELS, ReRatingStatus
from outlets.sales_models import SaleLine, SalesReport
from outlets.sales_reports import lines_visible_to
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {"newest": (ReRating.id,)}

audit.ACTION_LABELS.update(
    {
        "re_rating:proposed": N_("Koreksi diusulkan"),
        "re_rating:approved": N_("Koreksi disetujui dan dibukukan"),
        "re_rating:declined": N_("Koreksi tidak disetujui"),
        "re_rating:withdrawn": N_("Koreksi ditarik kembali"),
        "agreement:re_rated": N_("Koreksi tarif atau PPN dibukukan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "re_rating_status": N_("Status"),
        "wrong_rate_bp": N_("Tarif yang keliru"),
        "wrong_tax_code": N_("PPN yang keliru"),
        "tax_code": N_("PPN atas komisi"),
    }
)
audit.VALUE_LABELS.update({"re_rating_status": RE_RATING_LABELS})
audit.VALUE_WORDS.update({"tax_code": tax_words.code_word, "wrong_tax_code": tax_words.code_word})


def status_word(status: str) -> str:
    """The word for where a re-rating stands."""
    return speak(RE_RATING_LABELS[status])


def wrong_word(row: Any) -> str:  # noqa: ANN401 - a re-rating or a row of the list
    """What sales were charged by mistake: a rate, or PPN on the commission."""
    return _charged(row.outlet_id, row.wrong_rate_bp, row.wrong_tax_code)


def right_word(row: Any) -> str:  # noqa: ANN401
    """What they are to be charged."""
    return _charged(row.outlet_id, row.rate_bp, row.tax_code)


def _charged(outlet_id: int | None, rate_bp: int | None, tax_code: str | None) -> str:
    return speak_rate(rate_bp or 0) if outlet_id is None else tax_words.code_word(tax_code)


def name_of(row: Any) -> str:  # noqa: ANN401
    """What a re-rating is called."""
    if row.outlet_id is None:
        return _("Koreksi tarif %(number)s", number=row.id)
    return _("Koreksi PPN %(number)s", number=row.id)


def status_choices() -> list[tuple[str, str]]:
    """The states to narrow a list by."""
    return [(status.value, status_word(status)) for status in ReRatingStatus]


def rows(user: UserAccount, status: str = "") -> Select[Any]:
    """The re-ratings a person sees, as plain columns with names; an unknown state narrows nothing."""
    partner = func.coalesce(Outlet.name, "")
    found = (
        re_ratings.visible_to(user)
        .with_only_columns(
            ReRating.id,
            ReRating.agreement_id,
            ReRating.product_id,
            ReRating.status,
            ReRating.first_day,
            ReRating.last_day,
            ReRating.wrong_rate_bp,
            ReRating.rate_bp,
            ReRating.outlet_id,
            ReRating.wrong_tax_code,
            ReRating.tax_code,
            ReRating.reason,
            Producer.name.label("producer_name"),
            partner.label("outlet_name"),
        )
        .join(Agreement, Agreement.id == ReRating.agreement_id)
        .join(Producer, Producer.id == Agreement.producer_id)
        .outerjoin(Outlet, Outlet.id == Agreement.outlet_id)
    )
    return found.where(ReRating.status == status) if status in set(ReRatingStatus) else found


def export_columns() -> list[Column]:
    """What an export holds."""
    return [
        Column(_("Nomor"), lambda row: str(row.id)),
        Column(_("Produsen"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Dari hari"), lambda row: row.first_day.isoformat()),
        Column(_("Sampai hari"), lambda row: row.last_day.isoformat()),
        Column(_("Yang keliru"), wrong_word),
        Column(_("Yang benar"), right_word),
        Column(_("Status"), lambda row: status_word(row.status)),
        Column(_("Alasan"), lambda row: row.reason),
    ]


def described(row: ReRating, user: UserAccount) -> dict[str, Any]:
    """One re-rating with the lines a person sees and their sums, the same for the page and the API."""
    lines = _lines(row, user)
    by_month: dict[str, int] = defaultdict(int)
    for line in lines:
        by_month[line["period"]] += line["old_commission_rupiah"]
    return {
        "id": row.id,
        "agreement_id": row.agreement_id,
        "product_id": row.product_id,
        "status": row.status,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "wrong_rate_bp": row.wrong_rate_bp,
        "rate_bp": row.rate_bp,
        "outlet_id": row.outlet_id,
        "wrong_tax_code": row.wrong_tax_code,
        "tax_code": row.tax_code,
        "old_tax_rupiah": tax_on(by_month, row.wrong_tax_code) if row.outlet_id else None,
        "new_tax_rupiah": tax_on(by_month, row.tax_code) if row.outlet_id else None,
        "reason": row.reason,
        "decision_reason": row.decision_reason,
        "old_commission_rupiah": sum(line["old_commission_rupiah"] for line in lines),
        "new_commission_rupiah": sum(line["new_commission_rupiah"] for line in lines),
        "lines": lines,
    }


def _lines(row: ReRating, user: UserAccount) -> list[dict[str, Any]]:
    """Its lines in the order of their days, each with the report that stands in for it once it is posted."""
    seen = lines_visible_to(user).with_only_columns(SaleLine.id).order_by(None)
    found = (
        select(
            ReRatedLine.sale_line_id,
            SaleLine.sold_on,
            SaleLine.period,
            Product.name.label("product_name"),
            Outlet.name.label("outlet_name"),
            ReRatedLine.pieces,
            SaleLine.unit_price_rupiah,
            ReRatedLine.old_commission_rupiah,
            ReRatedLine.new_commission_rupiah,
            SalesReport.id.label("replaced_by_report_id"),
        )
        .join(SaleLine, SaleLine.id == ReRatedLine.sale_line_id)
        .join(Product, Product.id == SaleLine.product_id)
        .join(Outlet, Outlet.id == SaleLine.outlet_id)
        .outerjoin(SalesReport, SalesReport.replaces_line_id == SaleLine.id)
        .where(ReRatedLine.re_rating_id == row.id, SaleLine.id.in_(seen))
        .order_by(SaleLine.sold_on, SaleLine.id)
    )
    lines = [line._asdict() for line in db.session.execute(found)]
    if row.status is not ReRatingStatus.APPROVED:
        lines = [line | {"replaced_by_report_id": None} for line in lines]
    return lines
