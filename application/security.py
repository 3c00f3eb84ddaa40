"""What every answer carries: headers that leave a browser nothing to guess, and a check of every form's origin."""

import structlog
from flask import Flask, Response, g, request
from flask_login import current_user
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from core.errors import InvalidInput
from core.wording import N_

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
    " connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class FormExpired(InvalidInput):
    """A form without its token, or with one of another session."""

    code = "form_expired"
    status = 400
    sentence = N_("Sesi formulir ini sudah berakhir. Muat ulang halaman lalu kirim lagi.")


def register_security(app: Flask, csrf: CSRFProtect) -> None:
    """Check each form's token, and put the headers on each answer."""

    @app.before_request
    def check_form_token() -> None:
        """A browser's unsafe request needs its form token; a program that signs with a token has no cookie to abuse."""
        structlog.contextvars.clear_contextvars()
        if request.method in SAFE_METHODS or request.url_rule is None or not app.config["WTF_CSRF_ENABLED"]:
            return
        if request.path.startswith("/api/") and (
            not current_user.is_authenticated or current_user.api_token_id is not None
        ):
            return
        try:
            csrf.protect()
        except CSRFError:
            raise FormExpired from None

    @app.after_request
    def add_headers(response: Response) -> Response:
        """Add what is not set already; pages of somebody signed in are not kept by any cache."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if app.config["PRODUCTION"]:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static" and "Cache-Control" not in response.headers and not g.get("cacheable"):
            response.headers["Cache-Control"] = "no-store"
            response.vary.add("Cookie")
        return response
