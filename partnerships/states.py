"""The states of producers, products and requirements, and the moves between them that are allowed."""

from enum import StrEnum

from core.wording import N_


class ProducerStatus(StrEnum):
    """Where a producer stands with the agency."""

    REGISTERED = "registered"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"


NOT_TRADING = frozenset({ProducerStatus.SUSPENDED, ProducerStatus.LEFT})
"""While a producer stands so, it makes no agreement, places nothing and sends no goods."""


class ProductStatus(StrEnum):
    """Where a product stands in curation."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class RequirementStatus(StrEnum):
    """Where a submitted document stands in verification."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WAIVED = "waived"
    EXPIRED = "expired"
    REVOKED = "revoked"


class RequestStatus(StrEnum):
    """Where a request about personal data stands."""

    RECEIVED = "received"
    IDENTITY_CHECKED = "identity_checked"
    PREPARED = "prepared"
    DONE = "done"
    REFUSED = "refused"


class Source(StrEnum):
    """How what was typed reached whoever typed it."""

    SELF = "self"
    VISIT = "visit"
    PHONE = "phone"
    PAPER = "paper"
    WHATSAPP = "whatsapp"


SOURCE_LABELS = {
    Source.SELF: N_("Diisi sendiri"),
    Source.VISIT: N_("Kunjungan"),
    Source.PHONE: N_("Telepon"),
    Source.PAPER: N_("Formulir kertas"),
    Source.WHATSAPP: N_("WhatsApp"),
}


class Decision(StrEnum):
    """What a reviewer may decide about a submitted document; a product cannot be waived."""

    ACCEPTED = "accepted"
    RETURNED = "returned"
    REJECTED = "rejected"
    WAIVED = "waived"


PRODUCT_STATUS_OF = {
    Decision.ACCEPTED: ProductStatus.ACTIVE,
    Decision.RETURNED: ProductStatus.RETURNED,
    Decision.REJECTED: ProductStatus.WITHDRAWN,
}
"""Where a decision of curation takes a product."""

PRODUCER_MOVES: dict[ProducerStatus, frozenset[ProducerStatus]] = {
    ProducerStatus.REGISTERED: frozenset({ProducerStatus.ACTIVE, ProducerStatus.SUSPENDED, ProducerStatus.LEFT}),
    ProducerStatus.ACTIVE: frozenset({ProducerStatus.SUSPENDED, ProducerStatus.LEFT}),
    ProducerStatus.SUSPENDED: frozenset({ProducerStatus.ACTIVE, ProducerStatus.LEFT}),
    ProducerStatus.LEFT: frozenset(),
}
PRODUCT_MOVES: dict[ProductStatus, frozenset[ProductStatus]] = {
    ProductStatus.SUBMITTED: frozenset({ProductStatus.ACTIVE, ProductStatus.RETURNED, ProductStatus.WITHDRAWN}),
    ProductStatus.RETURNED: frozenset({ProductStatus.SUBMITTED, ProductStatus.WITHDRAWN}),
    ProductStatus.ACTIVE: frozenset({ProductStatus.SUSPENDED, ProductStatus.WITHDRAWN}),
    ProductStatus.SUSPENDED: frozenset({ProductStatus.ACTIVE, ProductStatus.WITHDRAWN}),
    ProductStatus.WITHDRAWN: frozenset(),
}
REQUIREMENT_MOVES: dict[RequirementStatus, frozenset[RequirementStatus]] = {
    RequirementStatus.SUBMITTED: frozenset(
        {
            RequirementStatus.ACCEPTED,
            RequirementStatus.RETURNED,
            RequirementStatus.REJECTED,
            RequirementStatus.WAIVED,
        }
    ),
    RequirementStatus.ACCEPTED: frozenset({RequirementStatus.EXPIRED, RequirementStatus.REVOKED}),
    RequirementStatus.WAIVED: frozenset({RequirementStatus.EXPIRED, RequirementStatus.REVOKED}),
    RequirementStatus.RETURNED: frozenset(),
    RequirementStatus.REJECTED: frozenset(),
    RequirementStatus.EXPIRED: frozenset(),
    RequirementStatus.REVOKED: frozenset(),
}
REQUEST_MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.RECEIVED: frozenset({RequestStatus.IDENTITY_CHECKED, RequestStatus.REFUSED}),
    RequestStatus.IDENTITY_CHECKED: frozenset({RequestStatus.PREPARED, RequestStatus.DONE, RequestStatus.REFUSED}),
    RequestStatus.PREPARED: frozenset({RequestStatus.IDENTITY_CHECKED, RequestStatus.DONE, RequestStatus.REFUSED}),
    RequestStatus.DONE: frozenset(),
    RequestStatus.REFUSED: frozenset(),
}
"""A request about personal data; only an erasure is prepared by one person and done by another."""
REQUEST_LABELS: dict[RequestStatus, str] = {
    RequestStatus.RECEIVED: N_("Diterima, identitas belum diperiksa"),
    RequestStatus.IDENTITY_CHECKED: N_("Identitas diperiksa, sedang dikerjakan"),
    RequestStatus.PREPARED: N_("Disiapkan, menunggu orang kedua"),
    RequestStatus.DONE: N_("Selesai"),
    RequestStatus.REFUSED: N_("Ditolak"),
}

STATUS_LABELS: dict[str, str] = {
    ProducerStatus.REGISTERED: N_("Terdaftar"),
    ProducerStatus.ACTIVE: N_("Aktif"),
    ProducerStatus.SUSPENDED: N_("Dibekukan"),
    ProducerStatus.LEFT: N_("Keluar dari kemitraan"),
    RequirementStatus.SUBMITTED: N_("Sedang diverifikasi"),
    RequirementStatus.RETURNED: N_("Dikembalikan untuk perbaikan"),
    RequirementStatus.ACCEPTED: N_("Disetujui"),
    RequirementStatus.REJECTED: N_("Ditolak"),
    RequirementStatus.WAIVED: N_("Dikecualikan"),
    RequirementStatus.EXPIRED: N_("Kedaluwarsa"),
    RequirementStatus.REVOKED: N_("Dicabut"),
    ProductStatus.WITHDRAWN: N_("Ditarik"),
}
"""The word for each state, by its value; a value that two nouns share has one word."""
