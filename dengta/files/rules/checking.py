"""One question for every upload: may it be stored, and what exactly is stored?"""

from __future__ import annotations

from dataclasses import dataclass

from dengta.files.rules import compounds, names, packages, pdf, pictures, signatures
from dengta.files.rules.kinds import ALLOWED, MEDIA_TYPES, Allowance, Kind
from dengta.refusal import Refusal

BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    **dict.fromkeys(compounds.MAIN, (signatures.COMPOUND,)),
    **dict.fromkeys(packages.MAIN, (signatures.PACKAGE,)),
    **dict.fromkeys(("jpg", "jpeg"), (b"\xff\xd8\xff",)),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"),
    "bmp": (b"BM",),
}
"""How the content of each ending begins."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What may be stored: the name that people see, its ending, media type and the bytes.

    Made by :func:`checked` alone, before any transaction: decoding a picture takes its time.
    """

    kind: Kind
    name: str
    ending: str
    media_type: str
    content: bytes


def checked(kind: Kind, name: str, content: bytes) -> Checked:
    """What is stored for an upload called ``name``: pictures are written anew, photos scaled and
    cropped to JPG (GEN-03).

    Refuses with one sentence (field ``file``) whatever GEN-02 and GEN-03 do not take.
    """
    allowed = ALLOWED[kind]
    ending = _ending(allowed, name, content)
    if allowed.picture is not None:
        fitted = pictures.fitted(content, ending, allowed.picture)
        return Checked(kind, f"{allowed.label}.jpg", "jpg", MEDIA_TYPES["jpg"], fitted)
    if ending in pictures.FORMATS:
        content = pictures.written_anew(content, ending)
    elif ending == "pdf":
        pdf.refuse_active_pdf(content)
    elif ending in packages.MAIN:
        packages.refuse_active_package(content, ending)
    else:
        compounds.refuse_active_document(content, ending)
    return Checked(kind, name, ending, MEDIA_TYPES[ending], content)


def _ending(allowed: Allowance, name: str, content: bytes) -> str:
    """The ending, after name, size and first bytes were looked at."""
    ending = names.ending_of(name, allowed)
    if not content:
        raise Refusal("这个文件是空的。请检查后重新选择。", field="file")
    if len(content) > allowed.most:
        raise Refusal(too_large(allowed), field="file")
    if not content.startswith(BEGINNINGS[ending]):
        word = signatures.what_it_is(content)
        found = f"，而是{word}" if word else "，或者文件已经损坏"
        raise Refusal(
            f"文件的扩展名是 .{ending}，内容却不是{found}。请打开检查，另存为 .{ending} 后再上传。",
            field="file",
        )
    return ending


def too_large(allowed: Allowance) -> str:
    """The sentence for a file beyond the limit of its kind."""
    if allowed.picture is None:
        return f"附件不能超过 {allowed.most_mb} MB。请压缩图片或减少页数后再上传。"
    return f"单张照片上传不可超过{allowed.most_mb}M。请用看图软件缩小后再上传。"
