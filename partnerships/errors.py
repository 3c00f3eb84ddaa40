"""Why something about producers, products and requirements is refused, each named after the fact."""

from core.errors import NotFound
from core.wording import N_


class UnknownProducer(NotFound):
    """No such producer, or not this person's to see."""

    sentence = N_("Pelaku UMKM ini tidak ditemukan.")
