"""Producers and who acts for them, their products and the requirements they submit.

The states and who moves them stand in docs/states.md; the same tables are code in `partnerships/states.py`.
"""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from core.text import mask_last4
from core.wording import Problem
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus


class Producer(Model):
    """A home producer (UMKM). The owner's NIK is encrypted; a keyed hash finds it again, four digits are shown."""

    __tablename__ = "producer"

    id: Mapped[int] = id_column()
    name: Mapped[str]
    owner_name: Mapped[str]
    owner_nik_encrypted: Mapped[bytes]
    owner_nik_hash: Mapped[str] = mapped_column(unique=True)
    owner_nik_last4: Mapped[str]
    phone: Mapped[str]
    region_code: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(default="")
    started_on: Mapped[date | None]
    annual_sales_rupiah: Mapped[int | None]
    capital_rupiah: Mapped[int | None]
    size_class: Mapped[str]
    status: Mapped[ProducerStatus] = mapped_column(code_column(ProducerStatus, "status"))
    source: Mapped[str]
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    restricted_at: Mapped[datetime | None]
    """Since when its data may only be kept, on the owner's request (UU 27/2022 Pasal 11)."""
    erased_at: Mapped[datetime | None]
    """Since when its personal data is gone and its key destroyed."""
    version: Mapped[int] = mapped_column(default=1)

    warnings: ClassVar[tuple[Problem, ...]] = ()
    """What whoever has just registered it should look at again; not stored."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (CheckConstraint("annual_sales_rupiah >= 0 AND capital_rupiah >= 0", name="amounts_not_negative"),)


class RepeatedRegistration(Model):
    """A public registration with the NIK of a producer already known; staff see it, the applicant is told nothing.

    It holds a name and a telephone number, so it is removed when the producer is erased.
    """

    __tablename__ = "repeated_registration"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    name: Mapped[str]
    phone: Mapped[str]
    region_code: Mapped[str]
    created_at: Mapped[datetime]


class ProducerMember(Model):
    """An account that acts for a producer."""

    __tablename__ = "producer_member"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True, index=True)


class Product(Model):
    """Something a producer makes and wants on a shelf.

    `answered_yes` are the kinds of requirements that depend on a question about the product and were answered with yes,
    such as halal for clothes of animal material.
    """

    __tablename__ = "product"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    name: Mapped[str]
    category: Mapped[str]
    sku: Mapped[str]
    gtin: Mapped[str | None]
    packaging: Mapped[str] = mapped_column(default="")
    net_weight_gram: Mapped[int | None]
    shelf_life_days: Mapped[int | None]
    price_rupiah: Mapped[int]
    answered_yes: Mapped[list[str]] = mapped_column(JSONB, default=list)
    route_answers: Mapped[dict[str, bool]] = mapped_column(JSONB, default=dict)
    """Answers to the questions of `pirt_routing` by their codes; what nobody answered is left out."""
    decided_route: Mapped[str | None]
    """The permit a verifier decided on where the answers led to a review by hand; void when the answers change."""
    route_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    photos: Mapped[list[dict[str, object]]] = mapped_column(JSONB, default=list)
    """The photos that are shown, the main one first: `id` of the photo and `role` (front, back, other)."""
    revision_number: Mapped[int] = mapped_column(default=0)
    """How many changes of the approved product were proposed."""
    status: Mapped[ProductStatus] = mapped_column(code_column(ProductStatus, "status"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    producer: Mapped[Producer] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("producer_id", "sku"),
        UniqueConstraint("id", "producer_id"),
        CheckConstraint("price_rupiah > 0", name="price_above_zero"),
        CheckConstraint("decided_by_id <> submitted_by_id", name="second_person_decides"),
        CheckConstraint("(decided_route IS NULL) = (route_decided_by_id IS NULL)", name="route_decided_by_somebody"),
    )


class ProductPrice(AppendOnly, Model):
    """From which day a product has had which price; the latest row of a day counts."""

    __tablename__ = "product_price"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    price_rupiah: Mapped[int]
    starts_on: Mapped[date]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (CheckConstraint("price_rupiah > 0", name="price_above_zero"),)


class Requirement(Model):
    """One submission of a document of some kind; a replacement is a new row, the old one stays.

    The number of a kind whose number is personal (bank account, NPWP) and the name that goes with it lie sealed in
    `details_encrypted`; its last four characters and a keyed hash stand beside, `number` stays empty. `risk` is the
    score of `risk_signs` (`partnerships/risk.py`), as it was when the document last joined or was warned about.
    """

    __tablename__ = "requirement"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    number_last4: Mapped[str] = mapped_column(default="")
    number_hash: Mapped[str | None] = mapped_column(index=True)
    issued_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    details: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    details_encrypted: Mapped[bytes | None]
    facts: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    warnings: Mapped[list[dict[str, object]]] = mapped_column(JSONB, default=list)
    status: Mapped[RequirementStatus] = mapped_column(code_column(RequirementStatus, "status"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    evidence_back_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    source: Mapped[str] = mapped_column(default="")
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    reason_code: Mapped[str | None]
    missing_items: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    waiver_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    waiver_reason: Mapped[str | None]
    risk: Mapped[int] = mapped_column(default=0, server_default="0")
    risk_signs: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"))
    version: Mapped[int] = mapped_column(default=1)

    producer: Mapped[Producer] = relationship()
    evidence: Mapped[StoredFile | None] = relationship(foreign_keys=[evidence_id])
    evidence_back: Mapped[StoredFile | None] = relationship(foreign_keys=[evidence_back_id])
    products: Mapped[list[Product]] = relationship(secondary="requirement_product", order_by=Product.id)

    @property
    def shown_number(self) -> str:
        """The number as anybody who sees the document sees it: a personal one only by its last four characters."""
        return self.number or (mask_last4(f"****{self.number_last4}") if self.number_last4 else "")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("decided_by_id <> submitted_by_id", name="second_person_decides"),
        CheckConstraint("waiver_asked_by_id <> decided_by_id", name="second_person_waives"),
        Index("ix_requirement_producer_kind", "producer_id", "kind"),
        Index("ix_requirement_queue", "status", "submitted_at"),
        Index("ix_requirement_number", "kind", "number"),
        Index(
            "ix_requirement_waiting",
            "submitted_at",
            "id",
            postgresql_include=["producer_id", "kind", "risk", "submitted_by_id"],
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_requirement_waiting_risk",
            "risk",
            "submitted_at",
            "id",
            postgresql_where=text("status = 'submitted'"),
        ),
    )


class RequirementProduct(Model):
    """A product that a requirement covers."""

    __tablename__ = "requirement_product"

    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
