"""Outlets and who works there, agreements with their rates, placements, and the item codes of an outlet's till."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus, AmendmentStatus, OutletStatus, PlacementStatus, StockPolicy
from partnerships.models import Producer, Product
from partnerships.rule_models import RequirementSet


class Chain(Model):
    """A retail chain whose branches share agreements, and the set of requirements it asks for on top, if any."""

    __tablename__ = "chain"

    id: Mapped[int] = id_column()
    name: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    requirement_set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_set.id"))

    requirement_set: Mapped[RequirementSet | None] = relationship()


class Outlet(Model):
    """A place that sells local products on consignment."""

    __tablename__ = "outlet"

    id: Mapped[int] = id_column()
    name: Mapped[str]
    kind: Mapped[str]
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id"), index=True)
    region_code: Mapped[str] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(default="")
    first_vat_registered: Mapped[bool] = mapped_column(default=False)
    """Whether it was PKP when it was registered; of another day `outlets.vat_statuses` tells."""
    stock_policy: Mapped[StockPolicy] = mapped_column(code_column(StockPolicy, "stock_policy"))
    time_zone: Mapped[str]
    floor_area_square_metres: Mapped[int | None]
    """The sales floor; PP 29/2021 Pasal 87 tells the kinds of shops apart by it."""
    parent_office: Mapped[str] = mapped_column(default="", server_default="")
    """The government office (perangkat daerah) a Pojok UMKM stands in."""
    contact_name: Mapped[str] = mapped_column(default="", server_default="")
    contact_phone: Mapped[str | None]
    contact_whatsapp: Mapped[str | None]
    opening_hours: Mapped[str] = mapped_column(default="", server_default="")
    latitude_micro: Mapped[int | None]
    longitude_micro: Mapped[int | None]
    """Where it stands, in millionths of a degree; both or none (`outlets/map_positions.py`)."""
    status: Mapped[OutletStatus] = mapped_column(
        code_column(OutletStatus, "status"), default=OutletStatus.ACTIVE, server_default="active"
    )
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    chain: Mapped[Chain | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("floor_area_square_metres > 0", name="floor_area_above_zero"),
        CheckConstraint("(latitude_micro IS NULL) = (longitude_micro IS NULL)", name="position_is_whole"),
        CheckConstraint("(status = 'closed') = (closed_on IS NOT NULL)", name="closed_some_day"),
    )


class OutletMember(Model):
    """An account that acts for an outlet."""

    __tablename__ = "outlet_member"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), primary_key=True, index=True)


class TwoSides:
    """What two sides agree to: who proposed it, who approved it where needed, and who accepted it for each side.

    A source (`visit`, `phone`, ...) stands where an officer accepted on behalf of that side; nobody accepts for both.
    """

    reason: Mapped[str | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    approved_at: Mapped[datetime | None]
    producer_accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    producer_accepted_at: Mapped[datetime | None]
    producer_accepted_source: Mapped[str | None]
    outlet_accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    outlet_accepted_at: Mapped[datetime | None]
    outlet_accepted_source: Mapped[str | None]


class Agreement(TwoSides, Model):
    """A producer and an outlet (or a chain) agree; each side accepts once. Terms stand in its versions."""

    __tablename__ = "agreement"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    chain_id: Mapped[int | None] = mapped_column(ForeignKey("chain.id"), index=True)
    status: Mapped[AgreementStatus] = mapped_column(code_column(AgreementStatus, "status"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    current_version: Mapped[int] = mapped_column(default=1)
    counters_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    """The proposal this one answers with other terms."""
    version: Mapped[int] = mapped_column(default=1)

    producer: Mapped[Producer] = relationship()
    outlet: Mapped[Outlet | None] = relationship()
    chain: Mapped[Chain | None] = relationship()
    terms: Mapped[list["AgreementVersion"]] = relationship(order_by="AgreementVersion.number")
    rates: Mapped[list["AgreementRate"]] = relationship(order_by="AgreementRate.scope, AgreementRate.starts_on")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(outlet_id IS NULL) <> (chain_id IS NULL)", name="outlet_or_chain"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="second_person_approves"),
        CheckConstraint("producer_accepted_by_id <> outlet_accepted_by_id", name="never_both_sides"),
    )


class AgreementVersion(AppendOnly, Model):
    """The terms of an agreement from a day on; a change is a further version, never an edit."""

    __tablename__ = "agreement_version"

    id: Mapped[int] = id_column()
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    number: Mapped[int]
    starts_on: Mapped[date]
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    payment_term_days: Mapped[int]
    clauses: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    """The further terms (`agreement_clauses.Clauses`); what is not there reads as its default."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("agreement_id", "number"),
        CheckConstraint("payment_term_days BETWEEN 0 AND 365", name="payment_term"),
    )


class AgreementRate(AppendOnly, Model):
    """A commission rate from a day on. Base rates store starts only; the next start ends them, so no gap can exist."""

    __tablename__ = "agreement_rate"

    id: Mapped[int] = id_column()
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    scope: Mapped[str]
    """`base`, `category:<code>` or `product:<id>`: the same facts as the two columns below, never null."""
    category: Mapped[str | None]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    rate_bp: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    re_rating_id: Mapped[int | None] = mapped_column(ForeignKey("re_rating.id", use_alter=True))
    """The approved re-rating that made it; it then goes before what was agreed first for its product and days."""

    __table_args__ = (
        UniqueConstraint("agreement_id", "scope", "starts_on", "re_rating_id", postgresql_nulls_not_distinct=True),
        CheckConstraint(
            "re_rating_id IS NULL OR (product_id IS NOT NULL AND ends_on IS NOT NULL)",
            name="re_rated_for_a_product_and_days",
        ),
        CheckConstraint("rate_bp BETWEEN 0 AND 10000", name="rate_in_range"),
        CheckConstraint("scope <> 'base' OR ends_on IS NULL", name="base_rates_have_no_end"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint(
            "scope = CASE WHEN product_id IS NOT NULL THEN 'product:' || product_id"
            " WHEN category IS NOT NULL THEN 'category:' || category ELSE 'base' END",
            name="scope_says_what_it_covers",
        ),
    )


class AgreementSuspension(Model):
    """Days on which an agreement does not hold although it has begun: from a day on, until the day it was resumed."""

    __tablename__ = "agreement_suspension"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    resumed_on: Mapped[date | None]
    """The first day on which it holds again."""

    __table_args__ = (CheckConstraint("resumed_on > starts_on", name="resumed_after_it_starts"),)


class AgreementAmendment(TwoSides, Model):
    """Changed terms that are proposed. Accepted by both sides they become the next version, with rates of their own."""

    __tablename__ = "agreement_amendment"

    id: Mapped[int] = id_column()
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    status: Mapped[AmendmentStatus] = mapped_column(code_column(AmendmentStatus, "status"))
    starts_on: Mapped[date]
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    payment_term_days: Mapped[int]
    rates: Mapped[list[dict[str, object]]] = mapped_column(JSONB, default=list)
    clauses: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict, server_default=text("'{}'"))
    version: Mapped[int] = mapped_column(default=1)

    agreement: Mapped[Agreement] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("payment_term_days BETWEEN 0 AND 365", name="payment_term"),
        CheckConstraint("approved_by_id <> proposed_by_id", name="second_person_approves"),
        CheckConstraint("producer_accepted_by_id <> outlet_accepted_by_id", name="never_both_sides"),
    )


class Placement(Model):
    """A product on the shelf of an outlet from a day on, at an agreed price."""

    __tablename__ = "placement"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    first_consigned_price_rupiah: Mapped[int]
    first_retail_price_rupiah: Mapped[int]
    """The prices of its first day; those of another day tells `outlets.placement_prices`."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    quota: Mapped[int | None]
    min_shelf_life_days: Mapped[int | None]
    """How many days a batch must still keep when it is delivered; None asks for nothing."""
    status: Mapped[PlacementStatus] = mapped_column(code_column(PlacementStatus, "status"))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    accepted_at: Mapped[datetime | None]
    accepted_source: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product] = relationship()
    producer: Mapped[Producer] = relationship()
    outlet: Mapped[Outlet] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("first_consigned_price_rupiah > 0 AND first_retail_price_rupiah > 0", name="prices_above_zero"),
        CheckConstraint("quota > 0", name="quota_above_zero"),
        CheckConstraint("min_shelf_life_days > 0", name="shelf_life_above_zero"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        UniqueConstraint("id", "outlet_id"),
        UniqueConstraint("id", "outlet_id", "product_id", "producer_id"),
    )


class OutletCode(Model):
    """An item code of an outlet's own till, learned once and remembered: it means one placement there.

    A code that is no longer used is retired and kept; at any time a code in use means one thing in an outlet.
    """

    __tablename__ = "outlet_code"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    code: Mapped[str]
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    learned_at: Mapped[datetime]
    learned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sales_file_id: Mapped[int | None] = mapped_column(ForeignKey("sales_file.id"))
    """The till file it was learned from, if it was."""
    retired_at: Mapped[datetime | None]
    retired_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    placement: Mapped[Placement] = relationship()

    __table_args__ = (
        Index("uq_outlet_code_in_use", "outlet_id", "code", unique=True, postgresql_where=text("retired_at IS NULL")),
        CheckConstraint("(retired_at IS NULL) = (retired_by_id IS NULL)", name="retired_by_somebody"),
    )


class TillFormat(Model):
    """How an outlet's till writes its files, learned from the mapping step: columns, number and date style, sheet."""

    __tablename__ = "till_format"

    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    number_style: Mapped[str | None]
    date_style: Mapped[str | None]
    sheet: Mapped[str | None]
    learned_at: Mapped[datetime]
    learned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


Index("ix_placement_live", Placement.outlet_id, Placement.product_id, postgresql_where=text("status = 'active'"))
Index(
    "uq_placement_proposed",
    Placement.outlet_id,
    Placement.product_id,
    unique=True,
    postgresql_where=text("status = 'proposed'"),
)
Index(
    "uq_agreement_amendment_open",
    AgreementAmendment.agreement_id,
    unique=True,
    postgresql_where=text("status IN ('proposed', 'awaiting_approval')"),
)
