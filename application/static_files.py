"""Style sheet, script and icons: kept by browsers for a year under an address that changes with their content."""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.utils import safe_join

from accounts.access import public
from core.errors import NotFound

YEAR_SECONDS = 31_536_000
MEDIA_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
"""What this machine's own list may not know, and browsers insist on."""


class StaticFile(NamedTuple):
    """A file as it is sent."""

    content: bytes
    compressed: bytes
    media_type: str
    version: str


def static_file(filename: str) -> StaticFile | None:
    """The file of that name below `static/`, or None. It is read again when it changed."""
    path = safe_join(str(current_app.static_folder), filename)
    if path is None or not Path(path).is_file():
        return None
    return _read(path, Path(path).stat().st_mtime_ns)


@lru_cache(maxsize=100)
def _read(path: str, _changed_ns: int) -> StaticFile:
    content = Path(path).read_bytes()
    media_type = MEDIA_TYPES.get(Path(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
    return StaticFile(content, gzip.compress(content, 9, mtime=0), media_type, hashlib.sha256(content).hexdigest()[:12])


@public
def serve(filename: str) -> Response:
    """A static file; under its versioned address it is kept for a year, else asked for again each time."""
    file = static_file(filename)
    if file is None:
        raise NotFound
    squeezed = "gzip" in request.accept_encodings and len(file.compressed) < len(file.content)
    response = Response(file.compressed if squeezed else file.content, mimetype=file.media_type)
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(file.version + ("-gzip" if squeezed else ""))
    if request.args.get("v") == file.version:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


class SessionOfPages(SecureCookieSessionInterface):
    """The session of pages only: a file that varied with the cookie would be fetched again after each signing in."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep the session, and mark the answer as depending on it, unless it is a file."""
        if request.endpoint not in {"static", "offline_worker"}:
            super().save_session(app, session, response)


@public
def offline_worker() -> Response:
    """The worker of the counter, at the top so that it may watch over `/penjualan`; asked for again each time."""
    response = serve("offline-worker.js")
    response.headers["Cache-Control"] = "no-cache"
    return response


def icon_sprite() -> str:
    """The address of the file all icons are drawn from; a page has dozens of them, so it is made once a request."""
    if "icon_sprite" not in g:
        g.icon_sprite = url_for("static", filename="icons.svg")
    return str(g.icon_sprite)


def register_static_files(app: Flask) -> None:
    """Serve `static/` under `/static/`, and put the version into each address `url_for` makes."""
    app.jinja_env.globals["icon_sprite"] = icon_sprite
    app.session_interface = SessionOfPages()
    app.add_url_rule("/static/<path:filename>", endpoint="static", view_func=serve)
    app.add_url_rule("/pekerja-luring.js", endpoint="offline_worker", view_func=offline_worker)

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and (file := static_file(values.get("filename", ""))):
            values["v"] = file.version
