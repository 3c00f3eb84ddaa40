"""What goes with a product: changes of what was approved, its photos, and what curation decided about it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from partnerships.models import Product
from partnerships.product_states import RevisionStatus


class ProductRevision(Model):
    """A change to an approved product: what it shall become and what it was; only its state moves, never its content.

    `content` and `before` hold the reviewed fields of `product_content.REVIEWED`. `changed_in_making` are the codes of
    what the producer says changed in how it is made, which the halal watch looks at, with `note` in its own words.
    """

    __tablename__ = "product_revision"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    number: Mapped[int]
    content: Mapped[dict[str, object]] = mapped_column(JSONB)
    before: Mapped[dict[str, object]] = mapped_column(JSONB)
    changed_in_making: Mapped[list[str]] = mapped_column(JSONB, default=list)
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[RevisionStatus] = mapped_column(code_column(RevisionStatus, "status"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    submitted_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    product: Mapped[Product] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("product_id", "number"),
        CheckConstraint("decided_by_id <> submitted_by_id", name="second_person_decides"),
        CheckConstraint("(status = 'submitted') = (decided_at IS NULL)", name="decided_at_some_time"),
        Index("uq_product_revision_open", "product_id", unique=True, postgresql_where=text("status = 'submitted'")),
    )


class ProductPhoto(AppendOnly, Model):
    """A photo somebody added to a product, with a small rendition; which are shown in which order is content."""

    __tablename__ = "product_photo"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    small_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    small: Mapped[StoredFile] = relationship(foreign_keys=[small_id])


class CurationDecision(AppendOnly, Model):
    """What curation decided about a product or a change of it, with the checklist as it was ticked.

    `checks` maps each item of `curation_checklist` to whether it was ticked; None where no checklist came along.
    """

    __tablename__ = "curation_decision"

    id: Mapped[int] = id_column()
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("product_revision.id"))
    decision: Mapped[str]
    checks: Mapped[dict[str, bool] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
