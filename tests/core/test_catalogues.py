"""Catalogues are compiled by whoever starts first, and several may start at once."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import catalogues


def test_several_starts_compile_a_fresh_checkout_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in catalogues.translation_folders():
        copy = tmp_path / folder.parent.name / "translations"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*.mo", "*.part"))
    monkeypatch.setattr(catalogues, "PROJECT", tmp_path)
    with ThreadPoolExecutor(4) as starts:
        for start in [starts.submit(catalogues.compile_catalogues) for _ in range(4)]:
            start.result()
    left = sorted(path.suffix for path in tmp_path.rglob("messages*") if path.is_file())
    assert left == sorted([".mo", ".po"] * len(catalogues.translation_folders()))
    assert list(tmp_path.rglob("*.part")) == []
