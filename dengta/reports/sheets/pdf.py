"""The PDF of printed sheets (ORG-21): the same page that the browser prints, set by WeasyPrint.

WeasyPrint needs Pango and a Chinese font from the system. They are looked for when the first file
is asked for, so that everything else works without them.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import ImageFile

from dengta.refusal import Refusal

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

NO_PANGO = (
    "服务器没有安装生成 PDF 需要的软件包 libpango-1.0-0 和 libpangoft2-1.0-0，"
    "请联系系统管理人员安装；现在可以点【打印】，在打印窗口中选择“另存为 PDF”。"
)
NO_FONT = (
    "服务器没有安装中文字体，请联系系统管理人员安装软件包 fonts-noto-cjk；"
    "现在可以点【打印】，在打印窗口中选择“另存为 PDF”。"
)
BUSY = "服务器正在生成另一份 PDF，请过几秒再点一次。"


def require_tools() -> None:
    """Refuses with the package to install where Pango or a Chinese font is missing."""
    try:
        import weasyprint  # noqa: F401 - what it needs is looked for when it is imported
    except OSError:
        raise Refusal(NO_PANGO) from None
    finally:
        # WeasyPrint makes Pillow lenient for the whole process; pictures that people upload are
        # checked by the same Pillow, which has to stay strict
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    if not _has_chinese_font():
        raise Refusal(NO_FONT)


@contextmanager
def turn() -> Iterator[None]:
    """Within, this process may make a file while somebody waits for the page. Refuses like
    :func:`require_tools`, and while another has its turn: a file takes 0.2 s a sheet, and there is
    always to be one process that answers everybody else. The lock ends with its process.
    """
    require_tools()
    with (Path(settings.DENGTA_DATA) / "pdf.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(BUSY) from None
        yield


def pdf(html: str, *, to_be_joined: bool = False) -> bytes:
    """The page ``html`` as an A4 file; its style sheets come from the project's own static files,
    nothing else is fetched. Refuses like :func:`require_tools`. ``to_be_joined`` gives a part for
    :class:`~dengta.reports.sheets.joining.Joined`.
    """
    require_tools()
    from weasyprint import HTML

    page = HTML(string=html, base_url="static:/", url_fetcher=_fetcher())
    # since version 1.5 the objects of a file may be packed where they cannot be joined
    written = page.write_pdf(pdf_version="1.4" if to_be_joined else "1.7")
    assert isinstance(written, bytes)
    return written


@cache
def _has_chinese_font() -> bool:
    asked = shutil.which("fc-list")
    if asked is None:
        return True
    said = subprocess.run([asked, ":lang=zh", "family"], capture_output=True, check=False)
    return bool(said.stdout.strip())


def _fetcher() -> URLFetcher:
    """Reads static files of the project; every other address is refused."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, _headers: object = None) -> URLFetcherResponse:
            path = urlsplit(url).path
            found = path.startswith(settings.STATIC_URL) and finders.find(
                path.removeprefix(settings.STATIC_URL)
            )
            if not found:
                raise ValueError(f"not a static file: {url}")
            return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": "text/css"})

    return StaticFiles()
