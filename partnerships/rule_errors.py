"""Why something about the rules of requirements is refused, each named after the fact."""

from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_


class UnknownRule(NotFound):
    """No such rule."""

    sentence = N_("Aturan ini tidak ditemukan.")


class UnknownRuleChange(NotFound):
    """No such change of the rules."""

    sentence = N_("Perubahan aturan ini tidak ditemukan.")


class UnknownStep(NotFound):
    """No such step in this change."""

    sentence = N_("Langkah ini tidak ada dalam perubahan.")


class UnknownRequirementSet(InvalidInput):
    """No set has this code."""

    code = "unknown_requirement_set"
    sentence = N_("Paket syarat ini tidak ada. Lihat daftarnya pada halaman Paket syarat.")


class UnknownRuleVersion(InvalidInput):
    """No such version of the rules. Parameters: `newest`."""

    code = "unknown_rule_version"
    sentence = N_("Versi aturan ini tidak ada. Pilih versi 1 sampai %(newest)s.")


class RequirementSetExists(Conflict):
    """A set has this code already. Parameters: `code`."""

    code = "requirement_set_exists"
    sentence = N_("Paket syarat dengan kode %(set_code)s sudah ada.")


class NotASetCode(InvalidInput):
    """A code that is not small letters, digits and underscores."""

    code = "not_a_set_code"
    sentence = N_("Tulis kode dengan huruf kecil, angka dan garis bawah, misalnya hotel_group.")


class StepIncomplete(InvalidInput):
    """A step of a change lacks what its move needs."""

    code = "step_incomplete"
    sentence = N_("Isian ini wajib untuk langkah yang dipilih.")


class RuleInThePast(InvalidInput):
    """A rule would change a day that is over, and the source is not said to be older. Parameters: `day`."""

    code = "rule_in_the_past"
    sentence = N_(
        "Tanggal %(day)s sudah lewat. Pilih hari ini atau sesudahnya, atau tandai bahwa sumbernya memang sudah berlaku."
    )


class EndsBeforeItStarts(InvalidInput):
    """The last day of a rule lies before its first."""

    code = "rule_ends_before_it_starts"
    sentence = N_("Hari terakhir aturan tidak boleh sebelum hari pertamanya.")


class RuleEndsAlready(InvalidInput):
    """The rule has ended by then anyway. Parameters: `day`."""

    code = "rule_ends_already"
    sentence = N_("Aturan itu sudah berakhir pada %(day)s. Pilih tanggal sebelumnya, atau tambahkan aturan baru.")


class SetCannotLighten(InvalidInput):
    """A set only adds to what the law asks."""

    code = "set_cannot_lighten"
    sentence = N_("Paket syarat hanya dapat menambah. Pilih wajib atau bergantung jawaban.")


class RuleTouchedTwice(Conflict):
    """Two steps of one change touch the same rule."""

    code = "rule_touched_twice"
    sentence = N_("Perubahan ini sudah memuat langkah untuk aturan itu. Hapus langkah itu dahulu.")


class SameScope(Conflict):
    """Another rule for exactly the same products and places holds on some of the same days. Parameters: `day`."""

    code = "rule_overlaps"
    sentence = N_(
        "Sudah ada aturan dengan cakupan yang sama yang berlaku mulai %(day)s. Ganti atau akhiri aturan itu dahulu."
    )


class NothingToChange(InvalidInput):
    """A change without a step."""

    code = "nothing_to_change"
    sentence = N_("Perubahan ini belum memuat langkah. Tambahkan paling sedikit satu.")


class RuleChangeDecided(Conflict):
    """The change was applied or discarded already. Parameters: `who`, `when`."""

    code = "rule_change_decided"
    sentence = N_("Perubahan ini sudah diterapkan atau dibuang oleh %(who)s pada %(when)s.")


class RulesChangedMeanwhile(Conflict):
    """Somebody else changed the same rules since this change was prepared. Parameters: `prepared_on`, `newest`."""

    code = "rules_changed_meanwhile"
    sentence = N_(
        "Aturan yang sama sudah diubah orang lain: perubahan ini disiapkan atas versi %(prepared_on)s, sekarang versi"
        " %(newest)s. Buang perubahan ini dan siapkan lagi dari aturan yang berlaku."
    )
