"""Names of uploaded files: what a name may look like, and which ending it has."""

from __future__ import annotations

import re
import unicodedata

from dengta.files.rules.kinds import MEDIA_TYPES, Allowance
from dengta.refusal import Refusal

LONGEST = 100
"""Characters of a name with its ending."""

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_PATH = re.compile(r"[/\\]|^\.\.?$")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)

_OTHER_ENDINGS = frozenset({
    "ade", "adp", "apk", "app", "asp", "aspx", "bat", "bin", "cab", "cer", "chm", "class",
    "cmd", "com", "cpl", "crt", "csh", "css", "dll", "dmg", "docm", "dot", "dotm", "dotx",
    "eml", "exe", "fxp", "hlp", "hta", "htaccess", "htm", "html", "inf", "ins", "iso",
    "isp", "jar", "js", "jse", "jsp", "jspx", "ksh", "lnk", "mde", "mht", "mhtml", "msc",
    "msg", "msi", "msp", "mst", "ocx", "pcd", "php", "php3", "php5", "phtml", "pif", "pl",
    "pot", "potm", "potx", "ppa", "ppam", "pps", "ppsm", "ppsx", "ps", "ps1", "psm1", "py",
    "pyc", "rar", "rb", "reg", "rtf", "scf", "scr", "sct", "sh", "shtml", "sldm", "svg",
    "svgz", "swf", "sys", "tar", "gz", "tgz", "url", "vb", "vbe", "vbs", "vsd", "war",
    "wsc", "wsf", "wsh", "xht", "xhtml", "xla", "xlam", "xlm", "xlsb", "xlsm", "xlt",
    "xltm", "xltx", "xml", "xps", "xsl", "zip", "7z", "ofd", "et", "dps",
})  # fmt: skip
"""Endings that have a meaning to some program: before the last one they mislead."""

KNOWN_ENDINGS = _OTHER_ENDINGS | MEDIA_TYPES.keys()


def ending_of(name: str, allowed: Allowance) -> str:
    """The ending of ``name`` in small letters, one of ``allowed.endings``.

    Refuses (field ``file``) empty, too long and hidden names, names with a path, with control or
    direction characters, with two endings, without one, and with one that the kind does not take.
    """
    _refuse_odd_characters(name)
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    if not dot or not stem.strip(" ."):
        raise _refused(f"文件名“{name}”没有扩展名，认不出是什么文件。{_takes(allowed)}")
    if ending not in allowed.endings:
        more = "请把扩展名改为 .jpg。" if ending == "jpeg" else ""
        raise _refused(f"不能上传 .{ending} 文件。{more}{_takes(allowed)}")
    for part in stem.split(".")[1:]:
        if part.strip().lower() in KNOWN_ENDINGS:
            raise _refused(
                f"文件名里有两个扩展名（.{part.strip()}.{ending}）。"
                "请确认它是什么文件，改成只有一个扩展名后再上传。"
            )
    return ending


def _refuse_odd_characters(name: str) -> None:
    if not name.strip():
        raise _refused("文件没有名字。请给文件起名后再上传。")
    if len(name) > LONGEST:
        raise _refused(f"文件名太长（{len(name)} 个字）。请缩短到 {LONGEST} 个字以内再上传。")
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for letter in name):
        raise _refused("文件名里有看不见的控制字符。请重新起名后再上传。")
    if _PATH.search(name):
        raise _refused("文件名里不能有文件夹（/ 或 \\）。请只用文件本身的名字。")
    plain = unicodedata.normalize("NFKC", name)
    if _FORBIDDEN.search(name) or _PATH.search(plain) or plain.count(".") != name.count("."):
        raise _refused("文件名里有不能用的符号。请只用汉字、字母、数字和横线起名后再上传。")
    if name != name.strip() or name.startswith(".") or name.endswith("."):
        raise _refused("文件名不能以点或空格开头、结尾。请改名后再上传。")
    if _DEVICE.match(plain):
        raise _refused(f"“{name}”是系统保留的名字。请改名后再上传。")


def _takes(allowed: Allowance) -> str:
    return f"{allowed.label}可以是：{'、'.join(allowed.endings)}。"


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, field="file")
