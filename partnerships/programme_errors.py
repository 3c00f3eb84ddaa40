"""Why something about programmes, invitations and attendance is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownProgramme(NotFound):
    """No such programme, or not this person's to see."""

    sentence = N_("Program ini tidak ditemukan.")


class UnknownSession(NotFound):
    """No such session of a programme, or not this person's to see."""

    sentence = N_("Sesi program ini tidak ditemukan.")


class UnknownInvitation(NotFound):
    """No such invitation, or not this person's to see."""

    sentence = N_("Undangan program ini tidak ditemukan.")


class UnknownCheckIn(NotFound):
    """The code of a poster that is not the session's."""

    sentence = N_("Kode hadir ini tidak dikenal. Pindai lagi kode QR di lokasi, atau lapor kepada petugas.")


class RegionOfProgrammeUnknown(InvalidInput):
    """A code that names no province, regency or city."""

    code = "region_unknown"
    sentence = N_("Pilih provinsi, kabupaten, atau kota yang ada di daftar.")


class UnknownAim(InvalidInput):
    """A programme aims at kinds of requirements that exist."""

    code = "unknown_aim"
    sentence = N_("Ada jenis persyaratan sasaran yang tidak dikenal.")


class EndsBeforeItStarts(InvalidInput):
    """A session ends after it starts, on the same day."""

    code = "ends_before_it_starts"
    sentence = N_("Jam selesai harus sesudah jam mulai.")


class SessionInThePast(InvalidInput):
    """A session is planned for a day to come."""

    code = "session_in_the_past"
    sentence = N_("Tanggal sesi sudah lewat. Pilih hari ini atau sesudahnya.")


class AnsweredTooLate(InvalidInput):
    """Answers are due on the day of the session at the latest."""

    code = "answer_by_after_session"
    sentence = N_("Batas jawaban paling lambat pada hari sesi.")


class PlacesBelowComing(Conflict):
    """Fewer places than producers that were promised one. Parameters: `coming`."""

    code = "places_below_coming"
    sentence = N_("%(coming)s pelaku UMKM sudah mendapat tempat, jadi jumlah tempat tidak dapat lebih kecil dari itu.")


class SessionMoveNotAllowed(Conflict):
    """The state of the session does not allow this move."""

    code = "session_move_not_allowed"
    sentence = N_("Sesi ini tidak dapat diubah ke keadaan itu.")


class SessionOver(Conflict):
    """A session that was held or cancelled is no longer changed."""

    code = "session_over"
    sentence = N_("Sesi ini sudah berlangsung atau dibatalkan, jadi tidak dapat diubah lagi.")


class SessionNotOpen(Conflict):
    """Only to an open session producers are invited, and only its invitations are answered."""

    code = "session_not_open"
    sentence = N_("Pendaftaran sesi ini tidak dibuka.")


class AnswerDeadlinePassed(Conflict):
    """The day until which one could answer is over. Parameters: `day`."""

    code = "answer_deadline_passed"
    sentence = N_("Batas jawaban %(day)s sudah lewat. Hubungi petugas bila Anda masih ingin hadir atau batal hadir.")


class SessionNotToday(Conflict):
    """The code at the door counts on the day of the session only. Parameters: `day`."""

    code = "session_not_today"
    sentence = N_("Kode hadir ini hanya berlaku pada hari sesi, yaitu %(day)s.")


class SessionNotYet(Conflict):
    """Attendance is noted from the day of the session on. Parameters: `day`."""

    code = "session_not_yet"
    sentence = N_("Kehadiran baru dapat dicatat pada hari sesi, yaitu %(day)s.")


class NotInvited(Conflict):
    """Nobody of this account was invited; staff register whoever comes without an invitation."""

    code = "not_invited"
    sentence = N_("Usaha Anda tidak ada di daftar undangan sesi ini. Lapor kepada petugas di lokasi.")


class NobodyChosen(InvalidInput):
    """An invitation that names nobody, and whose filters find nobody."""

    code = "nobody_chosen"
    sentence = N_("Pilih sedikitnya satu pelaku UMKM yang belum diundang.")


class ChooseOrAim(InvalidInput):
    """Producers are either named or found by filters, not both."""

    code = "choose_or_aim"
    sentence = N_("Sebut pelaku UMKM satu per satu, atau cari dengan saringan; jangan keduanya.")


class SourceNeeded(InvalidInput):
    """Staff who answer for a producer say how they know."""

    code = "source_needed"
    sentence = N_("Sebutkan dari mana jawaban ini Anda ketahui, misalnya telepon.")
