"""Registrations under way: drafts of the public page, files of many producers, and what was told beside the profile."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import UserAccount
from core.database import Model, code_column, id_column
from partnerships.models import Producer
from partnerships.registration_states import ProducerFileStatus

Index("ix_producer_phone", Producer.phone)


class RegistrationDraft(Model):
    """A registration begun on the public page. Everything told lies sealed; a hash finds it by its token."""

    __tablename__ = "registration_draft"

    id: Mapped[int] = id_column()
    token_hash: Mapped[str] = mapped_column(unique=True)
    told_encrypted: Mapped[bytes]
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class ToldAtRegistration(Model):
    """What a producer told about its goods and its NIB when it was registered, before anything of it was handed in."""

    __tablename__ = "told_at_registration"

    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True, autoincrement=False)
    product_lines: Mapped[list[str]] = mapped_column(JSONB, default=list)
    products: Mapped[str] = mapped_column(default="")
    nib: Mapped[str | None] = mapped_column(index=True)


class ProducerFile(Model):
    """A spreadsheet of many registrations. What it holds lies sealed in this row alone and is removed after a while.

    `content_hash` is keyed, so that nobody can find out by guessing what a removed file held.
    """

    __tablename__ = "producer_file"

    id: Mapped[int] = id_column()
    original_name: Mapped[str]
    content_hash: Mapped[str] = mapped_column(index=True)
    content_encrypted: Mapped[bytes | None]
    rows_encrypted: Mapped[bytes | None]
    """The dry run row by row, as `partnerships/producer_file_check.py` keeps it."""
    status: Mapped[ProducerFileStatus] = mapped_column(code_column(ProducerFileStatus, "status"))
    mapping: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    choices: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    """What a person chose for rows that are not simply new: row number to `merge` or `register`."""
    source: Mapped[str] = mapped_column(default="")
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    uploaded_by: Mapped[UserAccount] = relationship(foreign_keys=[uploaded_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(status = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_some_time"),
        CheckConstraint("content_encrypted IS NOT NULL OR rows_encrypted IS NULL", name="removed_as_a_whole"),
    )
