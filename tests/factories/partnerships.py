"""Producers, their products and the requirements they hold, in any state."""

import hashlib
from collections.abc import Iterable
from datetime import date
from itertools import count

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from partnerships.growth import SizeClass
from partnerships.models import Producer, ProducerMember, Product, Requirement
from partnerships.product_categories import CATEGORIES
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from tests.factories.people import make_user

_numbers = count(1)

PAPERS_OF_FOOD = ("nib", "pirt", "halal", "label_check")
"""What dry food of a home industry needs on 22 November 2026 to stand on a shelf."""


def make_producer(
    *,
    name: str = "Keripik Bu Siti",
    region_code: str = "64.71",
    status: ProducerStatus = ProducerStatus.ACTIVE,
    size_class: SizeClass = SizeClass.MICRO,
    members: Iterable[UserAccount] = (),
    registered_by: UserAccount | None = None,
    phone: str = "+6281212166678",
    owner_name: str = "Siti Aminah",
) -> Producer:
    """A producer with a NIK of its own; `members` are the accounts that act for it."""
    number = next(_numbers)
    nik = f"647101450885{number:04d}"
    producer = Producer(
        name=name,
        owner_name=owner_name,
        owner_nik_encrypted=nik[::-1].encode(),
        owner_nik_hash=hashlib.sha256(nik.encode()).hexdigest(),
        owner_nik_last4=nik[-4:],
        phone=phone,
        region_code=region_code,
        address="Jalan Markoni Atas 12",
        size_class=size_class.value,
        status=status,
        source="visit",
        registered_by_id=registered_by.id if registered_by else None,
        created_at=now(),
    )
    db.session.add(producer)
    db.session.flush()
    for member in members:
        db.session.add(ProducerMember(user_id=member.id, producer_id=producer.id))
    db.session.commit()
    return producer


def make_producer_user(producer: Producer, *, name: str = "Siti Aminah", email: str | None = None) -> UserAccount:
    """An account that acts for a producer."""
    user = make_user(Role.PRODUCER, name=name, email=email)
    db.session.add(ProducerMember(user_id=user.id, producer_id=producer.id))
    db.session.commit()
    return user


def make_product(
    producer: Producer | None = None,
    *,
    name: str = "Keripik singkong pedas 200 g",
    category: str = "dry_food",
    sku: str | None = None,
    gtin: str | None = None,
    packaging: str = "plastic",
    net_weight_gram: int | None = 200,
    shelf_life_days: int | None = 180,
    price_rupiah: int = 15_000,
    status: ProductStatus = ProductStatus.ACTIVE,
    submitted_by: UserAccount | None = None,
    decided_by: UserAccount | None = None,
) -> Product:
    """A product; one that is past curation was decided by a second person."""
    if category not in CATEGORIES:
        raise ValueError(category)
    producer = producer or make_producer()
    is_decided = status is not ProductStatus.SUBMITTED
    product = Product(
        producer_id=producer.id,
        name=name,
        category=category,
        sku=sku or f"KRP-{next(_numbers):03d}",
        gtin=gtin,
        packaging=packaging,
        net_weight_gram=net_weight_gram,
        shelf_life_days=shelf_life_days,
        price_rupiah=price_rupiah,
        status=status,
        submitted_by_id=(submitted_by or make_user(Role.PARTNERSHIP_OFFICER)).id,
        submitted_at=now(),
        decided_by_id=(decided_by or make_user(Role.VERIFIER)).id if is_decided else None,
        decided_at=now() if is_decided else None,
    )
    db.session.add(product)
    db.session.commit()
    return product


def make_requirement(
    producer: Producer,
    kind: str = "nib",
    *,
    number: str = "",
    products: Iterable[Product] = (),
    status: RequirementStatus = RequirementStatus.ACCEPTED,
    issued_on: date | None = date(2025, 1, 15),
    valid_until: date | None = None,
    details: dict[str, object] | None = None,
    submitted_by: UserAccount | None = None,
    decided_by: UserAccount | None = None,
    reason: str | None = None,
) -> Requirement:
    """A requirement; one that is past verification was decided by a second person."""
    is_decided = status is not RequirementStatus.SUBMITTED
    requirement = Requirement(
        producer_id=producer.id,
        kind=kind,
        number=number,
        issued_on=issued_on,
        valid_until=valid_until,
        details=details or {},
        status=status,
        source="visit",
        submitted_by_id=(submitted_by or make_user(Role.PARTNERSHIP_OFFICER)).id,
        submitted_at=now(),
        decided_by_id=(decided_by or make_user(Role.VERIFIER)).id if is_decided else None,
        decided_at=now() if is_decided else None,
        reason=reason,
        products=list(products),
    )
    db.session.add(requirement)
    db.session.commit()
    return requirement


def make_ready_product(
    producer: Producer | None = None,
    *,
    without: Iterable[str] = (),
    pirt_until: date = date(2028, 12, 31),
    **of_the_product: object,
) -> Product:
    """Dry food of a producer that holds every paper it needs for a shelf, except those named in `without`."""
    producer = producer or make_producer()
    product = make_product(producer, **of_the_product)  # type: ignore[arg-type]
    officer, verifier = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    for kind in PAPERS_OF_FOOD:
        if kind not in set(without):
            make_requirement(
                producer,
                kind,
                products=[product] if kind in {"pirt", "halal", "label_check"} else [],
                valid_until=pirt_until if kind == "pirt" else None,
                submitted_by=officer,
                decided_by=verifier,
            )
    return product
