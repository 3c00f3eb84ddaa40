"""Bank accounts that were checked, and files of transfers into them."""

import json

from accounts.models import UserAccount
from commissions import payment_files
from commissions.models import Statement
from commissions.payment_file_models import PaymentFile
from core.database import committed, db
from partnerships import personal_keys
from partnerships.models import Producer, Requirement
from partnerships.requirements import DETAILS_PURPOSE
from partnerships.states import RequirementStatus
from tests.factories.partnerships import make_requirement


def make_bank_account(
    producer: Producer,
    number: str = "0012345678",
    bank_code: str = "124",
    holder: str = "Siti Aminah",
    status: RequirementStatus = RequirementStatus.ACCEPTED,
) -> Requirement:
    """A bank account handed in by a producer, sealed as it is when somebody hands it in."""
    row = make_requirement(producer, "bank_account", details={"bank_code": bank_code}, status=status)
    sealed = json.dumps({"number": number, "holder": holder})
    row.details_encrypted = personal_keys.sealed(producer.id, sealed, DETAILS_PURPOSE)
    row.number_last4 = number[-4:]
    db.session.commit()
    return row


def make_payment_file(statement: Statement, by: UserAccount) -> PaymentFile:
    """A file with everything the outlet of a statement owes."""
    return committed(payment_files.make, statement.outlet_id, by=by)
