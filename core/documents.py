"""Papers as PDF: WeasyPrint behind a door that fetches nothing but what lies in memory.

A document may name only `etalase:<id>`; every other address, however it came into the page, stops the rendering
loudly. WeasyPrint is imported when the first paper is made, because it is slow to load and needs Pango.
"""

import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import Refusal
from core.wording import N_

SCHEME = "etalase:"
FONTS = Path(__file__).parent / "fonts"
FONT_FILES = {"plex-sans-400.woff": 400, "plex-sans-600.woff": 600}
MONO_FILE = "plex-mono-400.woff"
PAGES_AT_A_TIME = 64
WORTH_PROCESSES = 16
"""From how many pages on processes of their own are started."""

_one_at_a_time = threading.Lock()
"""Layout is one processor's work anyway, and the fonts are shared."""


class Resource(NamedTuple):
    """Bytes a document may name, and what they are."""

    content: bytes
    media_type: str


class Page(NamedTuple):
    """A page to be laid out: its HTML, its style sheet, and what it names."""

    html: str
    css: str
    resources: Mapping[str, Resource]


class NoPdfHere(Refusal):
    """Pango is missing on this machine, so no PDF can be made."""

    code = "no_pdf_here"
    status = 503
    sentence = N_("Server ini belum dapat membuat PDF. Cetak halamannya saja.")


@lru_cache(maxsize=1)
def _weasyprint() -> Any:  # noqa: ANN401 - the module, or None
    """WeasyPrint, or None where its libraries are missing."""
    try:
        import weasyprint  # noqa: PLC0415 - slow to load, and absent Pango must not stop the application
    except (ImportError, OSError):
        return None
    return weasyprint


def can_make_pdf() -> bool:
    """Whether this machine can make PDFs."""
    return _weasyprint() is not None


def _fetcher(resources: Mapping[str, Resource]) -> Any:  # noqa: ANN401 - a WeasyPrint fetcher
    """A fetcher that knows these resources and refuses everything else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class Closed(URLFetcher):  # type: ignore[misc,valid-type]
        """Answers from memory only."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ANN401, ARG002 - WeasyPrint's signature
            """A resource by its id; anything else stops the rendering, as an error nothing swallows."""
            resource = resources.get(url.removeprefix(SCHEME)) if url.startswith(SCHEME) else None
            if resource is None:
                raise FatalURLFetchingError(f"a document may not fetch {url[:200]!r}")
            return URLFetcherResponse(url, resource.content, {"Content-Type": resource.media_type})

    return Closed()


def _faces() -> str:
    """The rules that name our fonts."""
    sans = [
        f"@font-face {{ font-family: Etalase; font-weight: {weight}; src: url({SCHEME}{name}) }}"
        for name, weight in FONT_FILES.items()
    ]
    return "\n".join([*sans, f"@font-face {{ font-family: EtalaseMono; src: url({SCHEME}{MONO_FILE}) }}"])


@lru_cache(maxsize=1)
def _fonts() -> tuple[Any, Any]:
    """Our fonts, read once: the style sheet that names them, and WeasyPrint's configuration that holds them."""
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    configuration = FontConfiguration()
    files = {name: Resource((FONTS / name).read_bytes(), "font/woff") for name in (*FONT_FILES, MONO_FILE)}
    return weasyprint.CSS(string=_faces(), font_config=configuration, url_fetcher=_fetcher(files)), configuration


@lru_cache(maxsize=8)
def _style(css: str) -> Any:  # noqa: ANN401 - a WeasyPrint style sheet
    """A style sheet, read once."""
    return _weasyprint().CSS(string=css, font_config=_fonts()[1], url_fetcher=_fetcher({}))


def as_pdf(html: str, css: str, resources: Mapping[str, Resource] | None = None) -> bytes:
    """A page as PDF; the same page gives the same bytes. Raises `NoPdfHere`.

    `resources` are what the page names as `etalase:<id>`. Any other address raises WeasyPrint's FatalURLFetchingError,
    which is no Exception but a BaseException, so it cannot be overlooked.
    """
    weasyprint = _weasyprint()
    if weasyprint is None:
        raise NoPdfHere
    with _one_at_a_time:
        faces, configuration = _fonts()
        page = weasyprint.HTML(string=html, url_fetcher=_fetcher(resources or {}), base_url=None)
        content: bytes = page.write_pdf(stylesheets=[faces, _style(css)], font_config=configuration)
    return content


def as_pdfs(pages: Iterable[Page], processes: int | None = None) -> Iterator[bytes]:
    """Pages as PDFs in their order, laid out on every processor, or on so many. Raises `NoPdfHere`.

    Layout keeps one processor busy whatever the threads, so processes of their own do it; for a few pages they would
    start longer than they work. Pages are taken a block at a time, so any number of them may be on the way.
    """
    if not can_make_pdf():
        raise NoPdfHere
    coming = iter(pages)
    block = list(islice(coming, PAGES_AT_A_TIME))
    count = processes or os.cpu_count() or 1
    if count < 2 or len(block) < WORTH_PROCESSES:
        yield from (as_pdf(*page) for page in chain(block, coming))
        return
    with ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        while block:
            yield from pool.map(_pdf_of, block, chunksize=4)
            block = list(islice(coming, PAGES_AT_A_TIME))


def end_with_parent() -> None:
    """Have this process end when the one that started it is gone, also when that was killed and could not say so."""

    def wait() -> None:
        if parent := parent_process():
            parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _pdf_of(page: Page) -> bytes:
    """One page, in a process of the pool."""
    return as_pdf(*page)
