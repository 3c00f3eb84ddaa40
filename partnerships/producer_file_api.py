"""The JSON doors of files of registrations: upload, match columns, confirm."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from partnerships import producer_file_registering, producer_files
from partnerships.producer_file_answers import ORDERS, confirmed_answer, file_answer
from partnerships.producer_file_schemas import (
    ProducerConfirmInput,
    ProducerFileAnswer,
    ProducerFileInput,
    ProducerFilePage,
    ProducerMappingInput,
    ProducersRegisteredAnswer,
)

api = ApiBlueprint("api_producer_files", __name__, description="Files of registrations, from upload to registry")


@api.route("/producer-files", methods=["POST"])
@requires(Permission.PRODUCER_REGISTER)
@api.arguments(ProducerFileInput, location="json_or_multipart", content_type="multipart/form-data")
@api.response(201, ProducerFileAnswer)
def upload_producer_file(body: dict[str, Any]) -> dict[str, Any]:
    """Upload a spreadsheet of producers and get its dry run; nobody is registered."""
    return file_answer(producer_files.upload(by=person(), **body))


@api.route("/producer-files")
@requires(Permission.PRODUCER_REGISTER)
@api.response(200, ProducerFilePage)
def list_producer_files() -> object:
    """The files you may see, newest first."""
    listing = listed(producer_files.visible_to(person()), orders=ORDERS, default_order="-uploaded")
    return listing.envelope(lambda row: row[0])


@api.route("/producer-files/<int:producer_file_id>")
@requires(Permission.PRODUCER_REGISTER)
@api.response(200, ProducerFileAnswer)
def show_producer_file(producer_file_id: int) -> dict[str, Any]:
    """The dry run of a file as it was last made."""
    return file_answer(producer_files.get(producer_file_id, by=person()))


@api.route("/producer-files/<int:producer_file_id>/mapping", methods=["POST"])
@requires(Permission.PRODUCER_REGISTER)
@api.arguments(ProducerMappingInput)
@api.response(200, ProducerFileAnswer)
def map_producer_file(body: dict[str, Any], producer_file_id: int) -> dict[str, Any]:
    """Say how files with these headings are written, remembered for all, and get the dry run again."""
    return file_answer(producer_files.teach_columns(producer_file_id, by=person(), **body))


@api.route("/producer-files/<int:producer_file_id>/confirm", methods=["POST"])
@requires(Permission.PRODUCER_REGISTER)
@api.arguments(ProducerConfirmInput)
@api.response(201, ProducersRegisteredAnswer)
def confirm_producer_file(body: dict[str, Any], producer_file_id: int) -> dict[str, Any]:
    """Register what the dry run showed, all of it or nothing."""
    return confirmed_answer(producer_file_registering.confirm(producer_file_id, by=person(), **body))
