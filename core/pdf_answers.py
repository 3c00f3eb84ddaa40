"""A paper of ours as the answer to a request."""

from flask import Response, request


def pdf_answer(content: bytes, filename: str) -> Response:
    """A PDF to download, or with `?lihat=1` to look at; in a browser it may do nothing but be shown."""
    shown = "inline" if request.args.get("lihat") else "attachment"
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'{shown}; filename="{filename}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
