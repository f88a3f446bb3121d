"""What the environment says, read once and checked: no Django in here.

Every refusal is one Chinese sentence for the person who starts the server. Nothing is written to
the disk, except that the mode ``test`` without ``DENGTA_DATA`` makes a fresh temporary folder.
"""

from __future__ import annotations

import atexit
import re
import shutil
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from config import sms
from config.unfit import Unfit as Unfit

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 8922
HOST_NAME = re.compile(r"[\w.-]+|[0-9a-f:.]+")
"""A name (Chinese ones too) or an address, without brackets."""
SUITES = ("SM4-GCM", "AES-256-GCM")
PLACEHOLDER_SECRETS = frozenset({"change-me", "changeme", "secret", "please-change-me"})
SHORTEST_SECRET = 32
POSTGRES_OPTIONS = frozenset(
    {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"}
)
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


Network = IPv4Network | IPv6Network


class Mode(StrEnum):
    """What this process is for."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of this process, checked one by one.

    ``data`` is absolute; ``checkpoints`` is a second folder for the checkpoints of the log;
    ``proxies`` are the reverse proxies in front, whose word about the caller's address counts;
    ``database`` is an entry of Django's ``DATABASES``; ``secret`` is "" when
    ``DENGTA_SECRET`` is not set (then the file ``keys/secret`` under ``data`` counts);
    ``dissolve_with_records`` is the setting of ORG-13.
    """

    mode: Mode
    url: str
    data: Path
    checkpoints: Path | None
    proxies: tuple[Network, ...]
    database: dict[str, Any]
    host: str
    port: int
    suite: str
    secret: str
    messages: sms.Messages
    dissolve_with_records: bool = True

    @property
    def keys(self) -> Path:
        """The folder of the keys, outside the database."""
        return self.data / "keys"

    @property
    def on_sqlite(self) -> bool:
        return bool(self.database["ENGINE"] == "dengta.database.sqlite")

    @property
    def secure(self) -> bool:
        """Whether people reach the server through https."""
        return self.url.startswith("https://")


def read(environ: Mapping[str, str]) -> Environment:
    """The environment as settings; :class:`Unfit` for the first value that makes no sense."""
    mode = _mode(environ.get("DENGTA_MODE", ""))
    data = _data(environ.get("DENGTA_DATA", ""), mode)
    host = environ.get("HOST", "").strip() or "127.0.0.1"
    port = _port(environ.get("PORT", ""))
    return Environment(
        mode=mode,
        url=_url(environ.get("DENGTA_URL", ""), host, port, mode),
        data=data,
        checkpoints=_checkpoints(environ.get("DENGTA_CHECKPOINTS", ""), data),
        proxies=_proxies(environ.get("DENGTA_PROXIES", "")),
        database=_database(environ, mode, data),
        host=host,
        port=port,
        suite=_suite(environ.get("DENGTA_SUITE", "")),
        secret=_secret(environ.get("DENGTA_SECRET", ""), mode),
        messages=sms.read(environ, production=mode is Mode.PRODUCTION),
        dissolve_with_records=_switch(environ, "DENGTA_DISSOLVE_WITH_RECORDS"),
    )


def stored_secret(keys: Path) -> str:
    """The secret for signed cookies from the folder of the keys; "" when there is none yet.

    Refuses a file that other users of the machine can read.
    """
    file = keys / "secret"
    if not file.is_file():
        return ""
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise Unfit(f"密钥 {file} 可以被其他用户读取，不安全。请执行 chmod 600 {file} 后再启动。")
    return file.read_text(encoding="ascii").strip()


def _mode(text: str) -> Mode:
    try:
        return Mode(text.strip() or Mode.DEMO)
    except ValueError:
        raise Unfit(
            f"环境变量 DENGTA_MODE 的值“{text}”不认识，"
            "请改为 demo（演示）或 production（正式使用）。"
        ) from None


def _data(text: str, mode: Mode) -> Path:
    if text.strip():
        return Path(text.strip()).expanduser().absolute()
    if mode is Mode.TEST:
        folder = tempfile.mkdtemp(prefix="dengta-test-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return Path(folder)
    return ROOT / "data"


def _switch(environ: Mapping[str, str], name: str) -> bool:
    """A setting that is on unless it says no."""
    text = environ.get(name, "").strip().lower() or "yes"
    if text not in {"yes", "no"}:
        raise Unfit(f"环境变量 {name} 的值“{text}”不认识，请改为 yes（是）或 no（否）。")
    return text == "yes"


def _proxies(text: str) -> tuple[Network, ...]:
    """The addresses or networks whose ``X-Forwarded-For`` is believed; none unless named."""
    found: list[Network] = []
    for word in text.replace(",", " ").split():
        try:
            found.append(ip_network(word))
        except ValueError:
            raise Unfit(
                f"DENGTA_PROXIES 中的“{word}”不是地址或网段，例如 127.0.0.1 或 10.99.8.0/24。"
            ) from None
    return tuple(found)


def _checkpoints(text: str, data: Path) -> Path | None:
    """The second folder for checkpoints of the log; None when there is none."""
    if not text.strip():
        return None
    folder = Path(text.strip()).expanduser()
    if not folder.is_absolute():
        raise Unfit(f"环境变量 DENGTA_CHECKPOINTS 的值“{text}”要写绝对路径。")
    if folder.is_relative_to(data):
        raise Unfit(
            "环境变量 DENGTA_CHECKPOINTS 指向了数据文件夹里面。"
            "检查点要另放一处（最好在另一台机器），才能发现数据被整个换掉；请改到数据文件夹之外。"
        )
    return folder


def _port(text: str) -> int:
    digits = text.strip() or str(DEFAULT_PORT)
    if not digits.isascii() or not digits.isdigit() or not 1 <= int(digits) <= 65535:
        raise Unfit(f"环境变量 PORT 的值“{text}”不是端口号，请改为 1 至 65535 之间的数字。")
    return int(digits)


def _url(text: str, host: str, port: int, mode: Mode) -> str:
    if not text.strip():
        if mode is Mode.PRODUCTION:
            raise Unfit(
                "正式使用时必须设置环境变量 DENGTA_URL，"
                "写明用户访问的地址，例如 https://dengta.example.cn。"
            )
        named = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
        return f"http://[{named}]:{port}" if ":" in named else f"http://{named}:{port}"
    address = _split(text.strip(), "DENGTA_URL")
    fits = HOST_NAME.fullmatch(address.hostname or "") is not None
    if address.scheme not in {"http", "https"} or not fits:
        raise Unfit(
            f"环境变量 DENGTA_URL 的值“{text}”不是网址，请写成 https://域名 的形式，不带路径。"
        )
    if address.path.strip("/") or address.query or address.fragment or address.username:
        raise Unfit(f"环境变量 DENGTA_URL 的值“{text}”只能写到域名和端口，请去掉后面的部分。")
    return f"{address.scheme}://{address.netloc}"


def _suite(text: str) -> str:
    suite = text.strip() or SUITES[0]
    if suite not in SUITES:
        raise Unfit(
            f"环境变量 DENGTA_SUITE 的值“{text}”不认识，请改为 {SUITES[0]}（国密）或 {SUITES[1]}。"
        )
    return suite


def _secret(text: str, mode: Mode) -> str:
    secret = text.strip()
    if mode is not Mode.PRODUCTION or not secret:
        return secret
    if secret.lower() in PLACEHOLDER_SECRETS or len(secret) < SHORTEST_SECRET:
        raise Unfit(
            "环境变量 DENGTA_SECRET 还是样例值或太短，正式使用时不安全；"
            f"请删去它（启动时自动生成），或换成 {SHORTEST_SECRET} 位以上的随机字符。"
        )
    return secret


def _database(environ: Mapping[str, str], mode: Mode, data: Path) -> dict[str, Any]:
    name = "TEST_DATABASE_URL" if mode is Mode.TEST else "DATABASE_URL"
    text = environ.get(name, "").strip()
    if not text:
        return _sqlite(data / "dengta.sqlite3")
    address = _split(text, name)
    options = dict(parse_qsl(address.query, keep_blank_values=True))
    if address.scheme in {"postgres", "postgresql"}:
        return _postgresql(address, options, name)
    if address.scheme == "sqlite":
        return _sqlite_of(address, options, name)
    raise Unfit(
        f"环境变量 {name} 的值看不懂：“{address.scheme or '（空）'}”不是支持的数据库。"
        "请写成 postgres://用户:密码@主机:5432/库名，或 sqlite:////绝对路径/dengta.sqlite3。"
    )


def _split(text: str, name: str) -> SplitResult:
    try:
        address = urlsplit(text)
        _ = address.port
    except ValueError:
        raise Unfit(f"环境变量 {name} 的值不是合法的地址，请检查主机和端口的写法。") from None
    return address


def _postgresql(address: SplitResult, options: dict[str, str], name: str) -> dict[str, Any]:
    database = unquote(address.path.strip("/"))
    if not database or "/" in database:
        raise Unfit(f"环境变量 {name} 里没有写明库名，请写成 postgres://用户:密码@主机:5432/库名。")
    unknown = sorted(set(options) - POSTGRES_OPTIONS)
    if unknown:
        raise Unfit(f"环境变量 {name} 里的参数“{unknown[0]}”不认识，请去掉它。")
    if options.get("sslmode", SSL_MODES[0]) not in SSL_MODES:
        raise Unfit(
            f"环境变量 {name} 里的参数 sslmode 的值“{options['sslmode']}”不认识，"
            f"请改为 {'、'.join(SSL_MODES)} 之一；跨网络连接建议用 {SSL_MODES[-1]}。"
        )
    pause = options.get("connect_timeout", "10")
    if not pause.isascii() or not pause.isdigit():
        raise Unfit(
            f"环境变量 {name} 里的参数 connect_timeout 的值“{pause}”不是秒数，请改为数字，例如 10。"
        )
    host = options.pop("host", "") or unquote(address.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database,
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": host,
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": dict(options),
    }


def _sqlite_of(address: SplitResult, options: dict[str, str], name: str) -> dict[str, Any]:
    file = unquote(address.path)
    if address.netloc or not file.startswith("/") or file.endswith("/"):
        raise Unfit(
            f"环境变量 {name} 里的文件要写绝对路径，例如 sqlite:////var/lib/dengta/dengta.sqlite3。"
        )
    if options:
        raise Unfit(
            f"环境变量 {name} 里的参数“{min(options)}”会改动 SQLite 的安全设置，"
            "断电时可能丢失数据，不允许；请去掉问号后面的部分。"
        )
    return _sqlite(Path("/" + file.lstrip("/")))


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "dengta.database.sqlite",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": False,
        "TEST": {"NAME": str(file.with_name("test-" + file.name))},
    }
