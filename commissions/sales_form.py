"""The form on which an outlet's counter reports a day: a grid of its own products, read by the schema of the API."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import g, request
from flask_babel import gettext as _

from accounts.models import UserAccount
from commissions.day_reports import ShelfItem
from commissions.posting import Posted, post_report
from commissions.sales_api import counted
from commissions.sales_schemas import SalesReportInput
from core.errors import Refusal
from core.fields import Code
from core.forms import SchemaForm
from core.languages import say, speak
from core.wording import N_
from outlets.models import Outlet
from outlets.states import Channel
from partnerships.states import SOURCE_LABELS, Source

FIELD_OF_ITEM = re.compile(r"(quantity|price)-([0-9]{1,18})", re.ASCII)
LONGEST_KEPT = 40
ASSISTED_SOURCES = (Source.PHONE, Source.PAPER, Source.WHATSAPP, Source.VISIT)


class AssistedReportInput(SalesReportInput):
    """A report that staff enter for an outlet, which says how it reached them."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber laporan")})


class DayForm(SchemaForm):
    """What was typed for one day of one outlet, product by product.

    The fields of a product are `quantity-ID` and `price-ID` of its placement. A product without a quantity was not
    sold. What is sent has the shape of the API's body, so both doors refuse in the same words.
    """

    def __init__(self, outlet: Outlet, day: date, shelf: Sequence[ShelfItem], by: UserAccount) -> None:
        """`shelf` is what may be sold there that day."""
        self.outlet, self.day, self.by = outlet, day, by
        self.shelf = {item.placement_id: item for item in shelf}
        self.typed: dict[str, str] = {}
        self.sold: list[int] = []
        sources = [(source.value, speak(SOURCE_LABELS[source])) for source in ASSISTED_SOURCES]
        schema = AssistedReportInput if by.is_staff else SalesReportInput
        super().__init__(schema, choices={"source": sources})

    def _typed(self) -> dict[str, Any]:
        """The body of a report: one line for each product with a quantity, in the order of the form."""
        lines = []
        for name, text in request.form.items():
            match = FIELD_OF_ITEM.fullmatch(name)
            if match is None:
                continue
            self.typed[name] = text[:LONGEST_KEPT]
            if match[1] == "quantity" and text.strip() not in {"", "0"}:
                price = request.form.get(f"price-{match[2]}", "").strip()
                line = {"sold_on": self.day.isoformat(), "placement_id": match[2], "quantity": text}
                lines.append({**line, "unit_price_rupiah": price} if price else line)
                self.sold.append(int(match[2]))
        day = self.day.isoformat()
        body: dict[str, Any] = {"period_start": day, "period_end": day, "lines": lines}
        if request.form.get("nil"):
            body["nil"] = "true"
        if self.by.is_staff:
            body["source"] = request.form.get("source", "")
        return body

    def post(self) -> Posted | None:
        """Post the report; None when it is refused, with the reasons beside the products."""
        g.typed_by_hand = True  # the lines are typed too; a nested schema does not know its root
        posted: Posted | None = self.submit(self._post)
        if posted is None:
            self._put_beside_products()
        return posted

    def _post(self, *, lines: list[dict[str, Any]], nil: bool, source: str, **period: Any) -> Posted:  # noqa: ANN401
        return post_report(
            self.outlet,
            period_start=period["period_start"],
            period_end=period["period_end"],
            lines=counted(list(enumerate(lines, start=1))),
            nil=nil,
            channel=Channel.FORM,
            by=self.by,
            source=str(source),
            on_behalf_of="outlet" if self.by.is_staff else None,
        )

    def show(self, refusal: Refusal) -> None:
        """Put a refusal of rows beside their products too."""
        super().show(refusal)
        for row in refusal.rows:
            self.errors.setdefault(f"lines.{row.row - 1}.{row.field}", []).append(say(row.problem))

    def _put_beside_products(self) -> None:
        """Name each fault after the field of the page it belongs to; what belongs to none goes on top."""
        found, self.errors = self.errors, {}
        for name, messages in found.items():
            field = self._field_of(name)
            if field is None:
                self.problems.extend(messages)
            else:
                self.errors.setdefault(field, []).extend(messages)

    def _field_of(self, name: str) -> str | None:
        """The field of the page: `lines.0.quantity` is the quantity of the first product that was sold."""
        if name == "source":
            return name
        _lines, _dot, rest = name.partition("lines.")
        number, _dot, part = rest.partition(".")
        if not number.isdigit() or int(number) >= len(self.sold):
            return None
        placement_id = self.sold[int(number)]
        if placement_id not in self.shelf:
            return None
        return f"price-{placement_id}" if part == "unit_price_rupiah" else f"quantity-{placement_id}"

    def label(self, name: str) -> str:
        """The product a field belongs to, and which of its two fields it is."""
        match = FIELD_OF_ITEM.fullmatch(name)
        if match is None:
            return super().label(name)
        product = self.shelf[int(match[2])].name
        return _("Harga %(name)s", name=product) if match[1] == "price" else _("Jumlah %(name)s", name=product)

    def value_of(self, item: ShelfItem, part: str) -> str:
        """What stands in a field of a product: what was typed, else nothing for a quantity and the agreed price."""
        agreed = str(item.price_rupiah) if part == "price" else ""
        return self.typed.get(f"{part}-{item.placement_id}", agreed)
