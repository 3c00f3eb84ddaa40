"""Who ordered: name, telephone and e-mail address of a buyer.

They are sealed under the installation's keys and opened for whom it concerns.
"""

import json
from dataclasses import asdict, dataclass

from core.secrets_at_rest import decrypt, encrypt, keyed_hash
from core.text import MASK
from outlets.preorder_models import Preorder

BUYER_PURPOSE = "preorder|buyer"
PHONE_PURPOSE = "preorder|phone"


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


def opened(buyer_encrypted: bytes | None) -> Buyer:
    """The same, from the sealed column. Raises `CannotBeRead`."""
    if buyer_encrypted is None:
        return ERASED
    return Buyer(**json.loads(decrypt(buyer_encrypted, BUYER_PURPOSE)))
