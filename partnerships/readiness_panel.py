"""What the records of producers and products show of readiness and growth."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import UserAccount
from partnerships import growth_words
from partnerships.eligibility import Readiness
from partnerships.growth_entries import entries_of, growth_of
from partnerships.ladder import Step, step_after
from partnerships.ladder_history import steps_of
from partnerships.models import Producer, Product
from partnerships.readiness_matrix import readiness_everywhere
from partnerships.readiness_words import Row, gap_text, ready_for
from partnerships.states import ProductStatus


def where_ready(products: Iterable[Product], on: date) -> list[Row]:
    """For which kinds of outlets and chains these products are ready, those that were withdrawn left out."""
    names = {product.id: product.name for product in products if product.status is not ProductStatus.WITHDRAWN}
    return ready_for(readiness_everywhere(names, on), names)


def gap_texts(producer: Producer, readiness: Readiness, reader: UserAccount) -> dict[str, str]:
    """A text for WhatsApp about each gap, by kind, for staff."""
    if not reader.is_staff:
        return {}
    return {kind: gap_text(producer.owner_name, producer.name, gap) for kind, gap in readiness.gaps.items()}


def growth_shown(producer: Producer) -> dict[str, Any]:
    """The values of `partnerships/_growth_panel.html`: size and figures over time, the ladder and its next step."""
    entries, steps = entries_of(producer.id), steps_of(producer.id)
    step = steps[0].step if steps else Step.REGISTERED
    return {
        "entries": entries,
        "growth": growth_of(entries),
        "steps": steps,
        "ladder": [{"step": one, "is_reached": one <= step, "is_next": one is step_after(step)} for one in Step],
        "words": growth_words,
    }
