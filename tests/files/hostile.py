"""Files that must not be stored, made here: what each is, and how somebody would call it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from dengta.files.rules.kinds import MB, Kind
from tests.files.compound_writer import (
    WORD,
    compound,
    sheet_records,
    slide_record,
)
from tests.files.making import (
    GIF_AND_SCRIPT,
    LAUGHS,
    MACRO_SHEET,
    PAGE,
    SCRIPT,
    SHEET,
    SVG,
    VBA,
    WORD_MAIN,
    archive,
    dde_field,
    good,
    hidden_by_a_string,
    huge_bmp,
    huge_gif,
    huge_jpg,
    huge_png,
    later,
    looping,
    lying_zip_bomb,
    many_entries,
    many_frames,
    many_scans,
    moving_png,
    noise,
    object_stream,
    overlapping,
    pdf,
    picture,
    png_with_packed_text,
    png_with_text,
    slides,
    stream,
    with_macros,
    with_part,
    with_relationship,
    with_type,
    zip_bomb,
)


@dataclass(frozen=True)
class Hostile:
    """A file to be refused; ``says`` are words of the sentence that refuses it."""

    what: str
    name: str
    make: Callable[[], bytes]
    says: str
    kind: Kind = Kind.ATTACHMENT

    @property
    def content(self) -> bytes:
        """Made once."""
        return _made(self)


@cache
def _made(each: Hostile) -> bytes:
    return each.make()


@cache
def hostile() -> tuple[Hostile, ...]:
    """All of them."""
    return tuple(_all())


def _all() -> Iterator[Hostile]:
    yield from _wrong_content()
    yield from _polyglots()
    yield from _bombs()
    yield from _macros()
    yield from _active_pdf()
    yield from _names()
    yield from _photos()


def _wrong_content() -> Iterator[Hostile]:
    not_it = "内容却不是"
    yield Hostile("text as pdf", "通知.pdf", lambda: b"hello, this is text", not_it)
    yield Hostile("page as doc", "名册.doc", lambda: PAGE, "而是网页")
    yield Hostile("page as xls", "名册.xls", lambda: b"\xef\xbb\xbf<html><table>", "而是网页")
    yield Hostile("svg as png", "图.png", lambda: SVG, "而是SVG 图形")
    yield Hostile("svg with a prolog as jpg", "图.jpg", lambda: b"<?xml?>" + SVG, "SVG")
    yield Hostile("program as pdf", "通知.pdf", lambda: noise(b"MZ\x90\0"), "Windows 程序")
    yield Hostile("script as wps", "材料.wps", lambda: b"#!/bin/sh\nrm -rf /", "脚本程序")
    yield Hostile("rtf as doc", "材料.doc", lambda: b"{\\rtf1 {\\object}}", "RTF 文档")
    yield Hostile("docx as xlsx", "表.xlsx", lambda: good("roster.docx"), "改为 .docx")
    yield Hostile("xlsx as pptx", "课件.pptx", lambda: good("table.xlsx"), "改为 .xlsx")
    yield Hostile("docx as doc", "材料.doc", lambda: good("roster.docx"), "新版 Office")
    yield Hostile("pdf as docx", "材料.docx", lambda: good("roster.pdf"), "PDF 文件")
    yield Hostile("doc as xls", "表.xls", lambda: good("roster.doc"), "而是 doc")
    yield Hostile("ppt as wps", "材料.wps", lambda: good("slides.ppt"), "而是 ppt")
    yield Hostile("png as jpg", "图.jpg", lambda: picture("PNG"), "PNG 图片")
    yield Hostile("gif as bmp", "图.bmp", lambda: picture("GIF"), "GIF 图片")
    yield Hostile("tiff as png", "图.png", lambda: picture("TIFF"), "TIFF 图片")
    yield Hostile("plain zip as docx", "材料.docx", lambda: archive({"a.xml": b"<a/>"}), "不是真正")
    yield Hostile("empty", "空.pdf", lambda: b"", "是空的")
    yield Hostile("half a jpg", "图.jpg", lambda: good("slides.jpg")[:3000], "不完整")
    yield Hostile("half a png", "图.png", lambda: good("slides.png")[:3000], "不完整")
    yield Hostile("half a docx", "材料.docx", lambda: good("roster.docx")[:3000], "不完整")
    yield Hostile("half a pdf", "材料.pdf", lambda: good("roster.pdf")[:9000], "不完整")
    yield Hostile("half a doc", "材料.doc", lambda: good("roster.doc")[:5000], "不完整")
    yield Hostile(
        "noise as doc", "材料.doc", lambda: noise(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "不"
    )
    yield Hostile("noise as docx", "材料.docx", lambda: noise(b"PK\x03\x04"), "不完整")
    yield Hostile("noise as gif", "图.gif", lambda: noise(b"GIF89a"), "不完整")
    yield Hostile("noise as bmp", "图.bmp", lambda: noise(b"BM"), "不完整")
    yield Hostile("looping doc", "材料.doc", looping, "不完整")


def _polyglots() -> Iterator[Hostile]:
    zipped = archive({"evil.exe": b"MZ"})
    inside = "夹带"
    yield Hostile("pdf and zip", "材料.pdf", lambda: good("roster.pdf") + zipped, "多余")
    yield Hostile("zip and pdf", "材料.pdf", lambda: zipped + good("roster.pdf"), "不是")
    yield Hostile("pdf and page", "材料.pdf", lambda: pdf(first=b"%" + PAGE + b"\n"), inside)
    yield Hostile("two pdf headers", "材料.pdf", lambda: pdf(first=b"%PDF-1.4\n"), inside)
    yield Hostile("pdf in pdf", "材料.pdf", lambda: good("roster.pdf") * 2, inside)
    yield Hostile("jpg and zip", "图.jpg", lambda: picture("JPEG") + zipped, inside)
    yield Hostile("jpg and rar", "图.jpg", lambda: picture("JPEG") + b"Rar!\x1a\x07\0x", inside)
    yield Hostile(
        "jpg with php", "图.jpg", lambda: picture("JPEG", comment=b"<?php system(1); ?>"), inside
    )
    yield Hostile("jpg and program", "图.jpg", lambda: picture("JPEG") + noise(b"MZ"), inside)
    yield Hostile("png and zip", "图.png", lambda: picture("PNG") + zipped, inside)
    yield Hostile("png and bytes", "图.png", lambda: picture("PNG") + b"anything", inside)
    yield Hostile("png with script", "图.png", lambda: png_with_text("<script>1</script>"), inside)
    yield Hostile("gif and script", "图.gif", lambda: GIF_AND_SCRIPT, "不完整")
    yield Hostile("gif and jar", "图.gif", lambda: picture("GIF") + zipped, inside)
    yield Hostile("bmp and page", "图.bmp", lambda: picture("BMP") + PAGE, inside)
    yield Hostile("doc and zip", "材料.doc", lambda: good("roster.doc") + zipped, inside)
    yield Hostile("doc and page", "材料.wps", lambda: good("roster.doc") + PAGE, inside)
    yield Hostile(
        "docx with bytes in front",
        "材料.docx",
        lambda: b"PK\x03\x04" + good("roster.docx"),
        "不完整",
    )
    yield Hostile("docx and bytes", "材料.docx", lambda: good("roster.docx") + b"more", "不完整")
    yield Hostile("docx and page", "材料.docx", lambda: good("roster.docx") + PAGE, "不完整")
    yield Hostile("docx twice", "材料.docx", lambda: good("roster.docx") * 2, "不完整")


def _bombs() -> Iterator[Hostile]:
    large = "图片太大"
    yield Hostile("huge png", "图.png", huge_png, large)
    yield Hostile("huge jpg", "图.jpg", huge_jpg, large)
    yield Hostile("huge gif", "图.gif", huge_gif, large)
    yield Hostile("huge bmp", "图.bmp", huge_bmp, "不完整")
    yield Hostile("very long png", "图.png", lambda: picture("PNG", (20_000, 1)), large)
    yield Hostile("gif of many frames", "图.gif", many_frames, "太多内存")
    yield Hostile("jpg of many scans", "图.jpg", many_scans, "太多内存")
    yield Hostile("png with a packed note", "图.png", png_with_packed_text, "不完整")
    yield Hostile("moving png", "图.png", moving_png, "会动")
    yield Hostile("zip bomb", "材料.docx", zip_bomb, "太大")
    yield Hostile("lying zip bomb", "材料.docx", lying_zip_bomb, "不完整")
    yield Hostile("overlapping parts", "材料.docx", overlapping, "太大")
    yield Hostile("thousands of parts", "材料.docx", many_entries, "太大")
    yield Hostile(
        "laughs",
        "材料.docx",
        lambda: with_part("roster.docx", "word/document.xml", LAUGHS),
        "不完整",
    )
    yield Hostile(
        "pdf bomb", "材料.pdf",
        lambda: pdf(stream(b"/Filter /FlateDecode", zlib.compress(bytes(150 * MB), 9))), "太大",
    )  # fmt: skip
    yield Hostile(
        "pdf bomb of objects", "材料.pdf",
        lambda: pdf(object_stream(b"(" + bytes(20 * MB) + b")")), "检查不了",
    )  # fmt: skip
    yield Hostile(
        "pdf packed twice", "材料.pdf",
        lambda: pdf(stream(b"/Filter [/FlateDecode /FlateDecode]", b"x")), "检查不了",
    )  # fmt: skip
    yield Hostile(
        "pdf of nested objects", "材料.pdf",
        lambda: pdf(b"(" + b"1 0 obj(" * 100_000 + b")"), "检查不了",
    )  # fmt: skip


def _macros() -> Iterator[Hostile]:
    macro, program = "宏", "其他程序"
    yield Hostile(
        "docm as docx", "材料.docx",
        lambda: with_type(
            "roster.docx",
            b"application/vnd.openxmlformats-officedocument." + WORD_MAIN,
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        ), macro,
    )  # fmt: skip
    for name, folder in (("roster.docx", "word"), ("table.xlsx", "xl"), ("slides.pptx", "ppt")):
        ending = name.rpartition(".")[2]
        yield Hostile(
            f"{ending} with macros", f"材料.{ending}",
            partial(with_macros, name, folder), macro,
        )  # fmt: skip
    yield Hostile(
        "xlsx with a macro sheet", "表.xlsx",
        lambda: with_part("table.xlsx", "xl/macrosheets/sheet1.xml", b"<a/>"), macro,
    )  # fmt: skip
    yield Hostile(
        "macros under another name", "材料.docx",
        lambda: with_part("roster.docx", "word/media/data.bin", compound(VBA)), macro,
    )  # fmt: skip
    yield Hostile(
        "control in docx", "材料.docx",
        lambda: with_part("roster.docx", "word/activeX/activeX1.xml", b"<a/>"), "控件",
    )  # fmt: skip
    yield Hostile(
        "packed file in docx", "材料.docx",
        lambda: with_part(
            "roster.docx", "word/embeddings/oleObject1.bin", compound({("\x01Ole10Native",): b"x"})
        ), "夹带",
    )  # fmt: skip
    yield Hostile(
        "program in docx", "材料.docx",
        lambda: with_part("roster.docx", "word/embeddings/evil.exe", b"MZ"), "evil.exe",
    )  # fmt: skip
    yield Hostile(
        "program as bin in pptx", "课件.pptx",
        lambda: with_part("slides.pptx", "ppt/embeddings/a.bin", b"MZ"), "程序",
    )  # fmt: skip
    yield Hostile(
        "macros in an embedded sheet", "课件.pptx",
        lambda: with_part(
            "slides.pptx", "ppt/embeddings/a.xlsx",
            with_part("table.xlsx", "xl/vbaProject.bin", b"x"),
        ), macro,
    )  # fmt: skip
    yield Hostile(
        "documents three deep", "材料.docx",
        lambda: with_part(
            "roster.docx", "word/embeddings/a.docx",
            with_part("roster.docx", "word/embeddings/b.docx", good("roster.docx")),
        ), "嵌套",
    )  # fmt: skip
    yield Hostile(
        "template from elsewhere", "材料.docx",
        lambda: with_relationship(
            "roster.docx", "word/_rels/document.xml.rels", b"attachedTemplate",
            b"http://203.0.113.5/a.dotm",
        ), "外面的内容",
    )  # fmt: skip
    yield Hostile("field that starts a program", "材料.docx", lambda: dde_field(False), program)
    yield Hostile("the same in pieces", "材料.docx", lambda: dde_field(True), program)
    yield Hostile(
        "sheet that talks to a program", "表.xlsx",
        lambda: with_part(
            "table.xlsx", "xl/externalLinks/externalLink1.xml",
            b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>',
        ), program,
    )  # fmt: skip
    yield Hostile(
        "xlsx with password", "表.xlsx",
        lambda: compound({("EncryptedPackage",): b"x", ("EncryptionInfo",): b"x"}), "旧版",
    )  # fmt: skip
    yield Hostile("doc with macros", "材料.doc",
        lambda: compound({("WordDocument",): WORD, **VBA}), macro)  # fmt: skip
    yield Hostile("wps with macros", "材料.wps",
        lambda: compound({("WordDocument",): WORD, **VBA}), macro)  # fmt: skip
    yield Hostile("doc with password", "材料.doc",
        lambda: compound({("WordDocument",): struct.pack("<H8xH", 0xA5EC, 0x100)}),
        "密码")  # fmt: skip
    yield Hostile("doc with a field that starts a program", "材料.doc",
        lambda: compound({("WordDocument",): WORD + b"\x13 DDEAUTO cmd"}), program)  # fmt: skip
    yield Hostile("doc with a packed file", "材料.doc",
        lambda: compound(
            {("WordDocument",): WORD, ("ObjectPool", "_1", "\x01Ole10Native"): b"MZ"}
        ), "夹带")  # fmt: skip
    yield Hostile("xls with macros", "表.xls",
        lambda: compound({
            ("Workbook",): sheet_records((0x85, SHEET)), ("_VBA_PROJECT_CUR", "VBA", "dir"): b"x",
        }), macro)  # fmt: skip
    yield Hostile("xls with a macro sheet", "表.xls",
        lambda: compound({("Workbook",): sheet_records((0x85, MACRO_SHEET))}), macro)  # fmt: skip
    yield Hostile("xls with password", "表.xls",
        lambda: compound({("Workbook",): sheet_records((0x2F, b"\1\0"))}), "密码")  # fmt: skip
    yield Hostile("xls that talks to a program", "表.xls",
        lambda: compound({
            ("Workbook",): sheet_records((0x01AE, struct.pack("<HHB", 0, 6, 0) + b"cmd\x03/c"))
        }), program)  # fmt: skip
    yield Hostile("ppt with macros", "课件.ppt",
        lambda: slides(slide_record(0x0400, struct.pack("<III", 1, 1, 2))), macro)  # fmt: skip
    yield Hostile("ppt that runs a program", "课件.ppt",
        lambda: slides(slide_record(0x0FF3, bytes(8) + b"\x02" + bytes(7))), program)  # fmt: skip
    yield Hostile("ppt with a packed object with macros", "课件.ppt",
        lambda: slides(
            slide_record(0x1011, bytes(4) + zlib.compress(compound(VBA)), instance=1)
        ), macro)  # fmt: skip


def _active_pdf() -> Iterator[Hostile]:
    script, files, blind = "脚本", "夹带的文件", "检查不了"
    for what, content, says in (
        ("script", lambda: pdf(SCRIPT, catalog=b"/OpenAction 4 0 R"), script),
        ("escaped script", lambda: pdf(b"<< /S /J#61v#61Script /#4A#53 (1) >>"), script),
        ("packed script", lambda: pdf(object_stream(SCRIPT)), script),
        ("script behind an open string", lambda: pdf(hidden_by_a_string()), script),
        ("script inside a stream", lambda: pdf(stream(b"", b"5 0 obj " + SCRIPT)), script),
        ("script after a comment", lambda: pdf(b"<< /S %)\n /JavaScript >>"), script),
        ("script in the trailer", lambda: pdf(trailer=b"/A " + SCRIPT), script),
        ("program", lambda: pdf(b"<< /S /Launch /F (cmd.exe) >>"), "启动程序"),
        ("file inside", lambda: pdf(stream(b"/Type /EmbeddedFile", b"MZ")), files),
        ("file by its key", lambda: pdf(b"<< /F (a.exe) /EF << /F 5 0 R >> >>"), files),
        ("form that sends", lambda: pdf(b"<< /S /SubmitForm /F (http://x) >>"), "表单"),
        ("form with a language of its own", lambda: pdf(b"<< /XFA 5 0 R >>"), "表单"),
        ("film", lambda: pdf(b"<< /Subtype /RichMedia >>"), "影音"),
        ("password", lambda: pdf(trailer=b"/Encrypt << /Filter /Standard >>"), "密码"),
        (
            "objects packed unusually",
            lambda: pdf(object_stream(SCRIPT, filters=b"[/ASCIIHexDecode /FlateDecode]")),
            blind,
        ),
        ("no pages", lambda: pdf().replace(b"/Page ", b"/Side "), "没有页面"),
        ("later change with a script", lambda: later(pdf()), script),
    ):
        yield Hostile(f"pdf: {what}", "材料.pdf", content, says)


def _names() -> Iterator[Hostile]:
    for name, says in (
        ("../../etc/通知.pdf", "文件夹"),
        ("..\\..\\通知.pdf", "文件夹"),
        ("通知／通知.pdf", "符号"),
        ("通知.exe.pdf", "两个扩展名"),
        ("通知.PHP .pdf", "两个扩展名"),
        ("通知.docx.pdf", "两个扩展名"),
        ("通知．exe.pdf", "符号"),
        ("通知.pdf.exe", "不能上传 .exe"),
        ("通知\0.exe.pdf", "控制字符"),
        ("通知\n.pdf", "控制字符"),
        ("通知\u202efdp.exe.pdf", "控制字符"),
        (".pdf", "点"),
        ("con.pdf", "保留"),
        ("通知", "扩展名"),
        ("通知.pdf ", "空格"),
        ("通知:流.pdf", "符号"),
        ("长" * 200 + ".pdf", "太长"),
        ("图.svg", "不能上传 .svg"),
        ("材料.docm", "不能上传 .docm"),
        ("图.jpeg", "不能上传 .jpeg"),
        ("", "没有名字"),
    ):
        yield Hostile(f"name {name!r:.40}", name, lambda: good("roster.pdf"), says)


def _photos() -> Iterator[Hostile]:
    photo, portrait = Kind.MEMBER_PHOTO, Kind.PORTRAIT
    large = "单张照片上传不可超过5M"
    most = picture("JPEG")
    yield Hostile("large attachment", "材料.pdf", lambda: bytes(5 * MB + 1), "不能超过 5 MB")
    yield Hostile("large photo", "照片.jpg", lambda: most.ljust(5 * MB + 1, b"\0"), large, photo)
    yield Hostile(
        "large portrait", "头像.jpg", lambda: most.ljust(2 * MB + 1, b"\0"), "不可超过2M", portrait
    )
    yield Hostile("bmp as photo", "照片.bmp", lambda: picture("BMP"), "不能上传 .bmp", photo)
    yield Hostile("pdf as photo", "照片.pdf", lambda: good("roster.pdf"), "不能上传 .pdf", photo)
    yield Hostile("huge photo", "照片.png", huge_png, "图片太大", photo)
    yield Hostile("svg as portrait", "头像.png", lambda: SVG, "SVG", portrait)
