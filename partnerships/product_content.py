"""What of a product is reviewed: its content as plain values, read from what somebody typed, and compared.

The price is no part of it: a price applies from its day without review.
"""

from collections.abc import Collection, Mapping

from core.dates import today
from partnerships import rules
from partnerships.errors import QuestionUnknown, WrongContent
from partnerships.models import Producer, Product
from partnerships.permit_numbers import check_barcode
from partnerships.pirt_routing import ASKED_CATEGORIES, QUESTIONS

Content = dict[str, object]
REVIEWED = (
    *("name", "category", "sku", "gtin", "packaging", "net_weight_gram", "shelf_life_days"),
    *("answered_yes", "route_answers", "photos"),
)
"""The fields of a product that curation looks at."""
ROUTED_BY = ("category", "route_answers", "shelf_life_days")
"""What decides which permit a product needs; a verifier's decision about it is void when one of these changes."""


def content_of(product: Product) -> Content:
    """The reviewed content of a product as plain values."""
    return {name: getattr(product, name) for name in REVIEWED}


def changed_fields(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The fields that differ, in the order of the form."""
    return [name for name in REVIEWED if before.get(name) != after.get(name)]


def take_over(product: Product, content: Mapping[str, object]) -> None:
    """Give a product this content. What a verifier decided about its permit is void when that may have changed."""
    if any(getattr(product, name) != content[name] for name in ROUTED_BY):
        product.decided_route = product.route_decided_by_id = None
    for name in REVIEWED:
        setattr(product, name, content[name])


def readable(
    producer: Producer,
    *,
    name: str,
    category: str,
    sku: str,
    gtin: str | None = "",
    packaging: str | None = "",
    net_weight_gram: int | None = None,
    shelf_life_days: int | None = None,
    answered_yes: Collection[str] = (),
    route_answers: Mapping[str, object] | None = None,
    earlier: Mapping[str, object] | None = None,
) -> Content:
    """The content somebody typed, without its photos; `route_answers` of None keep those of `earlier`.

    Raises `WrongContent` (GTIN) and `QuestionUnknown` for an answer to what is not asked of this category.
    """
    code = str(category)
    kept = (earlier or {}).get("route_answers", {}) if code in ASKED_CATEGORIES else {}
    return {
        "name": name,
        "category": code,
        "sku": sku,
        "gtin": _readable_gtin(gtin),
        "packaging": packaging or "",
        "net_weight_gram": net_weight_gram,
        "shelf_life_days": shelf_life_days,
        "answered_yes": _yeses(code, producer, answered_yes),
        "route_answers": kept if route_answers is None else _answers(code, route_answers),
    }


def _readable_gtin(gtin: str | None) -> str | None:
    if not gtin:
        return None
    reading = check_barcode(gtin)
    if reading.normalised is None:
        raise WrongContent({"gtin": reading.errors})
    return reading.normalised


def _yeses(category: str, producer: Producer, answered_yes: Collection[str]) -> list[str]:
    """The yeses to questions asked of this category, in the order of the kinds. Raises `QuestionUnknown`."""
    given = {str(kind) for kind in answered_yes}
    asked = rules.questions_for(category, size_class=producer.size_class, on=today())
    if not given <= set(asked):
        raise QuestionUnknown(field="answered_yes")
    return [kind for kind in asked if kind in given]


def _answers(category: str, answers: Mapping[str, object]) -> dict[str, bool]:
    """The answers about the permit in the order of the questions. Raises `QuestionUnknown`."""
    asked = QUESTIONS if category in ASKED_CATEGORIES else {}
    if any(code not in asked or not isinstance(answer, bool) for code, answer in answers.items()):
        raise QuestionUnknown(field="route_answers")
    return {code: bool(answers[code]) for code in asked if code in answers}
