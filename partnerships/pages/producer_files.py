"""Pages of files of registrations: upload, match columns, look at the dry run, choose, register."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import person, requires
from accounts.audit import ACTION_LABELS, COUNTED, FIELD_LABELS, timeline
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import committed, db
from core.errors import NotFound, NotPermitted, Refusal
from core.forms import SchemaForm
from core.languages import say_refusal, speak
from core.listing import Listing, exported, listed, wanted_export, whole_number_argument
from core.money import format_number
from core.row_problems import row_answer, said
from core.wording import N_
from partnerships import producer_file_answers as answers
from partnerships import producer_file_registering, producer_files, words
from partnerships.producer_columns import COLUMN_LABELS, COLUMNS, EXPLANATIONS, REQUIRED
from partnerships.producer_file_check import LIMITS, RowState
from partnerships.producer_file_schemas import MatchProducerColumns, ProducerFileInput, RegisterFileForm
from partnerships.regions import name_of
from partnerships.registration_models import ProducerFile
from partnerships.registration_states import Choice, ProducerFileStatus

pages = Blueprint("producer_files", __name__, url_prefix="/umkm/berkas")

PER_PAGE = 50
MATCHES_PER_PAGE = 20
DATE_STYLES = (
    ("dmy", N_("31/12/2026 (hari/bulan/tahun)")),
    ("mdy", N_("12/31/2026 (bulan/hari/tahun)")),
    ("ymd", N_("2026-12-31 (tahun/bulan/hari)")),
)
NUMBER_STYLES = (("id", N_("1.250.000,00 (titik untuk ribuan)")), ("en", N_("1,250,000.00 (koma untuk ribuan)")))
ACTION_LABELS.update(
    {
        "producer_file:uploaded": N_("Berkas UMKM diunggah"),
        "producer_file:columns_taught": N_("Kolom berkas dicocokkan"),
        "producer_file:choices_made": N_("Pilihan untuk yang sudah terdaftar disimpan"),
        "producer_file:confirmed": N_("UMKM didaftarkan dari berkas"),
        "producer_file:discarded": N_("Unggahan dibatalkan"),
        "producer_file:rows_taken": N_("Baris yang perlu diperbaiki diunduh"),
        "producer:filled": N_("Data yang kosong dilengkapi dari berkas"),
    }
)
FIELD_LABELS.update(
    {
        "rows_read": N_("Baris dibaca"),
        "rows_valid": N_("Baris benar"),
        "registered": N_("Didaftarkan"),
        "merged": N_("Dilengkapi"),
        "left_out": N_("Ditinggalkan karena salah"),
    }
)
COUNTED.update({"rows_read", "rows_valid", "registered", "merged", "left_out"})


@pages.get("")
@requires(Permission.PRODUCER_REGISTER)
def list_files() -> Any:  # noqa: ANN401 - a page or a file
    """The uploads one may see, newest first."""
    filters = {"status": request.args.get("status", "")}
    rows = (
        producer_files.visible_to(person())
        .join(UserAccount, UserAccount.id == ProducerFile.uploaded_by_id)
        .with_only_columns(ProducerFile, UserAccount.name.label("uploader"))
    )
    if filters["status"] in set(ProducerFileStatus):
        rows = rows.where(ProducerFile.status == ProducerFileStatus(filters["status"]))
    if wanted_export():
        columns = answers.export_columns()
        return exported(rows, columns, name="berkas-umkm", orders=answers.ORDERS, default_order="-uploaded")
    return render_template(
        "partnerships/producer_files/list.html",
        listing=listed(rows, orders=answers.ORDERS, default_order="-uploaded", filters=filters),
        statuses=[(status.value, answers.status_word(status)) for status in ProducerFileStatus],
        status_word=answers.status_word,
    )


@pages.route("/unggah", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def upload() -> Any:  # noqa: ANN401
    """Choose a file; nobody is registered before its sender has seen who would be."""
    form = SchemaForm(ProducerFileInput, choices={"source": words.source_choices()})
    if request.method == "POST" and (found := form.submit(producer_files.upload, by=person())):
        return to_file(found.id)
    page = render_template(
        "partnerships/producer_files/upload.html",
        form=form,
        limits=LIMITS,
        kept_days=producer_files.KEPT_DAYS,
        columns=[(name, speak(COLUMN_LABELS[name]), name in REQUIRED) for name in COLUMNS],
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/<int:producer_file_id>")
@requires(Permission.PRODUCER_REGISTER)
def show(producer_file_id: int) -> Any:  # noqa: ANN401
    """Where an upload stands: its columns to match, its dry run, or what was registered."""
    found = producer_files.get(producer_file_id, by=person())
    if found.status is ProducerFileStatus.NEEDS_MAPPING and found.content_encrypted is not None:
        return redirect(url_for("producer_files.match", producer_file_id=producer_file_id), 303)
    return show_page(found)


def show_page(found: ProducerFile, form: SchemaForm | None = None) -> Any:  # noqa: ANN401
    """The page of an upload, with the refusal of what was just tried."""
    kept = producer_files.kept_rows(found)
    rows = kept["rows"]
    faults = [row_answer(fault) for fault in answers.faults_of(rows)]
    matches = [row for row in rows if "twin" in row]
    new = [row for row in rows if row["state"] == RowState.VALID]
    shown = request.args.get("tampil") or ("salah" if faults else "kembar" if matches else "baru")
    lists = {"salah": (faults, PER_PAGE), "kembar": (matches, MATCHES_PER_PAGE), "baru": (new, PER_PAGE)}
    listing = one_page(*lists.get(shown, (new, PER_PAGE)))
    chosen = list(found.choices.values())
    will_register = found.counts.get("rows_valid", 0) + chosen.count(Choice.REGISTER)
    page = render_template(
        "partnerships/producer_files/check.html"
        if found.status is ProducerFileStatus.CHECKED and found.content_encrypted is not None
        else "partnerships/producer_files/done.html",
        found=found,
        form=form or SchemaForm(RegisterFileForm),
        notices=answers.notices_of(found, kept),
        shown=shown,
        listing=listing,
        totals={"salah": len({fault["row"] for fault in faults}), "kembar": len(matches), "baru": len(new)},
        faults_total=len(faults),
        will_register=will_register,
        will_merge=chosen.count(Choice.MERGE),
        can_merge=any(Choice.MERGE in row["twin"]["choices"] for row in matches),
        is_uploader=found.uploaded_by_id == person().id,
        answers=answers,
        name_of=name_of,
        said=said,
        confirmer=db.session.get_one(UserAccount, found.confirmed_by_id).name if found.confirmed_by_id else "",
        source_word=words.source_word,
        kept_days=producer_files.KEPT_DAYS,
        history=timeline("producer_file", found.id),
    )
    return page, (422 if form is not None and form.is_refused else 200)


def one_page(rows: list[dict[str, Any]], per_page: int) -> Listing:
    """One page of rows that are in memory, by the `page` of the address."""
    page = whole_number_argument("page", 1, 10**9)
    return Listing(rows[(page - 1) * per_page : page * per_page], len(rows), page, per_page, "row")  # type: ignore[arg-type]


@pages.route("/<int:producer_file_id>/kolom", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def match(producer_file_id: int) -> Any:  # noqa: ANN401
    """Say which column is which and how the file writes numbers and dates; remembered for these headings."""
    found = producer_files.get(producer_file_id, by=person())
    mapping: dict[str, Any] = found.mapping
    titles = [(title, title) for title in dict.fromkeys(mapping["titles"]) if title]
    styles = {"number_style": spoken(NUMBER_STYLES), "date_style": spoken(DATE_STYLES)}
    form = SchemaForm(
        MatchProducerColumns,
        values={**mapping["columns"], **{name: mapping[name] or "" for name in (*styles, "sheet")}},
        choices={**dict.fromkeys(COLUMNS, titles), **styles, "sheet": [(s, s) for s in mapping["sheets"]]},
    )
    if request.method == "POST" and form.submit(learn_columns, producer_file_id=producer_file_id, by=person()):
        return to_file(producer_file_id)
    page = render_template(
        "partnerships/producer_files/match.html",
        form=form,
        found=found,
        mapping=mapping,
        sample=producer_files.kept_rows(found)["sample"],
        required=REQUIRED,
        optional=[name for name in COLUMNS if name not in REQUIRED],
        hints=EXPLANATIONS,
        speak=speak,
    )
    return page, (422 if form.is_refused else 200)


def learn_columns(
    *,
    producer_file_id: int,
    by: UserAccount,
    number_style: str | None = None,
    date_style: str | None = None,
    sheet: str | None = None,
    **columns: str,
) -> ProducerFile:
    """`producer_files.teach_columns` as the flat form of the page sends it."""
    given = {"number_style": number_style, "date_style": date_style, "sheet": sheet}
    return producer_files.teach_columns(producer_file_id, columns=columns, by=by, **given)


def spoken(choices: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    return [(value, speak(label)) for value, label in choices]


@pages.post("/<int:producer_file_id>/pilihan")
@requires(Permission.PRODUCER_REGISTER)
def choose(producer_file_id: int) -> Any:  # noqa: ANN401
    """Note what to do with the rows that look like somebody known."""
    found = producer_files.get(producer_file_id, by=person())
    if request.form.get("all") == Choice.MERGE:
        offered = producer_files.choices_offered(producer_files.kept_rows(found)["rows"])
        choices = {row: Choice.MERGE for row, some in offered.items() if Choice.MERGE in some}
    else:
        pairs = zip(request.form.getlist("row"), request.form.getlist("choice"), strict=False)
        choices = {
            int(row): Choice(choice)
            for row, choice in pairs
            if row.isascii() and row.isdigit() and len(row) < 10 and choice in set(Choice)
        }
    try:
        committed(producer_files.choose, producer_file_id, choices=choices, by=person())
    except Refusal as refusal:
        return refused(producer_file_id, refusal)
    flash(_("Pilihan disimpan."))
    page = request.args.get("page")
    return redirect(url_for("producer_files.show", producer_file_id=producer_file_id, tampil="kembar", page=page), 303)


@pages.post("/<int:producer_file_id>/daftarkan")
@requires(Permission.PRODUCER_REGISTER)
def confirm(producer_file_id: int) -> Any:  # noqa: ANN401
    """Register what the dry run showed."""
    producer_files.get(producer_file_id, by=person())
    form = SchemaForm(RegisterFileForm)
    done = form.submit(producer_file_registering.confirm, file_id=producer_file_id, by=person())
    if done:
        count = format_number(done.registered)
        flash(ngettext("%(count)s UMKM terdaftar.", "%(count)s UMKM terdaftar.", done.registered, count=count))
        return to_file(producer_file_id)
    if form.refusal is not None and form.refusal.code == "check_outdated":
        committed(producer_files.look_again, producer_file_id, by=person())
    return show_page(producer_files.get(producer_file_id, by=person()), form)


@pages.post("/<int:producer_file_id>/batalkan")
@requires(Permission.PRODUCER_REGISTER)
def discard(producer_file_id: int) -> Any:  # noqa: ANN401
    """Set an upload aside."""
    try:
        committed(producer_files.discard, producer_file_id, by=person())
    except Refusal as refusal:
        return refused(producer_file_id, refusal)
    flash(_("Unggahan dibatalkan dan isinya dihapus. Tidak ada yang didaftarkan."))
    return redirect(url_for("producer_files.list_files"), 303)


def refused(producer_file_id: int, refusal: Refusal) -> Any:  # noqa: ANN401
    """Back to the upload, with the refusal on top; what is not there or not allowed passes through."""
    if isinstance(refusal, NotFound | NotPermitted):
        raise refusal
    db.session.rollback()
    flash(say_refusal(refusal), "error")
    return to_file(producer_file_id)


def to_file(producer_file_id: int) -> Any:  # noqa: ANN401
    """On to the page of an upload."""
    return redirect(url_for("producer_files.show", producer_file_id=producer_file_id), 303)
