"""Structured logs on standard error, one JSON object a line, without personal data.

What is logged is what happened and ids; names, phone numbers, NIK, tokens and query strings are not.
"""

import logging
import re
import sys

import structlog

SECRET_NAMES = frozenset({"password", "token", "nik", "owner_nik", "phone", "email", "name", "authorization", "cookie"})

DETAIL = re.compile(r"\nDETAIL:.*?(?=\n(?:HINT|CONTEXT):|\n\[SQL:|\n\n|\nTraceback|\Z)", re.DOTALL)
"""What PostgreSQL adds to a refusal: the values of the row, such as `Key (email)=(...) already exists`."""


def without_details(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Leave out of a logged exception the values PostgreSQL repeats."""
    if isinstance(told := event.get("exception"), str):
        event["exception"] = DETAIL.sub("\nDETAIL: ***", told)
    return event


def without_secrets(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Blank out anything named like personal data or a secret, should it ever be passed."""
    for key in event:
        if key in SECRET_NAMES:
            event[key] = "***"
    return event


def configure_logging(*, testing: bool) -> None:
    """Send structured events to standard error; tests hear only warnings."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_secrets,
            structlog.processors.format_exc_info,
            without_details,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if testing else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=not testing,
    )
