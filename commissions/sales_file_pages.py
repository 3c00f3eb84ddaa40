"""Pages of till files: upload, match columns, look at the dry run, teach codes, post, and what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from accounts.access import person, requires
from accounts.audit import ACTION_LABELS, timeline
from accounts.models import UserAccount
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import sales_file_jobs, sales_import
from commissions.sales_file_answers import file_answer, remarks
from commissions.sales_file_codes import choices_of, meanings_typed
from commissions.sales_file_lists import ORDERS, export_columns, listed_files, outlet_choices, status_word
from commissions.sales_file_posting import reports_of
from commissions.sales_file_schemas import COLUMN_LABELS, DecideForm, MatchColumns, PostForm, UploadForm
from commissions.second_sources import Overlap, decision_choices
from core.database import committed, db
from core.errors import NotFound, NotPermitted, Refusal
from core.files import attachment, content_of
from core.forms import SchemaForm
from core.languages import say, say_refusal, speak
from core.listing import as_csv, as_xlsx, exported, listed, wanted_export
from core.money import format_number
from core.row_problems import rows_with_reasons, said
from core.spreadsheets import read_table
from core.wording import N_
from outlets import held_lines
from outlets.sales_models import SaleLine, SalesFile
from outlets.states import FileStatus, OverlapDecision

IN_THE_WAY = frozenset({"day_already_reported", "second_source"})
"""Notices after which a person decides before the file is posted."""

pages = Blueprint("sales_files", __name__, url_prefix="/penjualan/berkas")

ROWS_SHOWN = 25
CODES_SHOWN = 12
CHOICES_SHOWN = 300
DATE_STYLES = (
    ("dmy", N_("31/12/2026 (hari/bulan/tahun)")),
    ("mdy", N_("12/31/2026 (bulan/hari/tahun)")),
    ("ymd", N_("2026-12-31 (tahun/bulan/hari)")),
)
NUMBER_STYLES = (("id", N_("1.250.000,00 (titik untuk ribuan)")), ("en", N_("1,250,000.00 (koma untuk ribuan)")))
ACTION_LABELS.update(
    {
        "sales_file:uploaded": N_("Berkas penjualan diunggah"),
        "sales_file:read": N_("Berkas penjualan dibaca dan diperiksa"),
        "sales_file:columns_taught": N_("Kolom berkas dicocokkan"),
        "sales_file:codes_taught": N_("Kode kasir dicocokkan"),
        "sales_file:confirmed": N_("Berkas penjualan dibukukan"),
        "sales_file:discarded": N_("Unggahan dibatalkan"),
    }
)


@pages.get("")
@requires(Permission.SALE_READ)
def list_files() -> Any:  # noqa: ANN401 - a page or a file
    """The uploads one may see, newest first."""
    filters = {name: request.args.get(name, "") for name in ("status", "outlet_id")}
    rows = listed_files(person(), filters)
    if wanted_export():
        return exported(rows, export_columns(), name="berkas-penjualan", orders=ORDERS, default_order="-uploaded")
    return render_template(
        "commissions/sales_files/list.html",
        listing=listed(rows, orders=ORDERS, default_order="-uploaded", filters=filters),
        outlet_choices=outlet_choices(person()),
        statuses=[(status.value, status_word(status)) for status in FileStatus],
        status_word=status_word,
    )


@pages.route("/unggah", methods=["GET", "POST"])
@requires(Permission.SALE_REPORT)
def upload() -> Any:  # noqa: ANN401
    """Choose a till's file; nothing is posted before its owner has seen what would be."""
    choices = outlet_choices(person())
    form = SchemaForm(
        UploadForm,
        values={"outlet_id": request.args.get("outlet_id") or (choices[0][0] if len(choices) == 1 else "")},
        choices={"outlet_id": choices},
    )
    if request.method == "POST" and (sales_file := form.submit(sales_file_jobs.upload, by=person())):
        return to_file(sales_file.id)
    page = render_template("commissions/sales_files/upload.html", form=form, is_staff=person().is_staff)
    return page, (422 if form.is_refused else 200)


@pages.get("/contoh.csv")
@requires(Permission.SALE_REPORT)
def template() -> Response:
    """The file nobody needs to match columns for."""
    example = [["2026-10-05", "KRP-001", "2", "15000", "S-0001"], ["2026-10-05", "KRP-002", "1", "12500", "S-0001"]]
    return as_csv("contoh-penjualan", ["tanggal", "kode_produk", "jumlah", "harga_satuan", "no_struk"], example)


@pages.get("/<int:file_id>")
@requires(Permission.SALE_READ)
def show(file_id: int) -> Any:  # noqa: ANN401
    """Where an upload stands: its columns to match, its dry run, or what was posted."""
    sales_file = sales_import.get(file_id, by=person())
    job = sales_file_jobs.job_at_work(sales_file)
    if job is not None:
        return render_template("commissions/sales_files/at_work.html", sales_file=sales_file, job=job)
    if sales_file.status is FileStatus.NEEDS_MAPPING and person().may(Permission.SALE_REPORT):
        return redirect(url_for("sales_files.match", file_id=file_id), 303)
    return show_page(sales_file)


def show_page(sales_file: SalesFile, form: SchemaForm | None = None) -> Any:  # noqa: ANN401
    """The page of an upload, with the refusal of what was just tried."""
    answer = file_answer(sales_file)
    is_refused = form is not None and form.is_refused
    errors = [row for row in answer["rows"] if row["code"] != "already_reported"]
    choices = choices_of(sales_file.outlet) if answer["unknown_codes"] else []
    template_name = "check.html" if sales_file.status is FileStatus.CHECKED else "posted.html"
    page = render_template(
        f"commissions/sales_files/{template_name}",
        sales_file=sales_file,
        answer=answer,
        form=form or posting_form(sales_file),
        notices=[notice for notice in answer["notices"] if notice["code"] not in IN_THE_WAY],
        in_the_way=[notice for notice in answer["notices"] if notice["code"] in IN_THE_WAY],
        refusals=[said(refusal) for refusal in remarks(sales_file, "refused")],
        held_posted=lines_held(sales_file),
        differences=dated(answer["differences"]),
        held=[row for row in answer["warnings"] if row["code"].startswith("held_")],
        far=[row for row in answer["warnings"] if not row["code"].startswith("held_")],
        errors=errors if request.args.get("rows") == "all" else errors[:ROWS_SHOWN],
        errors_total=answer["rows_wrong"] + answer["rows_unknown_product"],
        duplicates=[row for row in answer["rows"] if row["code"] == "already_reported"][:10],
        codes=answer["unknown_codes"][: None if request.args.get("codes") == "all" else CODES_SHOWN],
        choices=choices[:CHOICES_SHOWN],
        reports=reports_made(sales_file),
        status_word=status_word,
        may_report=person().may(Permission.SALE_REPORT),
        uploader=db.session.get_one(UserAccount, sales_file.uploaded_by_id).name,
        confirmer=confirmer(sales_file),
        history=timeline("sales_file", sales_file.id) if person().may(Permission.HISTORY_READ) else [],
    )
    return page, (422 if is_refused else 200)


def lines_held(sales_file: SalesFile) -> int:
    """How many lines of a posted file wait for a decision."""
    return sum(held_lines.of_report(report.id) for report in reports_of(sales_file))


def confirmer(sales_file: SalesFile) -> str:
    """Who posted the file; an empty text while nobody has."""
    return db.session.get_one(UserAccount, sales_file.confirmed_by_id).name if sales_file.confirmed_by_id else ""


def reports_made(sales_file: SalesFile) -> list[dict[str, Any]]:
    """The reports an upload has made, with their sums."""
    reports = reports_of(sales_file)
    sums = {
        row.report_id: row
        for row in db.session.execute(
            select(
                SaleLine.report_id,
                func.count().label("lines"),
                func.sum(SaleLine.gross_rupiah).label("gross_rupiah"),
                func.sum(SaleLine.commission_rupiah).label("commission_rupiah"),
                func.min(SaleLine.period).label("posted_in"),
            )
            .where(SaleLine.report_id.in_([report.id for report in reports]))
            .group_by(SaleLine.report_id)
        )
    }
    return [{"report": report, "sums": sums[report.id]} for report in reports if report.id in sums]


@pages.route("/<int:file_id>/kolom", methods=["GET", "POST"])
@requires(Permission.SALE_REPORT)
def match(file_id: int) -> Any:  # noqa: ANN401
    """Say which column is which and how the till writes numbers and dates; remembered for the outlet."""
    sales_file = sales_import.get(file_id, by=person())
    if sales_file.status is FileStatus.READING:
        return to_file(file_id)
    mapping: dict[str, Any] = sales_file.mapping
    titles = [(title, title) for title in dict.fromkeys(mapping["titles"]) if title]
    styles = {"number_style": spoken(NUMBER_STYLES), "date_style": spoken(DATE_STYLES)}
    form = SchemaForm(
        MatchColumns,
        values={
            **mapping["columns"],
            **{name: mapping[name] or "" for name in ("number_style", "date_style", "sheet")},
        },
        choices={**dict.fromkeys(COLUMN_LABELS, titles), **styles, "sheet": [(s, s) for s in mapping["sheets"]]},
    )
    if request.method == "POST" and form.submit(learn_columns, file_id=file_id, by=person()):
        return to_file(file_id)
    page = render_template(
        "commissions/sales_files/match.html", form=form, sales_file=sales_file, mapping=mapping, labels=COLUMN_LABELS
    )
    return page, (422 if form.is_refused else 200)


def learn_columns(
    *,
    file_id: int,
    by: UserAccount,
    number_style: str | None = None,
    date_style: str | None = None,
    sheet: str | None = None,
    **columns: str,
) -> SalesFile:
    """`sales_import.teach_columns` as the flat form of the page sends it."""
    given = {"number_style": number_style, "date_style": date_style, "sheet": sheet}
    return sales_import.teach_columns(file_id, columns=columns, by=by, **given)


def spoken(choices: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Choices in the reader's language."""
    return [(value, speak(label)) for value, label in choices]


@pages.post("/<int:file_id>/kode")
@requires(Permission.SALE_REPORT)
def teach_codes(file_id: int) -> Any:  # noqa: ANN401
    """Say which product each unknown code is; what is left open stays parked."""
    sales_file = sales_import.get(file_id, by=person())
    try:
        typed = list(zip(*(request.form.getlist(name) for name in ("code", "placement_id", "product")), strict=False))
        meanings = meanings_typed(typed, choices_of(sales_file.outlet))
        committed(sales_import.teach_codes, file_id, codes=meanings, by=person())
    except Refusal as refusal:
        return refused(file_id, refusal)
    count = len(meanings)
    flash(ngettext("%(num)s kode diingat untuk gerai ini.", "%(num)s kode diingat untuk gerai ini.", count))
    return to_file(file_id)


@pages.post("/<int:file_id>/bukukan")
@requires(Permission.SALE_REPORT)
def confirm(file_id: int) -> Any:  # noqa: ANN401
    """Post what the dry run showed."""
    form = posting_form(sales_import.get(file_id, by=person()))
    work = once(post_seen, lambda _seen: url_for("sales_files.show", file_id=file_id))
    sales_file = form.submit(work, file_id=file_id, by=person())
    if sales_file:
        if sales_file.status is FileStatus.CONFIRMED:
            posted = sum(made["sums"].lines for made in reports_made(sales_file))
            flash(_("%(lines)s baris dibukukan.", lines=format_number(posted)))
            if held := lines_held(sales_file):
                flash(_("%(lines)s baris ditahan untuk diputuskan petugas.", lines=held), "warning")
        return to_file(file_id)
    if form.refusal is not None and form.refusal.code in {"check_outdated", "day_already_reported"}:
        committed(sales_import.look_again, file_id, by=person())
    return show_page(sales_import.get(file_id, by=person()), form)


def posting_form(sales_file: SalesFile) -> SchemaForm:
    """The form that posts a file; one that brings days reported already asks what is to become of them."""
    if not is_in_the_way(sales_file):
        return SchemaForm(PostForm)
    by_receipt = all(notice["code"] != "day_already_reported" for notice in remarks(sales_file, "notices"))
    choices = decision_choices(person(), by_receipt=by_receipt)
    return SchemaForm(DecideForm, choices={"decision": choices})


def dated(differences: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored differences with their days as days."""
    return [{**row, "sold_on": date.fromisoformat(row["sold_on"])} for row in differences]


def is_in_the_way(sales_file: SalesFile) -> bool:
    """Whether another report answers for days of the file, or receipts of another channel do."""
    return any(notice["code"] in IN_THE_WAY for notice in remarks(sales_file, "notices"))


def post_seen(
    *, file_id: int, by: UserAccount, skip_wrong: bool, decision: OverlapDecision | None = None, reason: str = ""
) -> SalesFile:
    """`sales_file_jobs.confirm` as the flat form of the page sends it."""
    overlap = Overlap(decision, reason) if decision is not None else None
    return sales_file_jobs.confirm(file_id, skip_wrong=skip_wrong, overlap=overlap, by=by)


@pages.post("/<int:file_id>/batalkan")
@requires(Permission.SALE_REPORT)
def discard(file_id: int) -> Any:  # noqa: ANN401
    """Set an upload aside."""
    try:
        committed(sales_import.discard, file_id, by=person())
    except Refusal as refusal:
        return refused(file_id, refusal)
    flash(_("Unggahan dibatalkan. Tidak ada yang dibukukan."))
    return redirect(url_for("sales_files.list_files"), 303)


@pages.get("/<int:file_id>/asli")
@requires(Permission.SALE_READ)
def original(file_id: int) -> Response:
    """The file exactly as it was uploaded."""
    return attachment(sales_import.get(file_id, by=person()).file)


@pages.get("/<int:file_id>/perlu-diperbaiki.<any(csv, xlsx):kind>")
@requires(Permission.SALE_READ)
def rows_to_mend(file_id: int, kind: str) -> Response:
    """Every row that cannot be posted, as it stands in the file, with its number and the reason in front."""
    sales_file = sales_import.get(file_id, by=person())
    check = sales_import.check_again(sales_file, by=db.session.get_one(UserAccount, sales_file.uploaded_by_id))
    reasons: dict[int, str] = {}
    for row in check.refused:
        reasons.setdefault(row.row, say(row.problem))
    table = read_table(content_of(sales_file.file), sales_file.file.original_name)
    rows = list(rows_with_reasons(table, check.content.sheet, reasons, len(check.content.titles)))
    headings = [_("Baris"), _("Yang perlu diperbaiki"), *check.content.titles]
    write = as_xlsx if kind == "xlsx" else as_csv
    return write(f"perlu-diperbaiki-{file_id}", headings, rows)


def refused(file_id: int, refusal: Refusal) -> Any:  # noqa: ANN401
    """Back to the upload, with the refusal on top; what is not there or not allowed passes through."""
    if isinstance(refusal, NotFound | NotPermitted):
        raise refusal
    db.session.rollback()
    flash(say_refusal(refusal), "error")
    return to_file(file_id)


def to_file(file_id: int) -> Any:  # noqa: ANN401
    """On to the page of an upload."""
    return redirect(url_for("sales_files.show", file_id=file_id), 303)
