"""The form on which an outlet's counter reports a day: a grid of its own products, read by the schema of the API."""

import json
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import g, request, url_for
from flask_babel import gettext as _
from marshmallow import ValidationError, validates_schema

from accounts.models import UserAccount
from accounts.sent_once import ONCE_KEY
from accounts.stored_answers import KeptAnswer, answer_once, check_key, request_hash
from commissions.customer_returns import SoldBefore, recent_sales, sales_named
from commissions.day_reports import ShelfItem
from commissions.offline_counter import OtherAccount, account_mark
from commissions.posting import Posted, post_report
from commissions.sales_api import brought_back, counted
from commissions.sales_schemas import SalesReportInput
from commissions.second_sources import decision_choices, keep_standing
from core.dates import now
from core.errors import Refusal
from core.fields import Code
from core.forms import SchemaForm, WrongShape
from core.instants import Instant
from core.languages import say, speak
from core.listing import id_in
from core.wording import N_
from outlets import device_clocks, report_photos
from outlets.models import Outlet
from outlets.sales_models import SalesReport
from outlets.states import Channel, OverlapDecision
from partnerships.schemas import Upload
from partnerships.states import SOURCE_LABELS, Source

FIELD_OF_ITEM = re.compile(r"(quantity|price)-([0-9]{1,18})", re.ASCII)
FIELD_OF_RETURN = re.compile(r"return-([0-9]{1,18})", re.ASCII)
LONGEST_KEPT = 40
ASSISTED_SOURCES = (Source.PHONE, Source.PAPER, Source.WHATSAPP, Source.VISIT)
OWN_FIELDS = ("source", report_photos.FIELD, "decision", "reason")
DECIDED = {"decision": N_("Keputusan"), "reason": N_("Alasan")}
"""What is asked about a day with two sources."""
NOT_CONTENT = frozenset({"csrf_token", ONCE_KEY, "key", "account", "sent_at", "opens"})
"""Fields that differ from one sending of the same report to the next."""


class CounterReportInput(SalesReportInput):
    """A report from the counter: also a photo of the paper note, and what the clock of the device said."""

    note_photo = Upload(load_default=None, metadata={"label": N_("Foto catatan")})
    made_at = Instant(load_default=None)
    sent_at = Instant(load_default=None)


class AssistedReportInput(CounterReportInput):
    """A report that staff enter for an outlet, which says how it reached them."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber laporan")})

    @validates_schema
    def shows_the_paper(self, data: dict[str, object], **_kwargs: object) -> None:
        """What was typed from paper shows the paper."""
        if data.get("source") is Source.PAPER and not data.get("note_photo"):
            raise ValidationError({"note_photo": [N_("Lampirkan foto kertasnya: sumber laporan ini kertas.")]})


class DayForm(SchemaForm):
    """What was typed for one day of one outlet, product by product.

    The fields of a product are `quantity-ID` and `price-ID` of its placement; a product without a quantity was not
    sold. What a customer brought back is `return-ID` of the line it was sold on. What is sent has the shape of the
    API's body, so both doors refuse in the same words.
    """

    def __init__(self, outlet: Outlet, day: date, shelf: Sequence[ShelfItem], by: UserAccount) -> None:
        """`shelf` is what may be sold there that day."""
        self.outlet, self.day, self.by = outlet, day, by
        self.shelf = {item.placement_id: item for item in shelf}
        self.typed: dict[str, str] = {}
        self.sold: list[str] = []
        self.returned: dict[int, SoldBefore] = {}
        sources = [(source.value, speak(SOURCE_LABELS[source])) for source in ASSISTED_SOURCES]
        schema = AssistedReportInput if by.is_staff else CounterReportInput
        super().__init__(schema, choices={"source": sources, "decision": self._decisions()})

    def _typed(self) -> dict[str, Any]:
        """The body of a report: one line for each product with a quantity, in the order of the form."""
        lines = []
        day = self.day.isoformat()
        self._find_sales()
        for name, text in request.form.items():
            match, back = FIELD_OF_ITEM.fullmatch(name), FIELD_OF_RETURN.fullmatch(name)
            if match is None and back is None:
                continue
            self.typed[name] = text[:LONGEST_KEPT]
            if text.strip() in {"", "0"}:
                continue
            if back is not None:
                lines.append(self._returned_line(int(back[1]), text))
                self.sold.append(name)
            elif match is not None and match[1] == "quantity":
                price = request.form.get(f"price-{match[2]}", "").strip()
                line = {"sold_on": day, "placement_id": match[2], "quantity": text}
                lines.append({**line, "unit_price_rupiah": price} if price else line)
                self.sold.append(match[2])
        body: dict[str, Any] = {"period_start": day, "period_end": day, "lines": lines}
        if request.form.get("nil"):
            body["nil"] = "true"
        decided = {name: request.form.get(name, "").strip() for name in ("decision", "reason", "seen")}
        if decided["decision"] and decided["reason"]:
            body["overlap"] = decided
        if self.by.is_staff:
            body["source"] = request.form.get("source", "")
        body |= {name: text for name in ("made_at", "sent_at") if (text := request.form.get(name, "").strip())}
        photo = request.files.get(report_photos.FIELD)
        return {**body, report_photos.FIELD: photo} if photo is not None and photo.filename else body

    def _decisions(self) -> list[tuple[str, str]]:
        """What this person may decide about a day with two sources; what is typed here carries no receipts."""
        return decision_choices(self.by, by_receipt=False)

    def _find_sales(self) -> None:
        """The sales that pieces come back from: those that are named, and those of the product that is asked for."""
        named = [int(match[1]) for name in request.form if (match := FIELD_OF_RETURN.fullmatch(name))]
        found = sales_named(self.outlet, [line_id for line_id in named if line_id < 2**63])
        if self.asks_for_sales and self.return_product in self.shelf:
            found += recent_sales(self.outlet, self.return_product, self.day)
        self.returned = {sale.line_id: sale for sale in found}

    def _returned_line(self, line_id: int, text: str) -> dict[str, Any]:
        """The line of what came back, at the price of its sale; the verb says what is wrong with an unknown one."""
        sale = self.returned.get(line_id)
        return {
            "sold_on": self.day.isoformat(),
            "placement_id": str(sale.placement_id if sale else next(iter(self.shelf), 1)),
            "quantity": f"-{text.strip()}",
            "unit_price_rupiah": str(sale.unit_price_rupiah if sale else 0),
            "returns_line_id": str(line_id),
        }

    @property
    def return_product(self) -> int | None:
        """The placement whose sales are looked for."""
        return id_in(request.form.get("return_product"))

    @property
    def asks_for_sales(self) -> bool:
        """Whether the reader only looks for the sale that goods came back from; nothing is sent yet."""
        return "find_sales" in request.form

    def post(self) -> dict[str, Any] | None:
        """Post the report once under its key and say what came of it; None when it is refused, with the reasons.

        The same key with the same content says the same again, with `replayed` true.
        """
        g.typed_by_hand = True  # the lines are typed too; a nested schema does not know its root
        kept: KeptAnswer | None = self.submit(self._post_once)
        if kept is None:
            self._put_beside_products()
            return None
        return {**json.loads(kept.body), "replayed": kept.is_replay}

    def _post_once(self, **told: Any) -> KeptAnswer:  # noqa: ANN401
        """Post under the key of the request where it has one. Raises as `answer_once`, `check_key`, `OtherAccount`."""
        claimed = request.form.get("account", "")
        if claimed and claimed != account_mark(self.by):
            raise OtherAccount
        sha256 = request_hash(without=NOT_CONTENT)
        key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
        if not key:
            return self._answer(sha256, **told)
        check_key(key)
        return answer_once(self.by.id, key, sha256, lambda: self._answer(sha256, **told))

    def _answer(self, sha256: str, **told: Any) -> KeptAnswer:  # noqa: ANN401
        overlap = told["overlap"]
        if overlap is not None and overlap.decision is OverlapDecision.KEEP_FIRST:
            kept = keep_standing(self.outlet, self.day, overlap, by=self.by)
            if kept is not None:
                return self._left_out(kept)
        posted = self._post(sha256, **told)
        answer = {
            "id": posted.report.id,
            "url": url_for("sales_reports.show", report_id=posted.report.id),
            "day": self.day.isoformat(),
            "nil": posted.report.is_nil,
            "lines_posted": posted.lines_posted,
            "lines_held": posted.lines_held,
        }
        return KeptAnswer(201, json.dumps(answer))

    def _left_out(self, kept: SalesReport) -> KeptAnswer:
        """The answer when the report that stands is kept, and this one left out."""
        url = url_for("sales_reports.show", report_id=kept.id)
        answer = {"id": kept.id, "url": url, "day": self.day.isoformat(), "nil": False, "kept": True}
        return KeptAnswer(201, json.dumps({**answer, "lines_posted": 0, "lines_held": 0}))

    def _post(
        self,
        sha256: str,
        *,
        lines: list[dict[str, Any]],
        nil: bool,
        source: str,
        note_photo: Any,  # noqa: ANN401 - an upload or None
        made_at: Any,  # noqa: ANN401 - an instant or None
        sent_at: Any,  # noqa: ANN401
        **period: Any,  # noqa: ANN401
    ) -> Posted:
        numbered = list(enumerate(lines, start=1))
        posted = post_report(
            self.outlet,
            period_start=period["period_start"],
            period_end=period["period_end"],
            lines=counted([(row, line) for row, line in numbered if line["quantity"] >= 0]),
            returns=brought_back([(row, line) for row, line in numbered if line["quantity"] < 0]),
            nil=nil,
            channel=Channel.FORM,
            by=self.by,
            source=str(source),
            overlap=period["overlap"],
            request_sha256=sha256,
            on_behalf_of="outlet" if self.by.is_staff else None,
        )
        if note_photo is not None:
            report_photos.attach(posted.report, note_photo, by=self.by)
        if sent_at is not None:
            device_clocks.note(posted.report, made_at=made_at or sent_at, sent_at=sent_at, received_at=now())
        return posted

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
        name = name.removeprefix("overlap.")
        if name in OWN_FIELDS:
            return name
        _lines, _dot, rest = name.partition("lines.")
        number, _dot, part = rest.partition(".")
        if not number.isdigit() or int(number) >= len(self.sold):
            return None
        sold = self.sold[int(number)]
        if back := FIELD_OF_RETURN.fullmatch(sold):
            return sold if int(back[1]) in self.returned else None
        if int(sold) not in self.shelf:
            return None
        return f"price-{sold}" if part == "unit_price_rupiah" else f"quantity-{sold}"

    def refusal_for_programs(self) -> Refusal:
        """Why the report is refused, with every sentence a person reads, for a page that sends by itself."""
        refusal = self.refusal or WrongShape(self.errors)
        sentences = [f"{self.label(name)}: {text}" for name, texts in self.errors.items() for text in texts]
        refusal.extra["sentences"] = [*self.problems, *sentences]
        refusal.extra["fields"] = self.errors
        return refusal

    def required(self, name: str) -> bool:
        """Whether the field must be filled: of the two about a second source, both."""
        return name in DECIDED or super().required(name)

    def label(self, name: str) -> str:
        """The product a field belongs to, and which of its fields it is."""
        if name in DECIDED:
            return speak(DECIDED[name])
        if back := FIELD_OF_RETURN.fullmatch(name):
            return _("Kembali %(name)s", name=self.returned[int(back[1])].name)
        match = FIELD_OF_ITEM.fullmatch(name)
        if match is None:
            return super().label(name)
        product = self.shelf[int(match[2])].name
        return _("Harga %(name)s", name=product) if match[1] == "price" else _("Jumlah %(name)s", name=product)

    def value_of(self, item: ShelfItem, part: str) -> str:
        """What stands in a field of a product: what was typed, else nothing for a quantity and the agreed price."""
        agreed = str(item.price_rupiah) if part == "price" else ""
        return self.typed.get(f"{part}-{item.placement_id}", agreed)
