"""Erasing a person: the key is destroyed, readable personal data replaced, papers and photos removed.

What stays is business and financial evidence by ids, numbers, dates and amounts: the ledger, statements with their
seals, permit numbers and decisions (UU 27/2022 Pasal 50; UU KUP Pasal 28 ayat 11). Whether anything still stands in the
way is asked by the caller, who knows agreements and money too (`application/personal_data/erasure.py`).
"""

from sqlalchemy import delete, func, select, update

from accounts import audit
from accounts.erasing import erase_account
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from core.erased_files import erase
from partnerships import person_tables, personal_keys
from partnerships.members import members_of
from partnerships.models import Producer, ProducerMember, Product, RepeatedRegistration, Requirement
from partnerships.personal_errors import PersonErased
from partnerships.personal_models import DataExport, DataRequest
from partnerships.product_models import ProductRevision
from partnerships.registration_models import ToldAtRegistration
from partnerships.states import ProducerStatus, ProductStatus

MARK = "(data pribadi dihapus)"
NAME = "UMKM %(id)s (data pribadi dihapus)"


def erase_person(producer: Producer, *, by: UserAccount) -> None:
    """Erase the personal data of a producer whose row is locked. Raises `PersonErased` when it was erased before."""
    if producer.erased_at is not None:
        raise PersonErased
    files = person_tables.file_ids(person_tables.rows_about(producer.id))
    erased_files = erase(files, asked_by_id=by.id)
    for account in members_of(producer.id):
        if _acts_for_nobody_else(account, producer):
            erase_account(account, by=by)
    _replace_words(producer)
    producer.name = NAME % {"id": producer.id}
    producer.owner_name = MARK
    producer.owner_nik_encrypted = b""
    producer.owner_nik_hash = f"erased:{producer.id}"
    producer.owner_nik_last4 = ""
    producer.phone = ""
    producer.address = ""
    before = producer.status
    producer.status = ProducerStatus.LEFT
    producer.erased_at = now()
    personal_keys.destroy(producer.id)
    db.session.flush()
    audit.record(
        "producer:erased",
        producer,
        by=by,
        before={"status": before.value},
        after={"status": ProducerStatus.LEFT.value, "files": erased_files},
    )


def _acts_for_nobody_else(account: UserAccount, producer: Producer) -> bool:
    others = select(func.count()).select_from(ProducerMember)
    others = others.where(ProducerMember.user_id == account.id, ProducerMember.producer_id != producer.id)
    return db.session.execute(others).scalar_one() == 0


def _replace_words(producer: Producer) -> None:
    """Take away what was written in words: names of goods, sealed and open details, what was told in requests."""
    owned = select(Product.id).where(Product.producer_id == producer.id).scalar_subquery()
    db.session.execute(delete(RepeatedRegistration).where(RepeatedRegistration.producer_id == producer.id))
    db.session.execute(delete(ToldAtRegistration).where(ToldAtRegistration.producer_id == producer.id))
    db.session.execute(
        update(Requirement)
        .where(Requirement.producer_id == producer.id)
        .values(details={}, details_encrypted=None, number_hash=None, number_last4="", warnings=[])
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(
        update(Product)
        .where(Product.producer_id == producer.id)
        .values(name=func.concat("Produk ", Product.sku), photos=[], status=ProductStatus.WITHDRAWN)
        .execution_options(synchronize_session="fetch")
    )
    for revision in db.session.execute(select(ProductRevision).where(ProductRevision.product_id.in_(owned))).scalars():
        nameless = {"name": f"Produk {revision.product.sku}", "photos": []}
        revision.content, revision.before = {**revision.content, **nameless}, {**revision.before, **nameless}
        revision.note = ""
    db.session.execute(
        update(DataRequest)
        .where(DataRequest.producer_id == producer.id)
        .values(told_encrypted=None, answer=None)
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(
        update(DataExport)
        .where(DataExport.producer_id == producer.id)
        .values(file_id=None, expires_at=now())
        .execution_options(synchronize_session="fetch")
    )
