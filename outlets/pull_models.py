"""Placements whose product lost a paper: the hold that stops deliveries, and the pull list of the outlet."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, id_column
from outlets.models import Placement
from partnerships.models import Requirement


class PlacementHold(Model):
    """A placement without a paper it needs: no deliveries, and sales from `since` on are held, until it is lifted.

    It is lifted by a renewal, or by an override that one member of staff asks for and another grants.
    """

    __tablename__ = "placement_hold"

    id: Mapped[int] = id_column()
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), index=True)
    kind: Mapped[str]
    """The kind of paper that is missing now."""
    since: Mapped[date]
    """The first day on which a sale is held."""
    made_at: Mapped[datetime]
    lifted_on: Mapped[date | None]
    """The first day on which a sale is no longer held."""
    lifted_at: Mapped[datetime | None]
    lifted_by_requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"))
    override_asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    override_asked_at: Mapped[datetime | None]
    override_reason: Mapped[str | None]
    overridden_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    placement: Mapped[Placement] = relationship()
    requirement: Mapped[Requirement] = relationship(foreign_keys=requirement_id)

    @property
    def is_open(self) -> bool:
        """Whether it still stops deliveries."""
        return self.lifted_on is None

    @property
    def override_waits(self) -> bool:
        """Whether somebody asked to override it and nobody has granted that yet."""
        return self.is_open and self.override_asked_by_id is not None

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("placement_id", "requirement_id", "kind"),
        CheckConstraint("(lifted_on IS NULL) = (lifted_at IS NULL)", name="lifted_at_some_time"),
        CheckConstraint("overridden_by_id <> override_asked_by_id", name="second_person_overrides"),
        CheckConstraint(
            "overridden_by_id IS NULL OR (override_asked_by_id IS NOT NULL AND override_reason <> ''"
            " AND lifted_on IS NOT NULL)",
            name="overridden_for_a_reason",
        ),
        Index("ix_placement_hold_open", "placement_id", postgresql_where=text("lifted_on IS NULL")),
    )


class PullEntry(Model):
    """One line of an outlet's pull list: take this product off the shelf by a day, and say how many there were."""

    __tablename__ = "pull_entry"

    id: Mapped[int] = id_column()
    placement_id: Mapped[int]
    outlet_id: Mapped[int]
    hold_id: Mapped[int] = mapped_column(ForeignKey("placement_hold.id"))
    asked_on: Mapped[date]
    deadline: Mapped[date]
    pulled_on: Mapped[date | None]
    pulled_quantity: Mapped[int | None]
    note: Mapped[str | None]
    pulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    pulled_at: Mapped[datetime | None]
    pulled_source: Mapped[str | None]
    lifted_on: Mapped[date | None]
    """The day from which the product may stand on the shelf again."""
    version: Mapped[int] = mapped_column(default=1)

    placement: Mapped[Placement] = relationship()
    hold: Mapped[PlacementHold] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        ForeignKeyConstraint(["placement_id", "outlet_id"], ["placement.id", "placement.outlet_id"]),
        CheckConstraint("deadline >= asked_on", name="deadline_after_asking"),
        CheckConstraint("pulled_quantity >= 0", name="quantity_not_negative"),
        CheckConstraint(
            "(pulled_on IS NULL) = (pulled_quantity IS NULL) AND (pulled_on IS NULL) = (pulled_by_id IS NULL)"
            " AND (pulled_on IS NULL) = (pulled_at IS NULL)",
            name="pulled_by_somebody",
        ),
        Index("ix_pull_entry_outlet", "outlet_id", "deadline"),
        Index("uq_pull_entry_current", "placement_id", unique=True, postgresql_where=text("lifted_on IS NULL")),
    )
