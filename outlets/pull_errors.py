"""Why something about holds and pull lists is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.wording import N_


class UnknownHold(NotFound):
    """No such hold, or not this person's to see."""

    sentence = N_("Penahanan ini tidak ditemukan.")


class UnknownPullEntry(NotFound):
    """No such line of a pull list, or not this person's to see."""

    sentence = N_("Baris daftar penarikan ini tidak ditemukan.")


class AlreadyPulled(Conflict):
    """Somebody noted already that it was taken off the shelf. Parameters: `who`, `day`."""

    code = "already_pulled"
    sentence = N_("Penarikan ini sudah dicatat oleh %(who)s untuk tanggal %(day)s.")


class NoLongerAsked(Conflict):
    """The product may stand on the shelf again, so it need not be pulled. Parameters: `day`."""

    code = "pull_no_longer_asked"
    sentence = N_("Produk ini boleh dipajang lagi sejak %(day)s, jadi tidak perlu ditarik.")


class PulledBeforeAsked(InvalidInput):
    """A day before the pull was asked for, or one that has not come. Parameters: `first`, `last`."""

    code = "pulled_on_impossible"
    sentence = N_("Tanggal penarikan harus antara %(first)s dan %(last)s.")


class SourceNeeded(InvalidInput):
    """Staff who note something for an outlet say how they know."""

    code = "source_needed"
    sentence = N_("Sebutkan dari mana Anda mengetahuinya, misalnya kunjungan atau telepon.")


class HoldLifted(Conflict):
    """A hold that was lifted needs no override. Parameters: `day`."""

    code = "hold_already_lifted"
    sentence = N_("Penahanan ini sudah dicabut sejak %(day)s.")


class OverrideAsked(Conflict):
    """Somebody asked for this override already. Parameters: `who`."""

    code = "override_already_asked"
    sentence = N_("%(who)s sudah meminta pengecualian ini; petugas lain perlu menyetujuinya.")


class OverrideNotAsked(Conflict):
    """Nobody asked to override this hold."""

    code = "override_not_asked"
    sentence = N_("Belum ada yang meminta pengecualian untuk penahanan ini.")


class SecondPersonOverrides(NotPermitted):
    """Whoever asked for an override does not grant it."""

    code = "second_person_needed"
    sentence = N_("Anda yang meminta pengecualian ini, jadi petugas lain yang harus menyetujuinya.")
