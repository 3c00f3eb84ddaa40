"""Personal data: a key for each person, what they agreed to, what they ask for, and the copies made for them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from partnerships.models import Producer
from partnerships.personal_codes import (
    TIME_TO_ANSWER,
    Channel,
    IdentityProof,
    Purpose,
    RefusalArticle,
    RequestKind,
)
from partnerships.states import RequestStatus


class PersonalKey(Model):
    """The key that seals one producer's personal data, itself sealed under the installation's key.

    Destroying it is writing nothing over `wrapped`: what it sealed can be read by nobody again, wherever it lies.
    """

    __tablename__ = "personal_key"

    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes | None]
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="there_or_destroyed"),)


class ConsentText(AppendOnly, Model):
    """The wording of one purpose in one version, in both languages; what a person agreed to stays readable."""

    __tablename__ = "consent_text"

    id: Mapped[int] = id_column()
    purpose: Mapped[Purpose] = mapped_column(code_column(Purpose, "purpose"))
    version: Mapped[int]
    indonesian: Mapped[str]
    english: Mapped[str]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (UniqueConstraint("purpose", "version"),)


class Consent(AppendOnly, Model):
    """That a producer said yes or no to a text. The latest row of a purpose counts (UU 27/2022 Pasal 24: proof)."""

    __tablename__ = "consent"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"))
    purpose: Mapped[Purpose] = mapped_column(code_column(Purpose, "purpose"))
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    granted: Mapped[bool]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    channel: Mapped[Channel] = mapped_column(code_column(Channel, "channel"))
    source: Mapped[str] = mapped_column(default="")
    """Where what staff wrote down on the producer's behalf can be found again."""

    text: Mapped[ConsentText] = relationship()

    __table_args__ = (
        CheckConstraint("channel = 'self' OR (by_id IS NOT NULL AND source <> '')", name="on_behalf_has_a_source"),
        Index("ix_consent_producer", "producer_id", "purpose", "id"),
    )


class DataRequest(Model):
    """What somebody asked about their data, and its clock. Words, name and contact lie sealed in `told_encrypted`."""

    __tablename__ = "data_request"

    id: Mapped[int] = id_column()
    kind: Mapped[RequestKind] = mapped_column(code_column(RequestKind, "kind"))
    status: Mapped[RequestStatus] = mapped_column(code_column(RequestStatus, "status"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"), index=True)
    purpose: Mapped[Purpose | None] = mapped_column(code_column(Purpose, "purpose"))
    channel: Mapped[Channel] = mapped_column(code_column(Channel, "channel"))
    source: Mapped[str] = mapped_column(default="")
    told_encrypted: Mapped[bytes | None]
    received_at: Mapped[datetime]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    proof: Mapped[IdentityProof | None] = mapped_column(code_column(IdentityProof, "proof"))
    identity_checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    identity_checked_at: Mapped[datetime | None]
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    prepared_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    article: Mapped[RefusalArticle | None] = mapped_column(code_column(RefusalArticle, "article"))
    answer: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    producer: Mapped[Producer | None] = relationship()

    @property
    def deadline_at(self) -> datetime:
        """Until when it must be answered; it cannot be extended."""
        return self.received_at + TIME_TO_ANSWER

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("closed_by_id <> prepared_by_id", name="second_person_erases"),
        CheckConstraint("(status IN ('done', 'refused')) = (closed_at IS NOT NULL)", name="closed_at_some_time"),
        CheckConstraint("(status = 'refused') = (article IS NOT NULL)", name="refused_by_an_article"),
        CheckConstraint("(kind = 'withdrawal') = (purpose IS NOT NULL)", name="withdrawal_names_its_purpose"),
        Index("ix_data_request_open", "received_at", postgresql_where=text("closed_at IS NULL")),
    )


class DataExport(Model):
    """A copy of everything about a person, made by a job; sealed under the person's key and gone after some days."""

    __tablename__ = "data_export"

    id: Mapped[int] = id_column()
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("data_request.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    job_id: Mapped[int | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    file: Mapped[StoredFile | None] = relationship()
