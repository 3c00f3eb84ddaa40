"""Pages and answers are sent compressed: most readers have a slow network and pay for it by the megabyte."""

import gzip
import secrets
from io import BytesIO

from flask import Flask, Response, request

LEAST_BYTES = 500
LEVEL = 6
MOST_PADDING = 100
COMPRESSED_TYPES = frozenset(
    {"text/html", "text/plain", "text/csv", "application/json", "application/problem+json", "image/svg+xml"}
)


def compressed(content: bytes) -> bytes:
    """The bytes as gzip, with a file name of random length in its head.

    A page that repeats what its address says beside a form token could give the token away by its compressed length
    (the attack known as BREACH). The token's signature covers the second it was made in, so it differs from page to
    page, and the cookie is SameSite=Lax, so other sites cannot ask for pages in the reader's name; the random length
    takes the measurement itself away.
    """
    buffer = BytesIO()
    name = "a" * (1 + secrets.randbelow(MOST_PADDING))
    with gzip.GzipFile(filename=name, mode="wb", compresslevel=LEVEL, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def compress(response: Response) -> Response:
    """Compress an answer that gains by it, for a client that reads gzip."""
    if response.mimetype not in COMPRESSED_TYPES or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if (
        "gzip" not in request.accept_encodings
        or response.status_code < 200
        or response.status_code in {204, 206, 304}
        or response.direct_passthrough
        or response.is_streamed
        or len(content := response.get_data()) < LEAST_BYTES
    ):
        return response
    response.set_data(compressed(content))
    response.headers["Content-Encoding"] = "gzip"
    response.headers.pop("ETag", None)
    return response


def register_compression(app: Flask) -> None:
    """Compress what every view answers."""
    app.after_request(compress)
