"""Why something about outlets, agreements and placements is refused, each named after the fact."""

from collections.abc import Sequence

from core.errors import Conflict, InvalidInput, NotFound, NotPermitted, RowProblem
from core.wording import N_, Problem


class UnknownOutlet(NotFound):
    """No such outlet, or not this person's to see."""

    sentence = N_("Gerai ini tidak ditemukan.")


class UnknownChain(NotFound):
    """No such chain, or not this person's to see."""

    sentence = N_("Jaringan ritel ini tidak ditemukan.")


class UnknownAgreement(NotFound):
    """No such agreement, or not this person's to see."""

    sentence = N_("Perjanjian ini tidak ditemukan.")


class UnknownPlacement(NotFound):
    """No such placement, or not this person's to see."""

    sentence = N_("Penempatan ini tidak ditemukan.")


class ChainExists(Conflict):
    """A chain of that name is there already."""

    code = "chain_exists"
    sentence = N_("Jaringan ritel bernama %(name)s sudah ada.")


class NotAnOutletKind(InvalidInput):
    """A code that is none of the outlet kinds."""

    code = "unknown_outlet_kind"
    sentence = N_("Jenis gerai ini tidak dikenal. Pilih salah satu: %(kinds)s.")


class NotARegency(InvalidInput):
    """A region code that names no regency or city."""

    code = "unknown_region"
    sentence = N_("Kode wilayah ini bukan kabupaten atau kota. Contoh: 64.71 untuk Kota Balikpapan.")


class OutsideYourRegions(InvalidInput):
    """A member of staff enters something for a region they do not work in."""

    code = "outside_your_regions"
    sentence = N_("Wilayah ini di luar wilayah kerja Anda.")


class OutletOrChain(InvalidInput):
    """An agreement names both an outlet and a chain, or neither."""

    code = "outlet_or_chain"
    sentence = N_("Pilih satu gerai atau satu jaringan ritel, tidak keduanya.")


class WrongRates(InvalidInput):
    """The rates of an agreement leave a day without a rate, or with two. The code is that of the first fault."""

    def __init__(self, faults: Sequence[tuple[int, str, Problem]]) -> None:
        """`faults` are places in the list (from 0), fields and problems."""
        first = faults[0][2]
        self.code, self.sentence = first.code, first.sentence
        errors: dict[str, list[Problem]] = {}
        for place, field, problem in faults:
            errors.setdefault(f"rates.{place}.{field}", []).append(problem)
        rows = [RowProblem(place + 1, field, problem) for place, field, problem in faults]
        super().__init__(errors=errors, rows=rows, **first.params)


class EndsBeforeItStarts(InvalidInput):
    """A last day before the first."""

    code = "ends_before_it_starts"
    sentence = N_("Tanggal akhir mendahului tanggal mulai.")


class PaymentTermTooLong(InvalidInput):
    """An outlet would pay a micro or small producer later than PP 29/2021 Pasal 95 ayat (1) huruf b allows."""

    code = "payment_term_too_long"
    sentence = N_(
        "Pelaku usaha mikro dan kecil dibayar paling lama %(most)s hari setelah dokumen tagihan lengkap"
        " (PP 29/2021 Pasal 95). Isi %(most)s hari atau kurang."
    )


class ReasonNeeded(InvalidInput):
    """A rate outside the agency's band comes without a reason."""

    code = "reason_needed"
    sentence = N_("Tarif di luar %(lowest)s sampai %(highest)s memerlukan alasan dan persetujuan petugas kedua.")


class ProductNotNamed(InvalidInput):
    """Somebody asks whether a product is eligible without naming it."""

    code = "product_not_named"
    sentence = N_("Sebutkan produknya, misalnya product_id=1.")


class NotOfThisProducer(InvalidInput):
    """A product of somebody else."""

    code = "not_of_this_producer"
    sentence = N_("Produk ini bukan produk pelaku UMKM tersebut.")


class NotACategory(InvalidInput):
    """A code that is none of the product categories."""

    code = "unknown_category"
    sentence = N_("Kategori produk ini tidak dikenal.")


class ProducerNotActive(Conflict):
    """The producer is suspended or has left."""

    code = "producer_not_active"
    sentence = N_("Pelaku UMKM ini sedang dibekukan atau sudah keluar.")


class AgreementOverlaps(Conflict):
    """Two agreements of the same producer with the same outlet or chain would hold on one day."""

    code = "agreement_overlaps"
    sentence = N_("Sudah ada perjanjian yang berlaku antara keduanya pada hari-hari itu. Akhiri dahulu yang lama.")


class SecondPersonNeeded(NotPermitted):
    """Whoever proposed it may not approve it."""

    code = "second_person_needed"
    sentence = N_("Yang mengusulkan tidak boleh menyetujuinya sendiri; petugas lain harus menyetujui.")


class NothingToApprove(Conflict):
    """Nothing waits for an approval."""

    code = "not_awaiting_approval"
    sentence = N_("Tidak ada yang menunggu persetujuan pada perjanjian ini.")


class AwaitsApproval(Conflict):
    """A rate outside the band has not been approved yet."""

    code = "awaiting_approval"
    sentence = N_("Tarif di luar rentang menunggu persetujuan petugas kedua; setelah itu dapat diterima.")


class AlreadyAccepted(Conflict):
    """That side, or both, accepted already."""

    code = "already_accepted"
    sentence = N_("Sudah diterima oleh %(who)s pada %(when)s.")


class NotOpenForAcceptance(Conflict):
    """It is suspended or has ended, so there is nothing to accept."""

    code = "not_open_for_acceptance"
    sentence = N_("Tidak ada usulan yang menunggu diterima di sini.")


class NeverBothSides(NotPermitted):
    """An officer may stand in for one of the two sides, never for both."""

    code = "never_both_sides"
    sentence = N_("Petugas hanya boleh mewakili salah satu pihak; pihak lainnya harus menerima sendiri.")


class OnBehalfOfNeeded(InvalidInput):
    """An officer accepts without saying for whom, or from what source."""

    code = "on_behalf_of_needed"
    sentence = N_("Petugas harus menyebut pihak yang diwakili dan sumbernya, misalnya telepon atau kunjungan.")


class NotOnBehalf(InvalidInput):
    """A user of one side names another side than their own."""

    code = "not_on_behalf"
    sentence = N_("Anda menerima untuk pihak Anda sendiri; kosongkan isian ini.")


class NotInForce(Conflict):
    """Only an agreement that is active, or suspended, can be changed this way."""

    code = "agreement_not_in_force"
    sentence = N_("Perjanjian ini tidak sedang aktif.")


class NotSuspended(Conflict):
    """Only a suspended agreement can be resumed."""

    code = "agreement_not_suspended"
    sentence = N_("Perjanjian ini tidak sedang dibekukan.")


class AlreadyEnded(Conflict):
    """It has ended."""

    code = "already_ended"
    sentence = N_("Sudah diakhiri.")


class SoldAfterThatDay(Conflict):
    """Sales on or after that day stand under these terms, so they cannot stop holding before."""

    code = "sold_after_that_day"
    sentence = N_("Ada penjualan yang tercatat sampai %(day)s. Pilih hari sesudahnya.")


class DayHasPassed(Conflict):
    """A change that would reach back into days that have been."""

    code = "day_has_passed"
    sentence = N_("Pilih hari mulai %(day)s; yang sudah lewat tidak dapat diubah.")


class AmendmentOpen(Conflict):
    """Another change of terms waits for its acceptance."""

    code = "amendment_open"
    sentence = N_("Masih ada usulan perubahan yang menunggu diterima. Tarik dahulu usulan itu.")


class NoAmendment(Conflict):
    """No change of terms waits."""

    code = "no_amendment"
    sentence = N_("Tidak ada usulan perubahan yang menunggu.")


class AmendmentTooLate(Conflict):
    """The day from which changed terms should hold has come before both sides accepted them."""

    code = "amendment_too_late"
    sentence = N_("Hari mulai perubahan ini (%(day)s) sudah tiba. Tarik usulan ini dan usulkan tanggal baru.")


class NothingChanges(InvalidInput):
    """A change of terms that changes nothing."""

    code = "nothing_changes"
    sentence = N_("Usulan ini sama dengan ketentuan sekarang. Ubah jalur uang, jangka bayar, atau tarifnya.")


class ProductNotActive(Conflict):
    """A product that curation has not approved, or that is suspended or withdrawn."""

    code = "product_not_active"
    sentence = N_("Produk ini belum disetujui atau sedang tidak aktif.")


class NoAgreement(Conflict):
    """No agreement of the producer with the outlet, or its chain, is in force on that day."""

    code = "no_agreement"
    sentence = N_("Belum ada perjanjian aktif pelaku UMKM ini dengan gerai ini pada hari itu.")


class NotEligible(Conflict):
    """Requirements of this product at this kind of outlet are missing; `missing` in the answer lists them."""

    code = "not_eligible"
    sentence = N_("Produk ini belum memenuhi syarat untuk gerai ini: %(missing)s.")


class AlreadyPlaced(Conflict):
    """The product already stands in the outlet on one of those days."""

    code = "already_placed"
    sentence = N_("Produk ini sudah ditempatkan di gerai ini pada hari-hari itu.")


class AlreadyProposed(Conflict):
    """The same placement already waits for its acceptance."""

    code = "already_proposed"
    sentence = N_("Penempatan produk ini di gerai ini sudah diusulkan dan menunggu diterima.")


class CodeTaken(Conflict):
    """The outlet's code already means another product there."""

    code = "code_taken"
    sentence = N_("Kode %(item)s di gerai ini sudah berarti produk lain: %(name)s.")


class AlreadyApproved(Conflict):
    """A second person approved it already."""

    code = "already_approved"
    sentence = N_("Sudah disetujui oleh %(who)s pada %(when)s.")


class LaterThanAgreed(InvalidInput):
    """An end after the last day that was agreed."""

    code = "later_than_agreed"
    sentence = N_("Sudah disepakati berakhir pada %(day)s; pilih hari itu atau sebelumnya.")
