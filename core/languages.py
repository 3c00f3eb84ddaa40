"""Which language the reader gets, and how a sentence kept as a template is spoken in it."""

from datetime import date, datetime

from flask import has_request_context, request, session
from flask_babel import format_date, get_locale, gettext
from flask_login import current_user

from core.errors import Refusal
from core.money import format_rate
from core.wording import Problem

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
"""Indonesian first: it is the source of every sentence; English is a complete catalogue."""


def choose_language() -> str:
    """The reader's language: what this session chose, else the account's, else what the request asks for, else id.

    A program with a token says with each request who reads its answers, so there the request goes first.
    """
    if not has_request_context():
        return "id"
    if "Authorization" in request.headers and (asked := request.accept_languages.best_match(LANGUAGES)):
        return asked
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return chosen
    own = getattr(current_user, "language", None)
    if own in LANGUAGES:
        return own
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(LANGUAGES, "id") or "id"
    return "id"


def speak_rate(rate_bp: int) -> str:
    """A rate of basis points as percent: `2,5 %` in Indonesian, `2.5%` in English."""
    text = format_rate(rate_bp)
    return text if str(get_locale() or "id") == "id" else text.replace(",", ".").replace(" ", "")


def say(problem: Problem) -> str:
    """A problem's sentence in the reader's language, with its parameters filled in."""
    return speak(problem.sentence, **problem.params)


def speak(sentence: str, **params: object) -> str:
    """Any marked sentence in the reader's language. An empty sentence stays empty."""
    if not sentence:
        return ""
    translated = gettext(sentence)
    return translated % {name: _spoken(value) for name, value in params.items()} if params else translated


def _spoken(value: object) -> object:
    """A parameter as it is read: a day as `22 November 2026`, anything else as it is."""
    return format_date(value, "d MMMM y") if isinstance(value, date) and not isinstance(value, datetime) else value


def say_refusal(refusal: Refusal) -> str:
    """A refusal's own sentence in the reader's language."""
    return say(refusal.problem)
