"""The forms of deliveries on pages: a grid of a producer's products, and what came of each line."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from marshmallow import Schema as MarshmallowSchema
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.forms import SchemaForm
from outlets.consignment_models import Delivery
from outlets.delivery_schemas import ConfirmForOutlet, ConfirmReceipt, SendDelivery, SendForProducer
from outlets.models import Placement

FIELD_OF_LINE = re.compile(r"(quantity|batch|expires|produced)-([0-9]{1,18})-([0-9])", re.ASCII)
TYPED_MONTH = re.compile(r"(0?[1-9]|1[0-2])[/.-](20[0-9]{2})", re.ASCII)
SCHEMA_FIELDS = {"quantity": "quantity", "batch": "batch", "expires": "expires_on", "produced": "produced_on"}
LONGEST_KEPT = 60


class GridForm(SchemaForm):
    """A form whose fields belong to rows of a list; faults of `lines.N.field` are named after the field of the page."""

    def __init__(self, schema: type[MarshmallowSchema], values: Mapping[str, Any] | None = None, **more: Any) -> None:  # noqa: ANN401
        """As `SchemaForm`."""
        self.typed: dict[str, str] = {}
        self.order: list[str] = []
        """The key of each line that was sent, in the order of `lines`."""
        super().__init__(schema, values, **more)

    def submit(self, verb: Any, **given: Any) -> Any:  # noqa: ANN401 - as SchemaForm
        """As `SchemaForm.submit`, with each fault beside its row."""
        g.typed_by_hand = True  # the lines are typed too; a nested schema does not know its root
        result = super().submit(verb, **given)
        found, self.errors = self.errors, {}
        for name, messages in found.items():
            field = self._field_of(name)
            if field is None:
                self.problems.extend(messages)
            else:
                self.errors.setdefault(field, []).extend(messages)
        beside = {message for messages in self.errors.values() for message in messages}
        self.problems = [problem for problem in self.problems if problem not in beside]
        return result

    def _field_of(self, name: str) -> str | None:
        """The field of the page a fault belongs to."""
        if name in self.schema.fields and name != "lines":
            return name
        number, _dot, part = name.partition("lines.")[2].partition(".")
        if not number.isdigit() or int(number) >= len(self.order):
            return None
        return self.page_field(part, self.order[int(number)])

    def page_field(self, part: str, key: str) -> str:
        """What the page calls a field of a line."""
        return f"{part}-{key}"


class DeliveryForm(GridForm):
    """A delivery note: for each product a batch, its dates and pieces; products without pieces are not sent."""

    def __init__(
        self,
        shelf: Sequence[Placement],
        values: Mapping[str, Any],
        *,
        by: UserAccount,
        **more: Any,  # noqa: ANN401 - as SchemaForm
    ) -> None:
        """`shelf` are the placements of one producer at one outlet."""
        self.shelf = {placement.id: placement for placement in shelf}
        super().__init__(SendForProducer if by.is_staff else SendDelivery, values, **more)

    def _typed(self) -> dict[str, Any]:
        body: dict[str, Any] = super()._typed()
        body.pop("lines", None)
        lines: dict[str, dict[str, str]] = {}
        for name, text in request.form.items():
            if match := FIELD_OF_LINE.fullmatch(name):
                self.typed[name] = text[:LONGEST_KEPT]
                if text.strip():
                    lines.setdefault(f"{match[2]}-{match[3]}", {})[match[1]] = text
        body["lines"] = []
        for key, told in lines.items():
            if set(told) == {"quantity"} and told["quantity"].strip() == "0":
                continue
            self.order.append(key)
            body["lines"].append(_line(key, told))
        return body

    def page_field(self, part: str, key: str) -> str:
        """`expires-12-0`: the expiry date of the first batch of placement 12."""
        names = {field: name for name, field in SCHEMA_FIELDS.items()}
        return f"{names.get(part, 'quantity')}-{key}"

    def label(self, name: str) -> str:
        """The product a field belongs to."""
        match = FIELD_OF_LINE.fullmatch(name)
        if match is None:
            return super().label(name)
        placement = self.shelf.get(int(match[2]))
        return placement.product.name if placement else _("Produk")


def _line(key: str, told: Mapping[str, str]) -> dict[str, str]:
    """A line in the shape of the API; an expiry typed as `12/2026` means that month."""
    line = {SCHEMA_FIELDS[name]: text for name, text in told.items()}
    line["placement_id"] = key.partition("-")[0]
    if month := TYPED_MONTH.fullmatch(told.get("expires", "").strip()):
        line["expires_on"] = f"{month[2]}-{int(month[1]):02d}-01"
        line["expiry_precision"] = "month"
    return line


class ReceiptForm(GridForm):
    """What came of each line of a delivery: the fields are `good-ID`, `damaged-ID` and `photo-ID` of its lines."""

    def __init__(self, delivery: Delivery, *, by: UserAccount, **more: Any) -> None:  # noqa: ANN401
        """`delivery` is what the form answers."""
        self.delivery = delivery
        self.names = {line.id: f"{line.placement.product.name} ({line.batch})" for line in delivery.lines}
        super().__init__(ConfirmForOutlet if by.is_staff else ConfirmReceipt, **more)

    def _typed(self) -> dict[str, Any]:
        body: dict[str, Any] = super()._typed()
        body["lines"] = []
        for line in self.delivery.lines:
            good, damaged = (request.form.get(f"{name}-{line.id}", "").strip() for name in ("good", "damaged"))
            self.typed |= {f"good-{line.id}": good[:LONGEST_KEPT], f"damaged-{line.id}": damaged[:LONGEST_KEPT]}
            told = {"placement_id": str(line.placement_id), "batch": line.batch, "good": good}
            body["lines"].append({**told, "damaged": damaged} if damaged else told)
            self.order.append(str(line.id))
        return body

    @property
    def photos(self) -> dict[int, FileStorage]:
        """The photos that came along, by delivery line."""
        sent = {line.id: request.files.get(f"photo-{line.id}") for line in self.delivery.lines}
        return {line_id: photo for line_id, photo in sent.items() if photo is not None and photo.filename}

    def page_field(self, part: str, key: str) -> str:
        """`good-7`: the good pieces of line 7."""
        return f"{'damaged' if part == 'damaged' else 'good'}-{key}"

    def label(self, name: str) -> str:
        """The product a field belongs to."""
        _name, _dash, line_id = name.partition("-")
        return self.names.get(int(line_id), "") if line_id.isdigit() else super().label(name)
