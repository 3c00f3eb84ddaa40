"""The rules that ask for requirements, the sets a retail chain adds, their versions and the changes being prepared."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from partnerships.rule_states import RuleChangeStatus, RuleMove


class RequirementSet(Model):
    """What a retail chain, a group of hotels or a gallery asks for on top of the rules for all outlets of a kind."""

    __tablename__ = "requirement_set"

    id: Mapped[int] = id_column()
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    description: Mapped[str]
    source: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class RequirementRule(Model):
    """Which kind a category of product needs, where, for whom, from when to when, and by what source.

    A rule is never edited: a new version of the rules leaves it out (`ended_in_version`, the first version without it)
    and puts another in its place. Triggers refuse any other change. `to_confirm` says what of it somebody still has to
    look up; empty means nothing. A rule of a set comes on top of the rules without one.
    """

    __tablename__ = "requirement_rule"

    id: Mapped[int] = id_column()
    kind: Mapped[str]
    category: Mapped[str | None]
    outlet_kind: Mapped[str | None]
    size_class: Mapped[str | None]
    requirement_set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_set.id"), index=True)
    need: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    source: Mapped[str]
    to_confirm: Mapped[str] = mapped_column(default="", server_default="")
    introduced_in_version: Mapped[int] = mapped_column(default=1, server_default="1")
    ended_in_version: Mapped[int | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_rule.id"))

    requirement_set: Mapped[RequirementSet | None] = relationship()

    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        CheckConstraint("ended_in_version > introduced_in_version", name="ends_in_a_later_version"),
        CheckConstraint("requirement_set_id IS NULL OR need <> 'not_needed'", name="set_only_adds"),
    )


class RuleVersion(AppendOnly, Model):
    """One version of the whole set of rules: when it came, by whom, why and by what source. The first is the seed."""

    __tablename__ = "rule_version"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    applied_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reason: Mapped[str]
    source: Mapped[str]


class RuleChange(Model):
    """A change of the rules that is prepared, looked at and then applied as a new version, or discarded."""

    __tablename__ = "rule_change"

    id: Mapped[int] = id_column()
    status: Mapped[RuleChangeStatus] = mapped_column(code_column(RuleChangeStatus, "status"))
    reason: Mapped[str]
    source: Mapped[str]
    prepared_on_version: Mapped[int] = mapped_column(ForeignKey("rule_version.number"))
    prepared_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    applied_version: Mapped[int | None] = mapped_column(ForeignKey("rule_version.number"))
    version: Mapped[int] = mapped_column(default=1)

    items: Mapped[list["RuleChangeItem"]] = relationship(
        order_by="RuleChangeItem.id", cascade="all, delete-orphan", back_populates="change"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("applied_version"),
        CheckConstraint("(status = 'applied') = (applied_version IS NOT NULL)", name="applied_as_a_version"),
    )


class RuleChangeItem(Model):
    """One step of a change: add a rule, end one on a last day, or put another in its place from a day on.

    `rule_id` is the rule that is ended or superseded. What is added stands in the other columns; an end needs only
    `ends_on`. `already_in_force` says that the source is older than the change, so that its days may lie in the past.
    """

    __tablename__ = "rule_change_item"

    id: Mapped[int] = id_column()
    change_id: Mapped[int] = mapped_column(ForeignKey("rule_change.id"), index=True)
    move: Mapped[RuleMove] = mapped_column(code_column(RuleMove, "move"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_rule.id"))
    kind: Mapped[str]
    category: Mapped[str | None]
    outlet_kind: Mapped[str | None]
    size_class: Mapped[str | None]
    requirement_set_id: Mapped[int | None] = mapped_column(ForeignKey("requirement_set.id"))
    need: Mapped[str]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    source: Mapped[str]
    to_confirm: Mapped[str] = mapped_column(default="")
    already_in_force: Mapped[bool] = mapped_column(default=False)

    change: Mapped[RuleChange] = relationship(back_populates="items")
    rule: Mapped[RequirementRule | None] = relationship()
    requirement_set: Mapped[RequirementSet | None] = relationship()

    __table_args__ = (CheckConstraint("(move = 'add') = (rule_id IS NULL)", name="adds_or_names_a_rule"),)
