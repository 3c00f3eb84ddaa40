"""The words of personal data for pages and histories, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts import audit
from core.languages import speak
from core.wording import N_
from partnerships.personal_codes import (
    ARTICLE_LABELS,
    CHANNEL_LABELS,
    KIND_LABELS,
    OF_STAFF,
    PROOF_LABELS,
    PURPOSE_LABELS,
    IdentityProof,
)
from partnerships.states import REQUEST_LABELS

audit.ACTION_LABELS.update(
    {
        "producer:consent_withdrawn": N_("Persetujuan ditarik"),
        "producer:restricted": N_("Pemrosesan data dibatasi"),
        "producer:unrestricted": N_("Pembatasan pemrosesan dicabut"),
        "producer:erased": N_("Data pribadi dihapus"),
        "producer:export_made": N_("Salinan data dibuat"),
        "producer:export_downloaded": N_("Salinan data diunduh"),
        "data_request:received": N_("Permintaan diterima"),
        "data_request:identity_checked": N_("Identitas pemohon diperiksa"),
        "data_request:prepared": N_("Penghapusan disiapkan"),
        "data_request:sent_back": N_("Penghapusan dikembalikan"),
        "data_request:done": N_("Permintaan selesai"),
        "data_request:refused": N_("Permintaan ditolak"),
        "data_request:read": N_("Isi permintaan dibuka"),
        "consent_text:published": N_("Teks persetujuan baru diterbitkan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "asked": N_("Permintaan"),
        "purpose": N_("Tujuan"),
        "article": N_("Dasar penolakan"),
        "proof": N_("Bukti identitas"),
    }
)
audit.VALUE_LABELS.update(
    {
        "purpose": {
            **audit.VALUE_LABELS.get("purpose", {}),
            **{str(code): word for code, word in PURPOSE_LABELS.items()},
        },
        "asked": {str(code): word for code, word in KIND_LABELS.items()},
        "article": {str(code): word for code, word in ARTICLE_LABELS.items()},
        "proof": {str(code): word for code, word in PROOF_LABELS.items()},
    }
)
audit.VALUE_LABELS["status"] = {
    **{str(code): word for code, word in REQUEST_LABELS.items()},
    **audit.VALUE_LABELS.get("status", {}),
}
Choices = list[tuple[str, str]]


def purpose_word(code: str) -> str:
    """The word for a purpose of consent."""
    return _word(PURPOSE_LABELS, code)


def kind_word(code: str) -> str:
    """The word for what is asked."""
    return _word(KIND_LABELS, code)


def status_word(code: str) -> str:
    """The word for where a request stands."""
    return _word(REQUEST_LABELS, code)


def channel_word(code: str) -> str:
    """The word for how something reached us."""
    return _word(CHANNEL_LABELS, code)


def proof_word(code: str) -> str:
    """The word for how identity was checked."""
    return _word(PROOF_LABELS, code)


def article_word(code: str) -> str:
    """The words of the article a refusal rests on."""
    return _word(ARTICLE_LABELS, code)


def choices(labels: Mapping[Any, str], among: Iterable[Any] | None = None) -> Choices:
    """Codes to choose from with their words."""
    return [(code.value, speak(labels[code])) for code in (among if among is not None else labels)]


def channel_choices() -> Choices:
    """How what staff write down reached them."""
    return choices(CHANNEL_LABELS, OF_STAFF)


def proof_choices() -> Choices:
    """How staff may have checked who somebody is."""
    return choices(PROOF_LABELS, [proof for proof in IdentityProof if proof is not IdentityProof.SIGNED_IN])


def _word(labels: Mapping[Any, str], code: str) -> str:
    return speak(next((label for known, label in labels.items() if known.value == code), code))
