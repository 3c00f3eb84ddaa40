"""The codes of personal data: what consent is asked for, what a person may ask of us, and how identity is checked."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from core.wording import N_

TIME_TO_ANSWER = timedelta(hours=72)
"""Three times 24 hours from receipt: UU 27/2022 Pasal 30, 32, 40, 41. It cannot be extended."""


class Purpose(StrEnum):
    """What a producer is asked about. The notice is acknowledged; the others are consents that may be withdrawn.

    Registration, vetting and trade rest on public service and agreement (UU 27/2022 Pasal 20 ayat 2 huruf b, c, e);
    only what goes beyond them rests on consent (huruf a).
    """

    PRIVACY_NOTICE = "privacy_notice"
    PUBLIC_PROFILE = "public_profile"
    PHONE_SHOWN = "phone_shown"
    PHOTOS = "photos"
    WHATSAPP = "whatsapp"


PURPOSE_LABELS: Mapping[Purpose, str] = {
    Purpose.PRIVACY_NOTICE: N_("Pemberitahuan privasi"),
    Purpose.PUBLIC_PROFILE: N_("Profil usaha di katalog umum"),
    Purpose.PHONE_SHOWN: N_("Nomor telepon pada label dan katalog"),
    Purpose.PHOTOS: N_("Foto pemilik dan tempat produksi"),
    Purpose.WHATSAPP: N_("Kabar dan undangan lewat WhatsApp"),
}
OPTIONAL = tuple(purpose for purpose in Purpose if purpose is not Purpose.PRIVACY_NOTICE)
"""What one may say no to, now or later."""


class RequestKind(StrEnum):
    """What a person may ask about their data (UU 27/2022 Pasal 5-13)."""

    ACCESS = "access"
    CORRECTION = "correction"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    ERASURE = "erasure"
    WITHDRAWAL = "withdrawal"


KIND_LABELS: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: N_("Salinan semua data saya"),
    RequestKind.CORRECTION: N_("Perbaikan data"),
    RequestKind.RESTRICTION: N_("Pembatasan pemrosesan"),
    RequestKind.OBJECTION: N_("Keberatan atas keputusan otomatis"),
    RequestKind.ERASURE: N_("Penghapusan data"),
    RequestKind.WITHDRAWAL: N_("Penarikan persetujuan"),
}
KIND_ARTICLES: Mapping[RequestKind, str] = {
    RequestKind.ACCESS: "UU 27/2022 Pasal 7, 32",
    RequestKind.CORRECTION: "UU 27/2022 Pasal 6, 30",
    RequestKind.RESTRICTION: "UU 27/2022 Pasal 11, 41",
    RequestKind.OBJECTION: "UU 27/2022 Pasal 10",
    RequestKind.ERASURE: "UU 27/2022 Pasal 8, 43",
    RequestKind.WITHDRAWAL: "UU 27/2022 Pasal 9, 40",
}


class RefusalArticle(StrEnum):
    """On what ground of the law a request may be refused."""

    IDENTITY = "identity"
    KEPT_BY_LAW = "kept_by_law"
    STATE_ADMINISTRATION = "state_administration"
    BINDING_CONTRACT = "binding_contract"
    OTHERS_HARMED = "others_harmed"


ARTICLE_LABELS: Mapping[RefusalArticle, str] = {
    RefusalArticle.IDENTITY: N_("Pasal 14: identitas pemohon tidak terbukti"),
    RefusalArticle.KEPT_BY_LAW: N_("Pasal 50: wajib disimpan menurut undang-undang"),
    RefusalArticle.STATE_ADMINISTRATION: N_("Pasal 15 ayat (1) huruf c: penyelenggaraan negara"),
    RefusalArticle.BINDING_CONTRACT: N_("Pasal 41 ayat (3): masih terikat perjanjian"),
    RefusalArticle.OTHERS_HARMED: N_("Pasal 33: membuka data pribadi orang lain"),
}


class IdentityProof(StrEnum):
    """How it was made sure that whoever asks is the person."""

    SIGNED_IN = "signed_in"
    ID_CARD_SEEN = "id_card_seen"
    CALLED_BACK = "called_back"
    VISITED = "visited"


PROOF_LABELS: Mapping[IdentityProof, str] = {
    IdentityProof.SIGNED_IN: N_("Masuk dengan akunnya sendiri"),
    IdentityProof.ID_CARD_SEEN: N_("KTP asli dicocokkan"),
    IdentityProof.CALLED_BACK: N_("Ditelepon ke nomor yang terdaftar"),
    IdentityProof.VISITED: N_("Dikunjungi petugas"),
}


class Channel(StrEnum):
    """How a consent or a request reached us; the same codes as `Source`, and the public form."""

    SELF = "self"
    VISIT = "visit"
    PHONE = "phone"
    PAPER = "paper"
    WHATSAPP = "whatsapp"
    PUBLIC_FORM = "public_form"


CHANNEL_LABELS: Mapping[Channel, str] = {
    Channel.SELF: N_("Diisi sendiri"),
    Channel.VISIT: N_("Kunjungan"),
    Channel.PHONE: N_("Telepon"),
    Channel.PAPER: N_("Formulir kertas"),
    Channel.WHATSAPP: N_("WhatsApp"),
    Channel.PUBLIC_FORM: N_("Formulir umum"),
}
OF_STAFF = (Channel.VISIT, Channel.PHONE, Channel.PAPER, Channel.WHATSAPP)
"""How what staff write down for somebody reached them."""
