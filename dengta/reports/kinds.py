"""The kinds of long work that people ask for by a button, and what each of them makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dengta.access.permissions import Can

CHECK = "log.check"
EXPORT = "log.export"
COPY = "log.copy"
SHEETS = "sheets.print"

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Product:
    """What a kind of work makes. ``label`` is what people call it; who asks and who fetches holds
    ``can``; ``content_type`` is that of its file, "" for none; without ``sealed`` the file lies as
    it is, since its secrets are sealed inside. ``counted`` is the word behind a number of its
    pieces."""

    label: str
    can: Can
    content_type: str = ""
    sealed: bool = True
    counted: str = "条"


PRODUCTS: Mapping[str, Product] = {
    CHECK: Product("校验", Can.READ_LOG),
    EXPORT: Product("导出", Can.READ_LOG, XLSX),
    COPY: Product("导出副本和公钥", Can.READ_LOG, "application/jsonl", sealed=False),
    SHEETS: Product("打印采集表", Can.BROWSE_ORGANIZATIONS, "application/pdf", counted="张"),
}
"""Kind of job → what it makes."""
