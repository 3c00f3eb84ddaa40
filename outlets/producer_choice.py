"""Choosing whose goods a form is about, among as many producers as a person may deal with."""

from collections.abc import Callable

from flask import render_template, request
from sqlalchemy import Select, func

from core.listing import Listing, listed
from partnerships.models import Producer
from partnerships.regions import name_of

ORDERS = {"name": (func.lower(Producer.name), Producer.id)}


def search_words() -> str:
    """What is looked for in the names of a list to choose from."""
    return request.args.get("q", "").replace("\x00", "").strip()[:100]


def producer_choice(
    offered: Select[tuple[Producer]], *, title: str, question: str, back: tuple[str, str], then: Callable[[int], str]
) -> str:
    """The page that lists them by name, with a search; each leads to the address `then` gives for it.

    `back` is the name and address of the list the reader came from.
    """
    asked = search_words()
    rows = offered.with_only_columns(Producer.id, Producer.name, Producer.region_code)
    if asked:
        rows = rows.where(Producer.name.icontains(asked, autoescape=True))
    listing: Listing = listed(rows, orders=ORDERS, default_order="name", filters={"q": asked})
    return render_template(
        "outlets/choose_producer.html",
        listing=listing,
        name_of=name_of,
        title=title,
        question=question,
        back=back,
        then=then,
    )
