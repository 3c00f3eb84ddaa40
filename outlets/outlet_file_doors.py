"""Files of outlets, by page and by API: template, upload, columns, dry run, confirm, rows to mend."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from marshmallow import fields

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.database import committed
from core.fields import AnswerSchema, Schema, Text, YesNo
from core.file_schemas import FileRowAnswer
from core.forms import SchemaForm
from core.languages import speak
from core.listing import as_csv, as_xlsx
from core.money import format_number
from core.row_problems import ADDED_TITLES, row_answer, rows_with_reasons, said
from core.spreadsheets import read_table
from core.wording import N_
from outlets import words
from outlets.outlet_columns import COLUMN_LABELS, COLUMNS, EXAMPLE, REQUIRED
from outlets.outlet_file_models import OutletFile
from outlets.outlet_files import OUTLET_FILES
from outlets.register_files import LIMITS, SEALS, VALID, faults_of, rows_of
from partnerships.regions import name_of
from partnerships.schemas import Upload

pages = Blueprint("outlet_files", __name__, url_prefix="/gerai/berkas")
api = ApiBlueprint("api_outlet_files", __name__, description="Files of outlets, from upload to register")


class OutletFileInput(Schema):
    """A file of outlets."""

    file = Upload(required=True, metadata={"label": N_("Berkas gerai"), "type": "string", "format": "binary"})


class ConfirmOutletFile(Schema):
    """Whether the good rows are registered although others are wrong."""

    skip_wrong = YesNo(load_default=False, metadata={"label": N_("Daftarkan baris yang benar saja")})


MatchOutletColumns = Schema.from_dict(
    {name: Text(most=200, required=name in REQUIRED, metadata={"label": COLUMN_LABELS[name]}) for name in COLUMNS},
    name="MatchOutletColumns",
)


class OutletColumns(Schema):
    """Which heading of the file stands for which of our columns."""

    columns = fields.Dict(keys=Text(most=40), values=Text(most=200), required=True)


class OutletFileAnswer(AnswerSchema):
    """The dry run; `registered` once it was confirmed."""

    id = fields.Integer()
    status = fields.String()
    original_name = fields.String()
    counts = fields.Dict()
    mapping = fields.Dict()
    rows = fields.List(fields.Nested(FileRowAnswer))


def answer(found: OutletFile) -> dict[str, Any]:
    """A file as the API answers it."""
    plain = {name: getattr(found, name) for name in ("id", "original_name", "counts", "mapping")}
    faults = [row_answer(fault) for fault in faults_of(found)]
    return {**plain, "status": found.status.value, "rows": faults}


def match_form(found: OutletFile, schema: type[Schema], names: tuple[str, ...]) -> SchemaForm:
    """The form that says which heading of an upload is which column."""
    mapping: dict[str, Any] = found.mapping
    titles = [(title, title) for title in dict.fromkeys(mapping["titles"]) if title]
    return SchemaForm(schema, values=mapping["columns"], choices=dict.fromkeys(names, titles))


def mended(found: OutletFile, kind: str) -> Response:
    """The wrong rows of an upload as a file to mend: each as it stands, its number and all its faults in front."""
    reasons: dict[int, str] = {}
    for fault in faults_of(found):
        heading = f"{fault['heading']}: " if fault["heading"] else ""
        reasons[fault["row"]] = f"{reasons.get(fault['row'], '')} {heading}{said(fault)}".strip()
    mapping: dict[str, Any] = found.mapping
    content = SEALS.content_of(found)
    rows: list[list[str]] = []
    if content is not None:
        table = read_table(content, found.original_name, LIMITS)
        rows = list(rows_with_reasons(table, mapping["sheet"], reasons, len(mapping["titles"])))
    write = as_xlsx if kind == "xlsx" else as_csv
    return write(f"perlu-diperbaiki-{found.id}", [*ADDED_TITLES, *mapping["titles"]], rows)


@pages.route("", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def upload() -> Any:  # noqa: ANN401 - a page or a redirect
    """Choose a file; nothing is registered before its sender has seen what would be."""
    form = SchemaForm(OutletFileInput)
    if request.method == "POST" and (found := form.submit(OUTLET_FILES.upload, by=person())):
        return to_file(found.id)
    columns = [(name, speak(COLUMN_LABELS[name]), name in REQUIRED) for name in COLUMNS]
    page = render_template("outlets/files/upload.html", form=form, columns=columns, limits=LIMITS, ways=_ways())
    return page, (422 if form.is_refused else 200)


@pages.get("/contoh.<any(csv, xlsx):kind>")
@requires(Permission.OUTLET_MANAGE)
def template(kind: str) -> Response:
    """The file nobody needs to match columns for, with one example that registers nothing."""
    write = as_xlsx if kind == "xlsx" else as_csv
    return write("contoh-gerai", list(COLUMNS), [[EXAMPLE[name] for name in COLUMNS]])


@pages.route("/<int:outlet_file_id>", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def show(outlet_file_id: int) -> Any:  # noqa: ANN401
    """The columns to match, the dry run with its confirmation, or what was registered."""
    found = OUTLET_FILES.get(outlet_file_id, by=person())
    if found.status.value == "needs_mapping":
        return redirect(url_for("outlet_files.match", outlet_file_id=outlet_file_id), 303)
    form = SchemaForm(ConfirmOutletFile)
    if request.method == "POST" and (done := form.submit(OUTLET_FILES.confirm, file_id=outlet_file_id, by=person())):
        count = done.counts["registered"]
        flash(ngettext("%(count)s gerai terdaftar.", "%(count)s gerai terdaftar.", count, count=format_number(count)))
        return to_file(outlet_file_id)
    new = [row for row in rows_of(found) if row["state"] == VALID]
    page = render_template(
        "outlets/files/show.html",
        form=form,
        found=found,
        faults=[row_answer(fault) for fault in faults_of(found)],
        new=new[:200],
        words=words,
        name_of=name_of,
        ways=_ways(),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/<int:outlet_file_id>/kolom", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def match(outlet_file_id: int) -> Any:  # noqa: ANN401
    """Say which column is which; remembered for files with these headings."""
    found = OUTLET_FILES.get(outlet_file_id, by=person())
    form = match_form(found, MatchOutletColumns, COLUMNS)
    if request.method == "POST" and form.submit(
        lambda **columns: OUTLET_FILES.teach_columns(outlet_file_id, columns=columns, by=person())
    ):
        return to_file(outlet_file_id)
    sample = SEALS.rows_of(found)["sample"]
    page = render_template(
        "outlets/files/match.html", form=form, found=found, sample=sample, names=COLUMNS, ways=_ways()
    )
    return page, (422 if form.is_refused else 200)


@pages.post("/<int:outlet_file_id>/batalkan")
@requires(Permission.OUTLET_MANAGE)
def discard(outlet_file_id: int) -> Any:  # noqa: ANN401
    """Set an upload aside."""
    committed(OUTLET_FILES.discard, outlet_file_id, by=person())
    flash(_("Unggahan dibatalkan dan isinya dihapus. Tidak ada yang didaftarkan."))
    return redirect(url_for("outlet_files.upload"), 303)


@pages.get("/<int:outlet_file_id>/perlu-diperbaiki.<any(xlsx, csv):kind>")
@requires(Permission.OUTLET_MANAGE)
def rows_to_mend(outlet_file_id: int, kind: str) -> Response:
    """Every wrong row as it stands in the file, with its number and all its faults in front."""
    return mended(OUTLET_FILES.get(outlet_file_id, by=person()), kind)


def _ways() -> dict[str, Any]:
    """Where the pages of these files lead and what they are called."""
    return {
        "blueprint": "outlet_files",
        "args": {},
        "title": _("Unggah berkas gerai"),
        "lead": _("Berkas diperiksa dulu. Belum ada yang didaftarkan sebelum Anda menyetujuinya."),
        "trail": [(_("Daftar gerai"), url_for("outlets.list_outlets"))],
        "back": url_for("outlets.list_outlets"),
    }


def to_file(outlet_file_id: int) -> Any:  # noqa: ANN401
    """On to the page of an upload."""
    return redirect(url_for("outlet_files.show", outlet_file_id=outlet_file_id), 303)


@api.route("/outlet-files", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OutletFileInput, location="json_or_multipart", content_type="multipart/form-data")
@api.response(201, OutletFileAnswer)
def upload_by_api(body: dict[str, Any]) -> dict[str, Any]:
    """Upload a spreadsheet of outlets and get its dry run; nothing is registered."""
    return answer(OUTLET_FILES.upload(by=person(), **body))


@api.route("/outlet-files/<int:outlet_file_id>")
@requires(Permission.OUTLET_MANAGE)
@api.response(200, OutletFileAnswer)
def show_by_api(outlet_file_id: int) -> dict[str, Any]:
    """The dry run as it was last made."""
    return answer(OUTLET_FILES.get(outlet_file_id, by=person()))


@api.route("/outlet-files/<int:outlet_file_id>/mapping", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OutletColumns)
@api.response(200, OutletFileAnswer)
def match_by_api(body: dict[str, Any], outlet_file_id: int) -> dict[str, Any]:
    """Say which heading is which column, and get the dry run again."""
    return answer(OUTLET_FILES.teach_columns(outlet_file_id, by=person(), **body))


@api.route("/outlet-files/<int:outlet_file_id>/confirm", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(ConfirmOutletFile)
@api.response(201, OutletFileAnswer)
def confirm_by_api(body: dict[str, Any], outlet_file_id: int) -> dict[str, Any]:
    """Register what the dry run showed, all of it or nothing."""
    return answer(OUTLET_FILES.confirm(outlet_file_id, by=person(), **body))
