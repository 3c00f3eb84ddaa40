"""Documents a producer hands in: who sees them, and what is checked when one is submitted."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import Select, select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from core.secrets_at_rest import keyed_hash
from core.wording import N_, Problem
from partnerships import evidence as evidence_files
from partnerships import evidence_reading, personal_keys, producers, risk_scoring
from partnerships.errors import AlreadyWaiting, NotTheirProduct, UnknownRequirement, WrongContent
from partnerships.models import Producer, Product, Requirement
from partnerships.number_reading import NumberContext, warning
from partnerships.product_categories import PIRT_PACKAGINGS
from partnerships.requirement_kinds import KINDS, DetailType, Findings, RequirementKind, Submission
from partnerships.states import RequirementStatus, Source

DETAILS_PURPOSE = "requirement|details"
PACKAGINGS = {code for code, _label in PIRT_PACKAGINGS.values()}
DEAD = frozenset(
    {
        RequirementStatus.RETURNED,
        RequirementStatus.REJECTED,
        RequirementStatus.EXPIRED,
        RequirementStatus.REVOKED,
    }
)
FOR_STAFF_ONLY = frozenset({"number_shared", "holder_is_not_owner"})
"""Warnings about other people's data or about honesty, which the producer itself is not shown."""


def visible_to(user: UserAccount) -> Select[tuple[Requirement]]:
    """The documents a person may see: those of the producers that person may see."""
    return select(Requirement).where(Requirement.producer_id.in_(producers.ids_visible_to(user)))


def of_producer(producer: Producer) -> Select[tuple[Requirement]]:
    """Every document of a producer the caller may see."""
    return select(Requirement).where(Requirement.producer_id == producer.id)


def get(requirement_id: int, *, by: UserAccount, for_update: bool = False) -> Requirement:
    """One document. Raises `UnknownRequirement` for one that does not exist or is not this person's to see."""
    if not 0 < requirement_id <= producers.LARGEST_ID:
        raise UnknownRequirement
    requirement = get_visible(visible_to(by), Requirement, requirement_id, for_update=for_update)
    if requirement is None:
        raise UnknownRequirement
    return requirement


def submit(
    producer_id: int,
    *,
    by: UserAccount,
    kind: str,
    number: str = "",
    issued_on: date | None = None,
    valid_until: date | None = None,
    product_ids: Collection[int] = (),
    details: Mapping[str, object] | None = None,
    source: Source | None = None,
    evidence: FileStorage | None = None,
    evidence_back: FileStorage | None = None,
) -> Requirement:
    """Hand in a document: its number and dates are read and judged, its evidence kept, and it joins the queue.

    A new row; refused or ended documents of the same kind for the same products are marked as replaced by it. Errors
    stop it (`WrongContent`, by field); warnings are stored for the reviewer. Raises also `UnknownProducer`,
    `ProducerGone`, `NotTheirProduct`, `AlreadyWaiting` and the refusals of `partnerships.evidence`.
    """
    producer = producers.get_active(producer_id, by=by, for_update=True)
    asked = KINDS[str(kind)]
    products = _products_of(producer, product_ids)
    findings = asked.check(
        Submission(
            number=number,
            issued_on=issued_on,
            valid_until=valid_until,
            details=details or {},
            has_evidence=evidence is not None,
            has_back=evidence_back is not None,
        ),
        on=today(),
        context=_context(producer, products),
    )
    if findings.errors:
        raise WrongContent(findings.errors)
    _refuse_twin(asked, producer, products, findings.number)
    evidence_reading.require_quota(producer.id, by)
    stored = evidence_files.keep(evidence, by=by) if evidence is not None else None
    back = evidence_files.keep(evidence_back, by=by, field="evidence_back") if evidence_back is not None else None
    requirement = Requirement(
        producer_id=producer.id,
        kind=asked.code,
        issued_on=issued_on,
        valid_until=valid_until,
        facts=dict(findings.facts),
        status=RequirementStatus.SUBMITTED,
        evidence_id=stored.id if stored else None,
        evidence_back_id=back.id if back else None,
        source=_told(source, producer, by),
        submitted_by_id=by.id,
        submitted_at=now(),
        products=products,
        **_kept(asked, producer, findings),
    )
    requirement.warnings = [
        _stored(found) for found in (*findings.warnings, *_compared(asked, producer, requirement, findings))
    ]
    if again := evidence_reading.used_before(stored, back, requirement):
        requirement.warnings = [*requirement.warnings, _stored(again)]
    risk_scoring.score(requirement)
    db.session.add(requirement)
    db.session.flush()
    risk_scoring.warn_other_holders(requirement)
    _replace_dead(requirement)
    record(
        "requirement:submitted",
        requirement,
        by=by,
        after={"kind": asked.code, "producer_id": producer.id, "products": [product.id for product in products]},
        source=requirement.source or None,
    )
    return requirement


def reveal(requirement_id: int, *, by: UserAccount, purpose: str) -> dict[str, str]:
    """The sealed number and details, for a purpose that is written into the history. Raises `PurposeNeeded`."""
    requirement = get(requirement_id, by=by)
    producers.require_purpose(purpose)
    sealed = requirement.details_encrypted
    opened: dict[str, str] = (
        json.loads(personal_keys.opened(requirement.producer_id, sealed, DETAILS_PURPOSE)) if sealed else {}
    )
    record("requirement:number_read", requirement, by=by, reason=purpose)
    return opened


def warnings_for(requirement: Requirement, reader: UserAccount) -> list[dict[str, object]]:
    """The warnings a reader is shown: staff all, the producer only those about its own document."""
    return [found for found in requirement.warnings if reader.is_staff or found["code"] not in FOR_STAFF_ONLY]


def covered_ids(requirement: Requirement) -> set[int]:
    """The ids of the products a document lists."""
    return {product.id for product in requirement.products}


def of_the_kind(producer_id: int, kind: str, statuses: Iterable[RequirementStatus]) -> list[Requirement]:
    """The documents of a kind that nothing has replaced yet, in these states, oldest first."""
    rows = select(Requirement).where(
        Requirement.producer_id == producer_id,
        Requirement.kind == kind,
        Requirement.replaced_by_id.is_(None),
        Requirement.status.in_(list(statuses)),
    )
    return list(db.session.execute(rows.order_by(Requirement.id)).scalars())


def _products_of(producer: Producer, product_ids: Collection[int]) -> list[Product]:
    wanted = set(product_ids)
    rows = select(Product).where(Product.producer_id == producer.id, Product.id.in_(wanted)).order_by(Product.id)
    products = list(db.session.execute(rows).scalars()) if wanted else []
    if len(products) != len(wanted):
        raise NotTheirProduct(field="product_ids")
    return products


def _context(producer: Producer, products: list[Product]) -> NumberContext:
    """What the number is compared with: the region, and what all the products it covers have in common."""
    categories = {product.category for product in products}
    packagings = {product.packaging for product in products if product.packaging in PACKAGINGS}
    return NumberContext(
        region_code=producer.region_code,
        category=categories.pop() if len(categories) == 1 else None,
        packaging=packagings.pop() if len(packagings) == 1 else None,
    )


def _refuse_twin(asked: RequirementKind, producer: Producer, products: list[Product], number: str) -> None:
    ids = {product.id for product in products}
    for waiting in of_the_kind(producer.id, asked.code, [RequirementStatus.SUBMITTED]):
        theirs = covered_ids(waiting)
        both_bare = not ids and not theirs
        if ids & theirs or (both_bare and (not asked.covers_products or waiting.number == number)):
            raise AlreadyWaiting(extra={"requirement_id": waiting.id})


def _kept(asked: RequirementKind, producer: Producer, findings: Findings) -> dict[str, object]:
    """How number and details are stored: openly, or sealed where the kind's number is personal."""
    if not asked.number_is_personal:
        return {"number": findings.number, "details": dict(findings.details)}
    texts = {field.name for field in asked.details if field.type is DetailType.TEXT}
    sealed = {"number": findings.number} | {name: v for name, v in findings.details.items() if name in texts}
    return {
        "number": "",
        "number_last4": findings.number[-4:],
        "number_hash": keyed_hash(findings.number, f"requirement|{asked.code}"),
        "details": {name: value for name, value in findings.details.items() if name not in texts},
        "details_encrypted": personal_keys.sealed(producer.id, json.dumps(sealed), DETAILS_PURPOSE),
    }


def _compared(
    asked: RequirementKind, producer: Producer, requirement: Requirement, findings: Findings
) -> Iterable[Problem]:
    """Warnings that come from comparing with what is stored: a number two producers share, a foreign account holder."""
    if asked.covers_products and not requirement.products:
        yield warning(
            "covers_no_product", N_("Belum ada produk yang tercakup, jadi belum berlaku untuk produk apa pun.")
        )
    if conditions := risk_scoring.same_number(requirement):
        other = select(Requirement.id).where(*conditions)  # type: ignore[arg-type]
        if db.session.execute(other.limit(1)).first() is not None:
            yield warning(risk_scoring.NUMBER_SHARED, risk_scoring.SHARED_SENTENCE)
    holder = findings.details.get("holder")
    if isinstance(holder, str) and _plain(holder) != _plain(producer.owner_name):
        yield warning("holder_is_not_owner", N_("Nama pemilik rekening berbeda dari nama pemilik usaha."))


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _stored(problem: Problem) -> dict[str, object]:
    params = {name: value if isinstance(value, int) else str(value) for name, value in problem.params.items()}
    return {"code": problem.code, "sentence": problem.sentence, "params": params}


def _told(source: Source | None, producer: Producer, by: UserAccount) -> str:
    if source is not None:
        return source.value
    return Source.SELF.value if producers.is_member(by, producer.id) else ""


def _replace_dead(requirement: Requirement) -> None:
    """Mark what this submission takes the place of: refused or ended documents of the same kind and products."""
    ids = covered_ids(requirement)
    for dead in of_the_kind(requirement.producer_id, requirement.kind, DEAD):
        theirs = covered_ids(dead)
        if ids & theirs or not theirs:
            dead.replaced_by_id = requirement.id
    db.session.flush()
