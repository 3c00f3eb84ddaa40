"""`flask translations check` and `update`: every Indonesian sentence of the code has an English one.

The catalogues of all packages are read as one, so a sentence several packages use stands in the lowest of them only.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po
from flask import Flask
from flask.cli import AppGroup

from core.catalogues import PACKAGES, PROJECT

KEYWORDS = {
    **dict.fromkeys(("_", "_l", "N_", "gettext", "lazy_gettext"), None),
    "ngettext": (1, 2),
    "counted": (1, 1),
}
"""What marks a sentence; `counted` takes one that Indonesian says the same way of one thing and of many."""
LANGUAGE = "en"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
LINE_WIDTH = 120
HEADER = {
    "project": "Etalase",
    "version": "1.0",
    "last_translator": "Etalase",
    "language_team": "English",
    "msgid_bugs_address": "-",
}

Sentence = tuple[str, ...]
"""A sentence in all its numbers: most have one, `%(num)s hari` has two."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the translation of a sentence, and where the sentence or its translation stands."""

    kind: str
    sentence: str
    place: str

    def __str__(self) -> str:
        """One line of the report."""
        return f"{self.kind}: {self.sentence!r} ({self.place})"


def folders_of(package: str) -> Iterator[Path]:
    """Where the sentences of a package stand; the templates that are no package's own are the application's."""
    yield PROJECT / package
    templates = PROJECT / "templates"
    for folder in sorted(path for path in templates.iterdir() if path.is_dir()):
        if folder.name == package or (package == "application" and folder.name not in PACKAGES):
            yield folder


def sentences_of(package: str) -> dict[Sentence, str]:
    """Each sentence of a package with the first place where it stands."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found: dict[Sentence, str] = {}
    for folder in folders_of(package):
        for name, line, sentence, _comments, _context in extract_from_dir(folder, methods, options, KEYWORDS):
            found.setdefault(numbers(sentence), f"{(folder / name).relative_to(PROJECT)}:{line}")
    if package == "application":
        for name, line, sentence, _comments, _context in extract_from_dir(
            PROJECT / "templates", [("*.html", "jinja2")], {}, KEYWORDS, directory_filter=lambda _: False
        ):
            found.setdefault(numbers(sentence), f"templates/{name}:{line}")
    return found


def catalogue_path(package: str) -> Path:
    """Where the English catalogue of a package lies."""
    return PROJECT / package / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def catalogue_of(package: str) -> Catalog:
    """The English catalogue of a package; an empty one when it has none."""
    path = catalogue_path(package)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def numbers(value: str | Iterable[str] | None) -> Sentence:
    """A sentence in all its numbers."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def translations() -> tuple[dict[Sentence, Sentence], list[Fault]]:
    """Every English sentence by its Indonesian one, and the faults of the catalogues themselves."""
    spoken: dict[Sentence, Sentence] = {}
    faults = []
    for package in PACKAGES:
        for message in catalogue_of(package):
            sentence, english = numbers(message.id), numbers(message.string)
            if not any(sentence) or not any(english):
                continue
            place = f"{package} catalogue"
            if message.fuzzy:
                faults.append(Fault("fuzzy", sentence[0], place))
            if spoken.get(sentence, english) != english:
                faults.append(Fault("translated in two ways", sentence[0], place))
            if placeholders(sentence) != placeholders(english):
                faults.append(Fault("other placeholders", sentence[0], place))
            spoken.setdefault(sentence, english)
    return spoken, faults


def placeholders(sentence: Sentence) -> set[str]:
    """The names of everything that is filled into a sentence."""
    return {name for text in sentence for name in PLACEHOLDER.findall(text)}


def find_faults() -> list[Fault]:
    """Everything that keeps English from being complete."""
    spoken, faults = translations()
    lacking: dict[Sentence, str] = {}
    for package in PACKAGES:
        for sentence, place in sentences_of(package).items():
            if sentence not in spoken:
                lacking.setdefault(sentence, place)
    return faults + [Fault("no English", sentence[0], place) for sentence, place in lacking.items()]


def update() -> int:
    """Write the catalogues anew: each sentence once, in the lowest package that says it; how many lack English."""
    spoken, _faults = translations()
    written: set[Sentence] = set()
    lacking = 0
    for package in PACKAGES:
        own = set(sentences_of(package)) - written
        written |= own
        catalogue = Catalog(locale=LANGUAGE, charset="utf-8", fuzzy=False, **HEADER)
        catalogue.creation_date = catalogue.revision_date = catalogue_of(package).creation_date
        catalogue.header_comment = f"# English for the sentences of {package}/."
        for sentence in sorted(own, key=lambda known: (known[0].casefold(), known)):
            english = spoken.get(sentence, ())
            lacking += not english
            is_single = len(sentence) == 1
            catalogue.add(sentence[0] if is_single else sentence, "".join(english) if is_single else english)
        path = catalogue_path(package)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=LINE_WIDTH, no_location=True)
    return lacking


def register(app: Flask) -> None:
    """Give the application the group `translations`."""
    group = AppGroup("translations", help="The English sentences.")

    @group.command("check", with_appcontext=False)
    def check_command() -> None:
        """Report sentences without English, fuzzy ones, and those whose placeholders differ; exit 1 when there are."""
        faults = find_faults()
        for fault in faults:
            click.echo(str(fault))
        click.echo(f"{len(faults)} faults")
        if faults:
            raise SystemExit(1)

    @group.command("update", with_appcontext=False)
    def update_command() -> None:
        """Add what is new to the catalogues and drop what nobody says any more."""
        click.echo(f"{update()} sentences lack English")

    app.cli.add_command(group)
