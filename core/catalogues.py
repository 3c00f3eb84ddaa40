"""Translations: one catalogue a package, compiled when it changed."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PROJECT = Path(__file__).resolve().parent.parent
PACKAGES = ("core", "accounts", "partnerships", "outlets", "commissions", "application")


def translation_folders() -> list[Path]:
    """The catalogue folders of the packages that have one."""
    return [folder for package in PACKAGES if (folder := PROJECT / package / "translations").is_dir()]


def compile_catalogues() -> None:
    """Compile each catalogue whose source is newer than what was compiled from it."""
    for folder in translation_folders():
        for source in folder.glob("*/LC_MESSAGES/messages.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
                continue
            with source.open("rb") as file:
                catalogue = read_po(file, locale=source.parent.parent.name)
            # Several processes may find a catalogue stale at once: each writes a file of its own, the last one stays.
            with NamedTemporaryFile(dir=target.parent, suffix=".part", delete=False) as part:
                write_mo(part, catalogue)
            Path(part.name).chmod(0o644)
            Path(part.name).replace(target)
