"""What producers tell beside their profile, and filling what is empty of those that are known already."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from partnerships import producers
from partnerships.errors import WrongContent
from partnerships.growth import size_class
from partnerships.models import Producer
from partnerships.permit_numbers import check_nib
from partnerships.producer_file_errors import CheckOutdated
from partnerships.registration_models import ToldAtRegistration

TOLD = ("product_lines", "products", "nib")
"""The fields that stand beside the profile, in `told_at_registration`."""


def fill_empty(fills: Mapping[int, Mapping[str, Any]], *, file_id: int, by: UserAccount) -> int:
    """Give producers, by their ids, the fields they lack; nothing that stands there is touched. How many were filled.

    The caller has found out under a lock which fields are empty. The history names the fields, never what
    they hold. Raises `CheckOutdated` when one of them was filled meanwhile.
    """
    rows = select(Producer).where(Producer.id.in_(fills)).order_by(Producer.id).with_for_update()
    for producer in db.session.execute(rows.execution_options(populate_existing=True)).scalars():
        given = fills[producer.id]
        size_before = producer.size_class
        for name in given.keys() - set(TOLD):
            if getattr(producer, name) not in {None, ""}:
                raise CheckOutdated
            setattr(producer, name, given[name])
        producer.size_class = size_class(producer.annual_sales_rupiah, producer.capital_rupiah).value
        if beside := {name: given[name] for name in TOLD if name in given}:
            keep_told(producer.id, **beside)
        record(
            "producer:filled",
            producer,
            by=by,
            before={"size_class": size_before},
            after={"fields": ", ".join(sorted(given)), "size_class": producer.size_class, "producer_file_id": file_id},
        )
    db.session.flush()
    return len(fills)


def keep_told(
    producer_id: int,
    *,
    product_lines: tuple[str, ...] | list[str] = (),
    products: str = "",
    nib: str | None = None,
) -> None:
    """Keep what a producer told beside its profile; what is told now fills what was not told before."""
    if not (product_lines or products or nib):
        return
    told = db.session.get(ToldAtRegistration, producer_id)
    if told is None:
        told = ToldAtRegistration(producer_id=producer_id, product_lines=[], products="")
        db.session.add(told)
    told.product_lines = told.product_lines or [str(line) for line in product_lines]
    told.products = told.products or products
    told.nib = told.nib or nib


def told_by(producer_id: int) -> ToldAtRegistration | None:
    """What a producer told beside its profile. The caller has checked that the reader may see it."""
    return db.session.get(ToldAtRegistration, producer_id)


def register_with_goods(
    *,
    by: UserAccount,
    product_lines: Sequence[str] = (),
    products: str = "",
    nib: str = "",
    **profile: Any,  # noqa: ANN401 - what `producers.register` takes
) -> Producer:
    """Register a producer on the owner's behalf together with what it told of its goods and its NIB.

    Raises what `producers.register` raises, and `WrongContent` for a NIB that cannot be one.
    """
    reading = check_nib(nib) if nib.strip() else None
    if reading is not None and reading.normalised is None:
        raise WrongContent({"nib": list(reading.errors)})
    producer = producers.register(by=by, **profile)
    keep_told(
        producer.id,
        product_lines=list(product_lines),
        products=products,
        nib=reading.normalised if reading else None,
    )
    db.session.flush()
    return producer
