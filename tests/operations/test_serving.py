"""Starting, stopping and killing a server, as real processes."""

from __future__ import annotations

import signal
import socket
import stat
from pathlib import Path

import pytest

from tests.operations.running import Server, free_port, gone, kill, refused, serving

pytestmark = pytest.mark.process


def test_it_answers_keeps_its_keys_private_and_refuses_a_second_server(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with serving(data, port) as server:
        assert f"http://127.0.0.1:{port}/sso" in server.lines[-1]
        health = server.wait_until_well()
        assert set(health) == {
            "ok", "database", "migrations", "worker", "queue", "log", "counts",
        }  # fmt: skip
        assert all(health[name]["ok"] for name in health if name != "ok")
        assert server.get("/readyz") == (200, b'{"ok": true}')
        keys = list((data / "keys").iterdir())
        assert keys
        assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
        assert stat.S_IMODE((data / "dengta.sqlite3").stat().st_mode) == 0o600
        said = refused(data, free_port())
        assert len(said) == 1
        assert f"已有一个服务器在运行（进程号 {server.process.pid}）" in said[0]
        assert server.get("/readyz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(tmp_path: Path, number: signal.Signals) -> None:
    server = Server(tmp_path / "data", free_port())
    server.wait_until_up()
    everybody = server.everybody()
    assert len(everybody) >= 5, "supervisor, web server, two web processes, worker"
    assert server.end(number) == 0
    gone(everybody)
    assert "正在停止…" in server.lines
    assert not any("Traceback" in line for line in server.lines)


def test_a_signal_while_preparing_stops_it_too(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", free_port())
    while not server.children():
        assert server.process.poll() is None
    everybody = server.everybody()
    assert server.end(signal.SIGTERM) == 0
    gone(everybody)


def test_killed_children_are_replaced(tmp_path: Path) -> None:
    with serving(tmp_path / "data", free_port()) as server:
        server.wait_until_well()
        old = server.children()

        kill(old["worker"])
        server.wait_for_line("“后台任务”意外退出")
        server.wait_until_well()
        assert server.children()["worker"] != old["worker"]

        workers = server.everybody()
        kill(old["web"])
        server.wait_for_line("“网页服务”意外退出")
        server.wait_until_well()
        assert server.children()["web"] != old["web"]
        gone([pid for pid in workers if pid not in server.everybody()])


def test_a_killed_web_process_is_replaced_and_the_rest_goes_on(tmp_path: Path) -> None:
    with serving(tmp_path / "data", free_port()) as server:
        server.wait_until_well()
        web = server.children()["web"]
        victim, *others = server.everybody()[3:]
        kill(victim)
        server.wait_until_well()
        assert server.children()["web"] == web
        assert set(others) <= set(server.everybody())


def test_after_the_supervisor_is_killed_the_rest_ends_and_the_next_start_works(
    tmp_path: Path,
) -> None:
    data, port = tmp_path / "data", free_port()
    server = Server(data, port)
    server.wait_until_up()
    everybody = server.everybody()
    kill(server.process.pid)
    gone(everybody)
    server.ended()
    with serving(data, port) as next_one:
        next_one.wait_until_well()


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused(tmp_path / "data", port)
    assert len(said) == 1
    assert f"端口 {port} 已被别的程序占用" in said[0]
    assert f"PORT={port + 1} ./script/server" in said[0]


def test_a_file_in_place_of_the_data_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    said = refused(tmp_path / "data", free_port())
    assert len(said) == 1
    assert "不是文件夹" in said[0]


def test_lost_keys_and_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, free_port()):
        pass
    (data / "keys" / "blind.key").chmod(0o644)
    said = refused(data, free_port())
    assert len(said) == 1
    assert "chmod 600" in said[0]

    (data / "keys").rename(tmp_path / "lost")
    said = refused(data, free_port())
    assert len(said) == 1
    assert "从备份中恢复" in said[0]
    assert not (data / "keys").exists(), "new keys would make the old data unreadable in silence"


def test_the_demo_is_made_once_and_tells_how_to_sign_in(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with serving(data, port, DENGTA_MODE="demo") as server:
        text = "\n".join(server.lines)
        assert "正在生成演示数据" in text
        assert "演示账号" in text
        assert "试一试" in text
        assert server.get("/sso")[0] == 200
    with serving(data, port, DENGTA_MODE="demo") as server:
        text = "\n".join(server.lines)
        assert "正在生成演示数据" not in text
        assert "演示账号" in text
    said = refused(data, port, DENGTA_MODE="production", DENGTA_URL="https://dengta.example.cn")
    assert len(said) == 1
    assert "演示账号" in said[0]


def test_a_database_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    nowhere = f"postgres://dengta@127.0.0.1:{free_port()}/dengta"
    said = refused(tmp_path / "data", free_port(), TEST_DATABASE_URL=nowhere)
    assert len(said) == 1
    assert "连不上数据库" in said[0]
