"""Files of the item codes of an outlet's till, by page and by API; what they share is in `outlet_file_doors`."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.database import committed
from core.fields import Schema, Text, YesNo
from core.forms import SchemaForm
from core.languages import speak
from core.listing import as_csv, as_xlsx
from core.money import format_number
from core.row_problems import row_answer
from core.wording import N_
from outlets import outlets
from outlets.models import Outlet
from outlets.outlet_code_columns import COLUMN_LABELS, COLUMNS, EXAMPLE, REQUIRED
from outlets.outlet_code_files import CODE_FILES
from outlets.outlet_file_doors import (
    OutletColumns,
    OutletFileAnswer,
    answer,
    match_form,
    mended,
)
from outlets.register_files import LIMITS, SEALS, VALID, faults_of, rows_of
from partnerships.schemas import Upload

pages = Blueprint("outlet_code_files", __name__, url_prefix="/gerai")
api = ApiBlueprint("api_outlet_code_files", __name__, description="Files of item codes, from upload to till")


class OutletCodeFileInput(Schema):
    """A file of item codes."""

    file = Upload(required=True, metadata={"label": N_("Berkas kode barang"), "type": "string", "format": "binary"})


class ConfirmCodeFile(Schema):
    """Whether the good rows are written down although others are wrong."""

    skip_wrong = YesNo(load_default=False, metadata={"label": N_("Catat baris yang benar saja")})


MatchCodeColumns = Schema.from_dict(
    {name: Text(most=200, required=name in REQUIRED, metadata={"label": COLUMN_LABELS[name]}) for name in COLUMNS},
    name="MatchCodeColumns",
)


@pages.route("/<int:outlet_id>/kode/berkas", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def upload(outlet_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Choose a file; no code is written down before its sender has seen which."""
    outlet = outlets.get(outlet_id, by=person())
    form = SchemaForm(OutletCodeFileInput)
    if request.method == "POST" and (found := form.submit(CODE_FILES.upload, outlet_id=outlet_id, by=person())):
        return to_file(found.id)
    columns = [(name, speak(COLUMN_LABELS[name]), name in REQUIRED) for name in COLUMNS]
    page = render_template("outlets/files/upload.html", form=form, columns=columns, limits=LIMITS, ways=_ways(outlet))
    return page, (422 if form.is_refused else 200)


@pages.get("/<int:outlet_id>/kode/berkas/contoh.<any(csv, xlsx):kind>")
@requires(Permission.OUTLET_CODE_MANAGE)
def template(outlet_id: int, kind: str) -> Response:
    """The file nobody needs to match columns for, with one example that writes nothing down."""
    outlets.get(outlet_id, by=person())
    write = as_xlsx if kind == "xlsx" else as_csv
    return write("contoh-kode-barang", list(COLUMNS), [[EXAMPLE[name] for name in COLUMNS]])


@pages.route("/kode/berkas/<int:code_file_id>", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def show(code_file_id: int) -> Any:  # noqa: ANN401
    """The columns to match, the dry run with its confirmation, or what was written down."""
    found = CODE_FILES.get(code_file_id, by=person())
    if found.status.value == "needs_mapping":
        return redirect(url_for("outlet_code_files.match", code_file_id=code_file_id), 303)
    form = SchemaForm(ConfirmCodeFile)
    if request.method == "POST" and (done := form.submit(CODE_FILES.confirm, file_id=code_file_id, by=person())):
        count = done.counts["registered"]
        flash(ngettext("%(count)s kode dicatat.", "%(count)s kode dicatat.", count, count=format_number(count)))
        return to_file(code_file_id)
    page = render_template(
        "outlets/files/show.html",
        form=form,
        found=found,
        faults=[row_answer(fault) for fault in faults_of(found)],
        new=[row for row in rows_of(found) if row["state"] == VALID][:200],
        ways=_ways(found.outlet),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/kode/berkas/<int:code_file_id>/kolom", methods=["GET", "POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
def match(code_file_id: int) -> Any:  # noqa: ANN401
    """Say which column is which; remembered for files with these headings."""
    found = CODE_FILES.get(code_file_id, by=person())
    form = match_form(found, MatchCodeColumns, COLUMNS)
    if request.method == "POST" and form.submit(
        lambda **columns: CODE_FILES.teach_columns(code_file_id, columns=columns, by=person())
    ):
        return to_file(code_file_id)
    sample = SEALS.rows_of(found)["sample"]
    page = render_template(
        "outlets/files/match.html", form=form, found=found, sample=sample, names=COLUMNS, ways=_ways(found.outlet)
    )
    return page, (422 if form.is_refused else 200)


@pages.post("/kode/berkas/<int:code_file_id>/batalkan")
@requires(Permission.OUTLET_CODE_MANAGE)
def discard(code_file_id: int) -> Any:  # noqa: ANN401
    """Set an upload aside."""
    found = committed(CODE_FILES.discard, code_file_id, by=person())
    flash(_("Unggahan dibatalkan dan isinya dihapus. Tidak ada yang dicatat."))
    return redirect(url_for("outlet_code_files.upload", outlet_id=found.outlet_id), 303)


@pages.get("/kode/berkas/<int:code_file_id>/perlu-diperbaiki.<any(xlsx, csv):kind>")
@requires(Permission.OUTLET_CODE_MANAGE)
def rows_to_mend(code_file_id: int, kind: str) -> Response:
    """Every wrong row as it stands in the file, with its number and all its faults in front."""
    return mended(CODE_FILES.get(code_file_id, by=person()), kind)


def to_file(code_file_id: int) -> Any:  # noqa: ANN401
    """On to the page of an upload."""
    return redirect(url_for("outlet_code_files.show", code_file_id=code_file_id), 303)


def _ways(outlet: Outlet | None) -> dict[str, Any]:
    """Where the pages of these files lead and what they are called."""
    if outlet is None:
        raise AssertionError("a file of item codes belongs to an outlet")
    codes = url_for("outlet_codes.list_codes", outlet_id=outlet.id)
    trail = [
        (_("Daftar gerai"), url_for("outlets.list_outlets")),
        (outlet.name, url_for("outlets.show", outlet_id=outlet.id)),
        (_("Kode barang"), codes),
    ]
    return {
        "blueprint": "outlet_code_files",
        "args": {"outlet_id": outlet.id},
        "title": _("Unggah berkas kode"),
        "lead": _("Berkas diperiksa dulu. Belum ada kode yang dicatat sebelum Anda menyetujuinya."),
        "trail": trail,
        "back": codes,
    }


@api.route("/outlets/<int:outlet_id>/code-files", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(OutletCodeFileInput, location="json_or_multipart", content_type="multipart/form-data")
@api.response(201, OutletFileAnswer)
def upload_by_api(body: dict[str, Any], outlet_id: int) -> dict[str, Any]:
    """Upload a spreadsheet of item codes and get its dry run; no code is written down."""
    return answer(CODE_FILES.upload(outlet_id=outlet_id, by=person(), **body))


@api.route("/outlet-code-files/<int:code_file_id>")
@requires(Permission.OUTLET_CODE_MANAGE)
@api.response(200, OutletFileAnswer)
def show_by_api(code_file_id: int) -> dict[str, Any]:
    """The dry run as it was last made."""
    return answer(CODE_FILES.get(code_file_id, by=person()))


@api.route("/outlet-code-files/<int:code_file_id>/mapping", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(OutletColumns)
@api.response(200, OutletFileAnswer)
def match_by_api(body: dict[str, Any], code_file_id: int) -> dict[str, Any]:
    """Say which heading is which column, and get the dry run again."""
    return answer(CODE_FILES.teach_columns(code_file_id, by=person(), **body))


@api.route("/outlet-code-files/<int:code_file_id>/confirm", methods=["POST"])
@requires(Permission.OUTLET_CODE_MANAGE)
@api.arguments(ConfirmCodeFile)
@api.response(201, OutletFileAnswer)
def confirm_by_api(body: dict[str, Any], code_file_id: int) -> dict[str, Any]:
    """Write down what the dry run showed, all of it or nothing."""
    return answer(CODE_FILES.confirm(code_file_id, by=person(), **body))
