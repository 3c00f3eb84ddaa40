"""Who ordered: name and telephone of a buyer, sealed under the installation's keys and opened for whom it concerns."""

import json
from dataclasses import dataclass

from core.secrets_at_rest import decrypt, encrypt, keyed_hash
from core.text import MASK
from outlets.preorder_models import Preorder

BUYER_PURPOSE = "preorder|buyer"
PHONE_PURPOSE = "preorder|phone"


@dataclass(frozen=True)
class Buyer:
    """A buyer as it told itself; the telephone as E.164."""

    name: str
    phone: str

    @property
    def short_name(self) -> str:
        """As much of the name as a page may show to whoever holds the code: `R••• S•••`."""
        return " ".join(f"{word[0]}{MASK}" for word in self.name.split()[:3])


ERASED = Buyer("", "")


def sealed(buyer: Buyer) -> bytes:
    """A buyer as it is kept."""
    return encrypt(json.dumps({"name": buyer.name, "phone": buyer.phone}), BUYER_PURPOSE)


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
    told = json.loads(decrypt(buyer_encrypted, BUYER_PURPOSE))
    return Buyer(told["name"], told["phone"])
