"""The environment: what it means, and the sentence for each value that makes no sense."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from config import settings as served
from config.environment import ROOT, Mode, Unfit, read, stored_secret

LONG = "k7Q2m9Xw4Zr8Tn1Vb6Yc3Hd5Jf0Lg-Pq"
PRODUCTION = {"DENGTA_MODE": "production", "DENGTA_URL": "https://dengta.example.cn"}


def test_without_settings_it_is_the_demo_on_sqlite_in_the_checkout() -> None:
    environment = read({})
    assert environment.mode is Mode.DEMO
    assert environment.url == "http://127.0.0.1:8922"
    assert environment.data == ROOT / "data"
    assert environment.database["NAME"] == str(ROOT / "data" / "dengta.sqlite3")
    assert environment.on_sqlite
    assert environment.suite == "SM4-GCM"


@pytest.mark.spec("ORG-13")
def test_past_records_hold_no_dissolution_up_unless_it_is_said() -> None:
    assert read({}).dissolve_with_records
    assert not read({"DENGTA_DISSOLVE_WITH_RECORDS": "no"}).dissolve_with_records
    with pytest.raises(Unfit, match="DENGTA_DISSOLVE_WITH_RECORDS"):
        read({"DENGTA_DISSOLVE_WITH_RECORDS": "perhaps"})


def test_the_address_follows_host_and_port() -> None:
    assert read({"HOST": "0.0.0.0", "PORT": "9000"}).url == "http://127.0.0.1:9000"
    assert read({"HOST": "::1", "PORT": "9000"}).url == "http://[::1]:9000"
    assert read({"DENGTA_URL": "https://dengta.example.cn/"}).url == "https://dengta.example.cn"
    assert read({"DENGTA_URL": "https://dengta.example.cn/"}).secure


def test_a_postgresql_address_is_read_with_its_escapes() -> None:
    database = read({"DATABASE_URL": "postgres://party:p%40ss@db.example.cn:5433/dengta"}).database
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("party", "p@ss")
    assert (database["HOST"], database["PORT"]) == ("db.example.cn", "5433")
    assert database["NAME"] == "dengta"
    assert database["ATOMIC_REQUESTS"] is False


def test_a_socket_and_a_demand_for_encryption_are_options() -> None:
    database = read(
        {"DATABASE_URL": "postgresql://party@/dengta?host=/run/postgresql&sslmode=require"}
    ).database
    assert database["HOST"] == "/run/postgresql"
    assert database["OPTIONS"] == {"sslmode": "require"}


def test_an_sqlite_file_may_lie_elsewhere() -> None:
    environment = read({"DATABASE_URL": "sqlite:////srv/dengta/d.sqlite3"})
    assert environment.on_sqlite
    assert environment.database["NAME"] == "/srv/dengta/d.sqlite3"


def test_tests_have_a_database_of_their_own() -> None:
    environment = read({"DENGTA_MODE": "test", "DATABASE_URL": "postgres://x@localhost/real"})
    assert environment.on_sqlite
    assert environment.data.is_dir()
    named = read({"DENGTA_MODE": "test", "TEST_DATABASE_URL": "postgres://x@localhost/trial"})
    assert named.database["NAME"] == "trial"


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"DENGTA_MODE": "prod"}, "DENGTA_MODE"),
        ({"PORT": "80a"}, "端口"),
        ({"PORT": "0"}, "端口"),
        ({"PORT": "65536"}, "端口"),
        ({"PORT": "８９２２"}, "端口"),
        ({"DENGTA_SUITE": "DES"}, "SM4-GCM"),
        ({"DENGTA_URL": "dengta.example.cn"}, "网址"),
        ({"DENGTA_URL": "ftp://dengta.example.cn"}, "网址"),
        ({"DENGTA_URL": "https://dengta.example.cn/sso"}, "只能写到域名"),
        ({"DENGTA_URL": "http://dengta example.cn"}, "不是网址"),
        ({"DENGTA_URL": 'http://dengta"example.cn'}, "不是网址"),
        ({"DENGTA_URL": "https://dengta.example.cn:port"}, "DENGTA_URL"),
        ({"DATABASE_URL": "mysql://root@localhost/x"}, "不是支持的数据库"),
        ({"DATABASE_URL": "dengta.sqlite3"}, "不是支持的数据库"),
        ({"DATABASE_URL": "postgres://party@localhost:54x/dengta"}, "合法的地址"),
        ({"DATABASE_URL": "postgres://party@[::1/dengta"}, "合法的地址"),
        ({"DATABASE_URL": "postgres://party@localhost/"}, "库名"),
        ({"DATABASE_URL": "postgres://party@localhost/a/b"}, "库名"),
        ({"DATABASE_URL": "postgres://party@localhost/a?options=-cfsync%3Doff"}, "options"),
        ({"DATABASE_URL": "postgres://party@localhost/a?sslmode=zzz"}, "verify-full"),
        ({"DATABASE_URL": "postgres://party@localhost/a?sslmode="}, "sslmode"),
        ({"DATABASE_URL": "postgres://party@localhost/a?connect_timeout=soon"}, "秒数"),
        ({"DATABASE_URL": "sqlite://dengta.sqlite3"}, "绝对路径"),
        ({"DATABASE_URL": "sqlite:///"}, "绝对路径"),
        ({"DATABASE_URL": "sqlite:////srv/d.sqlite3?synchronous=OFF"}, "安全设置"),
        ({"DENGTA_MODE": "production"}, "DENGTA_URL"),
        (PRODUCTION | {"DENGTA_SECRET": "change-me"}, "DENGTA_SECRET"),
        (PRODUCTION | {"DENGTA_SECRET": "short-but-own"}, "DENGTA_SECRET"),
        (PRODUCTION | {"DATABASE_URL": "sqlite:////srv/d.db?journal_mode=off"}, "安全设置"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(environ: dict[str, str], words: str) -> None:
    with pytest.raises(Unfit) as refused:
        read(environ)
    sentence = refused.value.sentence
    assert words in sentence
    assert len(refused.value.complaints) == 1
    assert sentence.endswith(("。", "dengta.sqlite3。"))
    assert "\n" not in sentence


def test_only_the_tests_hash_lightly_and_answer_to_their_own_host() -> None:
    """``config.testing`` says so, not the mode: a server started with ``DENGTA_MODE=test`` does
    neither."""
    assert served.PASSWORD_HASHERS == ["config.hashers.Argon2"]
    assert "testserver" not in served.ALLOWED_HOSTS
    assert settings.PASSWORD_HASHERS == ["config.hashers.Argon2Light"]


def test_no_password_is_repeated_in_a_sentence() -> None:
    with pytest.raises(Unfit) as refused:
        read({"DATABASE_URL": "mysql://root:geheim@localhost/x"})
    assert "geheim" not in refused.value.sentence


def test_production_takes_a_secret_of_its_own_or_the_file() -> None:
    assert read(PRODUCTION | {"DENGTA_SECRET": LONG}).secret == LONG
    assert read(PRODUCTION).secret == ""


def test_the_stored_secret_must_be_the_owners_alone(tmp_path: Path) -> None:
    assert stored_secret(tmp_path) == ""
    file = tmp_path / "secret"
    file.write_text(LONG + "\n")
    file.chmod(0o640)
    with pytest.raises(Unfit, match="chmod 600"):
        stored_secret(tmp_path)
    file.chmod(0o600)
    assert stored_secret(tmp_path) == LONG


@pytest.mark.spec("LOG-03")
def test_checkpoints_have_a_second_folder_that_lies_elsewhere() -> None:
    assert read({}).checkpoints is None
    elsewhere = {"DENGTA_DATA": "/srv/dengta", "DENGTA_CHECKPOINTS": "/mnt/elsewhere"}
    assert read(elsewhere).checkpoints == Path("/mnt/elsewhere")
    for wrong in ("checkpoints", "/srv/dengta/checkpoints", "/srv/dengta"):
        with pytest.raises(Unfit, match="DENGTA_CHECKPOINTS"):
            read({**elsewhere, "DENGTA_CHECKPOINTS": wrong})
