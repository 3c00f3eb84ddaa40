"""Every refusal has one HTTP status, and is shown as a page or answered as `application/problem+json`."""

import secrets
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, current_app, flash, json, redirect, render_template, request, url_for
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, SecurityError

from accounts.access import NotSignedIn
from accounts.sent_once import SEEN, AlreadyProcessed
from application.frame import without_counts, without_database
from core.database import db, is_away
from core.errors import Conflict, InvalidInput, NotFound, NotPermitted, Refusal, StorageFull, is_full
from core.file_refusals import FileTooLarge, WrongFileType
from core.files import FileDamaged
from core.forms import WrongShape, wants_json
from core.languages import say, say_refusal, speak
from core.wording import N_

log = structlog.get_logger()

STATUSES: dict[type[Refusal], int] = {
    InvalidInput: 422,
    NotSignedIn: 401,
    NotPermitted: 403,
    NotFound: 404,
    Conflict: 409,
    FileTooLarge: 413,
    WrongFileType: 415,
    FileDamaged: 500,
    StorageFull: 507,
}
"""The status of each kind of refusal; a subclass has that of the nearest kind, or its own `status`."""

MOST_ROWS_SHOWN = 1_000
BUSY_SQLSTATES = frozenset({"40001", "40P01", "55P03", "57014", "53300"})
"""Too much at once; what says that the database is away stands in `core.database`."""
DISK_FULL = "53100"

HTTP_SENTENCES = {
    400: N_("Permintaan ini tidak dapat dibaca. Periksa isinya lalu kirim lagi."),
    401: N_("Anda perlu masuk terlebih dahulu."),
    403: N_("Anda tidak berwenang melakukan ini."),
    404: N_("Halaman atau data ini tidak ditemukan."),
    405: N_("Cara ini tidak berlaku untuk alamat ini."),
    409: N_("Data ini baru saja diubah orang lain. Muat ulang halaman lalu coba lagi."),
    413: N_("Kiriman terlalu besar. Batasnya 20 MB."),
    415: N_("Jenis isi ini tidak diterima. Kirim sebagai application/json."),
    429: N_("Terlalu banyak permintaan. Tunggu sebentar lalu coba lagi."),
    500: N_("Terjadi kesalahan di pihak kami. Petugas sudah diberi tahu."),
    507: StorageFull.sentence,
    503: N_("Layanan sedang sibuk. Coba lagi sebentar."),
}
HTTP_CODES = {
    400: "unreadable",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    409: "changed_meanwhile",
    413: "too_large",
    415: "wrong_type",
    429: "slow_down",
    500: "unexpected_error",
    503: "busy",
    507: StorageFull.code,
}


def status_of(refusal: Refusal) -> int:
    """The HTTP status a refusal is answered with."""
    own = getattr(refusal, "status", None)
    if isinstance(own, int):
        return own
    return next(status for kind in type(refusal).__mro__ if (status := STATUSES.get(kind)) is not None)  # type: ignore[call-overload]


def problem_document(refusal: Refusal) -> dict[str, object]:
    """A refusal as RFC 9457 tells it, with its field messages and rows in the reader's language."""
    status = status_of(refusal)
    document: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": refusal.code,
        "detail": say_refusal(refusal),
    }
    if isinstance(refusal, WrongShape):
        document["errors"] = refusal.messages
    elif refusal.errors:
        document["errors"] = {name: [say(problem) for problem in found] for name, found in refusal.errors.items()}
    if refusal.rows:
        document["rows"] = [
            {
                "row": row.row,
                "field": row.field,
                "code": row.problem.code,
                "message": say(row.problem),
                **({"value": row.value} if row.value else {}),
                **({"sheet": row.sheet} if row.sheet else {}),
            }
            for row in refusal.rows[:MOST_ROWS_SHOWN]
        ]
        document["rows_total"] = len(refusal.rows)
    document.update(refusal.extra)
    return document


def as_problem(document: dict[str, object], headers: dict[str, str] | None = None) -> Response:
    """A problem document as a response."""
    return Response(
        json.dumps(document, ensure_ascii=False),
        status=int(str(document["status"])),
        mimetype="application/problem+json",
        headers=headers,
    )


def answer_refusal(refusal: Refusal) -> Any:  # noqa: ANN401 - a response or a rendered page with its status
    """A refusal that reached the edge, as a page or as a problem document."""
    db.session.rollback()
    status = status_of(refusal)
    headers = {}
    if retry_after := getattr(refusal, "retry_after_seconds", None):
        headers["Retry-After"] = str(retry_after)
    if wants_json():
        return as_problem(problem_document(refusal), headers)
    if isinstance(refusal, NotSignedIn):
        return redirect(
            url_for("accounts.sign_in", next=request.full_path.rstrip("?") if request.method == "GET" else None)
        )
    without_counts()
    page = render_template("errors/refusal.html", status=status, sentence=say_refusal(refusal), incident=None)
    return page, status, headers


def answer_processed(done: AlreadyProcessed) -> Any:  # noqa: ANN401
    """A form that was sent again: on to where its work is seen, with a word that it was done before."""
    flash(speak(done.sentence))
    return redirect(done.address, SEEN)


def answer_http(error: HTTPException) -> Any:  # noqa: ANN401
    """An HTTP error raised by the framework."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, SecurityError):
        return Response("400 Bad Request\n", status=400, mimetype="text/plain")  # no page can be built for its host
    methods = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(methods))} if methods else {}
    return answer_status(status, headers)


def answer_status(status: int, headers: dict[str, str] | None = None, incident: str | None = None) -> Any:  # noqa: ANN401
    """A status without a refusal of its own, as a page or as a problem document."""
    if status >= 500:
        without_database()
    sentence = speak(HTTP_SENTENCES.get(status, HTTP_SENTENCES[400 if status < 500 else 500]))
    code = HTTP_CODES.get(status, "refused" if status < 500 else "unexpected_error")
    if wants_json():
        document: dict[str, object] = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "code": code,
            "detail": sentence,
        }
        if incident:
            document["incident"] = incident
        return as_problem(document, headers)
    without_counts()
    return (
        render_template("errors/refusal.html", status=status, sentence=sentence, incident=incident),
        status,
        headers or {},
    )


def answer_stale(_error: StaleDataError) -> Any:  # noqa: ANN401
    """Somebody else changed the same row first."""
    db.session.rollback()
    return answer_status(409)


def answer_database(error: DBAPIError) -> Any:  # noqa: ANN401
    """The database is busy or away: come back shortly. Anything else of it is our own error."""
    db.session.rollback()
    if getattr(error.orig, "sqlstate", None) == DISK_FULL:
        return answer_full(error)
    if is_away(error) or getattr(error.orig, "sqlstate", None) in BUSY_SQLSTATES:
        return answer_status(503, {"Retry-After": "5"})
    return answer_unexpected(error)


def answer_full(error: Exception) -> Any:  # noqa: ANN401
    """The disk is full, wherever that was noticed: told in the log at once, and nothing of the request is kept."""
    db.session.rollback()
    log.error("storage_full", rule=str(request.url_rule or ""), error=repr(error))
    return answer_status(507, {"Retry-After": str(StorageFull.retry_after_seconds)})


def answer_system(error: OSError) -> Any:  # noqa: ANN401
    """What the operating system refuses: a full disk has a sentence of its own."""
    if is_full(error):
        return answer_full(error)
    if current_app.config.get("TESTING"):
        raise error
    return answer_unexpected(error)


def answer_unexpected(error: Exception) -> Any:  # noqa: ANN401
    """Our own error: logged under an incident number that the reader can name to us."""
    db.session.rollback()
    incident = secrets.token_hex(4)
    # The rule, not the address: that of a one-time link holds its secret.
    rule = str(request.url_rule or "")
    log.error("unexpected_error", incident=incident, rule=rule, method=request.method, exc_info=error)
    return answer_status(500, incident=incident)


def register_error_pages(app: Flask) -> None:
    """Tell the application how each error is answered."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(AlreadyProcessed, answer_processed)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(StaleDataError, answer_stale)
    app.register_error_handler(PoolTimeout, lambda _error: answer_status(503, {"Retry-After": "5"}))
    app.register_error_handler(DBAPIError, answer_database)
    app.register_error_handler(OSError, answer_system)
    if not app.config.get("TESTING"):
        app.register_error_handler(Exception, answer_unexpected)
