"""The accounts that act for a producer: made by registering oneself, or by an invitation of the agency."""

from datetime import date

from sqlalchemy import select

from accounts import links, people
from accounts.audit import record
from accounts.errors import EmailTaken
from accounts.models import LinkPurpose, UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from partnerships import consents, producers
from partnerships.errors import AlreadyHasPassword, ConsentNeeded, NikAlreadyRegistered, UnknownProducer
from partnerships.models import Producer, ProducerMember, RepeatedRegistration
from partnerships.personal_codes import Purpose


def register_oneself(
    *,
    name: str,
    owner_name: str,
    owner_nik: str,
    phone: str,
    email: str,
    consent: bool,
    region_code: str,
    address: str = "",
    started_on: date | None = None,
    annual_sales_rupiah: int | None = None,
    capital_rupiah: int | None = None,
) -> Producer | None:
    """Register a producer on the public page and invite its owner by e-mail.

    A NIK that is known already makes no second producer: the attempt is noted for staff and None is returned, so that
    the applicant reads the same answer either way. An address that has an account gets no second one; staff see that
    nobody acts for the producer yet. Raises what `producers.register` raises for wrong content, and `ConsentNeeded`.
    """
    if not consent:
        raise ConsentNeeded(field="consent")
    try:
        producer = producers.register(
            by=None,
            name=name,
            owner_name=owner_name,
            owner_nik=owner_nik,
            phone=phone,
            region_code=region_code,
            address=address,
            started_on=started_on,
            annual_sales_rupiah=annual_sales_rupiah,
            capital_rupiah=capital_rupiah,
        )
    except NikAlreadyRegistered:
        note_repeated(owner_nik=owner_nik, name=name, phone=phone, region_code=region_code)
        return None
    consents.record(producer, Purpose.PRIVACY_NOTICE, granted=True, by=None)
    try:
        account, _link = people.invite(name=owner_name, email=email, role=Role.PRODUCER, by=None)
    except EmailTaken:
        return producer
    _join(account, producer, by=None)
    return producer


def note_repeated(*, owner_nik: str, name: str, phone: str, region_code: str) -> None:
    """Note for staff that somebody tried to register a NIK that is known already."""
    nik, e164 = producers.readable(owner_nik, phone)
    existing = producers.find_by_nik(nik)
    if existing is not None:
        db.session.add(
            RepeatedRegistration(
                producer_id=existing.id, name=name, phone=e164, region_code=region_code, created_at=now()
            )
        )
        db.session.flush()


def invite(producer_id: int, *, by: UserAccount, email: str, name: str) -> str:
    """Invite somebody to act for a producer; the address of the link. Raises `UnknownProducer`, `EmailTaken`."""
    producer = producers.get(producer_id, by=by)
    account, link = people.invite(name=name, email=email, role=Role.PRODUCER, by=by)
    _join(account, producer, by=by)
    return link


def invite_again(producer_id: int, *, by: UserAccount, user_id: int) -> str:
    """A fresh invitation for a member without a password. Raises `UnknownProducer`, `AlreadyHasPassword`."""
    producer = producers.get(producer_id, by=by)
    account = next((member for member in members_of(producer.id) if member.id == user_id), None)
    if account is None:
        raise UnknownProducer
    if account.password_hash:
        raise AlreadyHasPassword
    return links.issue(account, LinkPurpose.INVITATION, by=by)


def members_of(producer_id: int) -> list[UserAccount]:
    """The accounts that act for a producer."""
    rows = (
        select(UserAccount)
        .join(ProducerMember, ProducerMember.user_id == UserAccount.id)
        .where(ProducerMember.producer_id == producer_id)
    )
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())


def repeated_registrations(producer_id: int) -> list[RepeatedRegistration]:
    """Attempts to register the same NIK once more, newest first."""
    rows = select(RepeatedRegistration).where(RepeatedRegistration.producer_id == producer_id)
    return list(db.session.execute(rows.order_by(RepeatedRegistration.id.desc())).scalars())


def add_member(producer_id: int, user: UserAccount) -> None:
    """Let an account act for a producer; used by commands that make accounts. Raises nothing when it already does."""
    if not producers.is_member(user, producer_id):
        db.session.add(ProducerMember(user_id=user.id, producer_id=producer_id))
        db.session.flush()


def _join(account: UserAccount, producer: Producer, *, by: UserAccount | None) -> None:
    add_member(producer.id, account)
    record("producer:member_added", producer, by=by, after={"user_id": account.id})
