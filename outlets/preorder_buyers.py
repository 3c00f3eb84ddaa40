"""Who ordered: name, telephone and e-mail address of a buyer.

They are sealed under the installation's keys and opened for whom it concerns.
"""

import json
from dataclasses import asdict, dataclass

from sqlalchemy import select, update

from core.database import db
from core.secrets_at_rest import decrypt, encrypt, keyed_hash, resealed
from core.text import MASK
from outlets.preorder_models import Preorder

BUYER_PURPOSE = "preorder|buyer"
PHONE_PURPOSE = "preorder|phone"
BATCH = 500


@dataclass(frozen=True)
class Buyer:
    """A buyer as it told itself; the telephone as E.164, the e-mail address empty where it wants no notices."""

    name: str
    phone: str
    email: str = ""
    language: str = "id"
    """In which notices speak to it."""

    @property
    def short_name(self) -> str:
        """As much of the name as a page may show to whoever holds the code: `R••• S•••`."""
        return " ".join(f"{word[0]}{MASK}" for word in self.name.split()[:3])


ERASED = Buyer("", "")


def sealed(buyer: Buyer) -> bytes:
    """A buyer as it is kept."""
    return encrypt(json.dumps(asdict(buyer)), BUYER_PURPOSE)


def hash_of_phone(phone: str) -> str:
    """By which the orders of one telephone find each other."""
    return keyed_hash(phone, PHONE_PURPOSE)


def buyer_of(order: Preorder) -> Buyer:
    """The buyer of an order; empty where its data was erased. Raises `CannotBeRead`."""
    return opened(order.buyer_encrypted)


def reseal_buyers(after_id: int = 0) -> int | None:
    """Bring the next batch of buyers under the current key; the id to go on after, None when all are done.

    A row somebody changed meanwhile is left to the next run, so it may be stopped, run again, and run while people
    work. Raises `CannotBeRead` for the first row that does not open, and changes none of its batch.
    """
    kept = Preorder.buyer_encrypted
    rows = select(Preorder.id, kept).where(Preorder.id > after_id, kept.is_not(None)).order_by(Preorder.id).limit(BATCH)
    last = None
    for order_id, sealed_buyer in db.session.execute(rows):
        last, fresh = order_id, resealed(sealed_buyer, BUYER_PURPOSE)
        if fresh != sealed_buyer:
            same = (Preorder.id == order_id, kept == sealed_buyer)
            db.session.execute(update(Preorder).where(*same).values(buyer_encrypted=fresh))
    return last


def opened(buyer_encrypted: bytes | None) -> Buyer:
    """The same, from the sealed column. Raises `CannotBeRead`."""
    if buyer_encrypted is None:
        return ERASED
    return Buyer(**json.loads(decrypt(buyer_encrypted, BUYER_PURPOSE)))
