"""The further terms that hold between a producer and an outlet on a day."""

from datetime import date

from sqlalchemy import select

from core.database import db
from outlets import agreement_terms
from outlets.agreement_clauses import DEFAULTS, Clauses, from_json
from outlets.models import AgreementVersion


def clauses_on(producer_id: int, outlet_id: int, day: date) -> Clauses:
    """The clauses of the agreement in force on a day, by its version of that day; without one the defaults."""
    found = agreement_terms.terms_on(producer_id, outlet_id, day)
    if found is None:
        return DEFAULTS
    terms, version = found
    rows = select(AgreementVersion.clauses).where(
        AgreementVersion.agreement_id == terms.agreement_id, AgreementVersion.number == version.number
    )
    return from_json(db.session.execute(rows).scalar_one())
