"""The JSON doors of till files: upload, match columns, teach codes, confirm."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import sales_import
from commissions.sales_file_answers import confirmed_answer, file_answer
from commissions.sales_file_schemas import (
    CodesInput,
    ConfirmedAnswer,
    ConfirmInput,
    MappingInput,
    SalesFileAnswer,
    SalesFileInput,
)

api = ApiBlueprint("api_sales_files", __name__, description="Till files, from upload to ledger")


@api.route("/outlets/<int:outlet_id>/sales-files", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(SalesFileInput, location="json_or_multipart", content_type="multipart/form-data")
@api.response(201, SalesFileAnswer)
def upload_sales_file(body: dict[str, Any], outlet_id: int) -> dict[str, Any]:
    """Upload a till's file and get its dry run; nothing is posted."""
    return file_answer(sales_import.upload(outlet_id, by=person(), **body))


@api.route("/sales-files/<int:file_id>", methods=["GET"])
@requires(Permission.SALE_READ)
@api.response(200, SalesFileAnswer)
def show_sales_file(file_id: int) -> dict[str, Any]:
    """The dry run of a file as it was last made."""
    return file_answer(sales_import.get(file_id, by=person()))


@api.route("/sales-files/<int:file_id>/mapping", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(MappingInput)
@api.response(200, SalesFileAnswer)
def map_sales_file(body: dict[str, Any], file_id: int) -> dict[str, Any]:
    """Say how the till writes its files, remembered for the outlet, and get the dry run again."""
    return file_answer(sales_import.teach_columns(file_id, by=person(), **body))


@api.route("/sales-files/<int:file_id>/codes", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(CodesInput)
@api.response(200, SalesFileAnswer)
def teach_codes(body: dict[str, Any], file_id: int) -> dict[str, Any]:
    """Say which placement each code means, remembered for the outlet, and get the dry run again."""
    return file_answer(sales_import.teach_codes(file_id, by=person(), **body))


@api.route("/sales-files/<int:file_id>/confirm", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(ConfirmInput)
@api.response(201, ConfirmedAnswer)
def confirm_sales_file(body: dict[str, Any], file_id: int) -> dict[str, Any]:
    """Post what the dry run showed, one report a month of sale."""
    return confirmed_answer(sales_import.confirm(file_id, by=person(), **body))
