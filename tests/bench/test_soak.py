"""One line a proof and run in the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import soak
from bench.soak import HEAD, Outcome, main, outcome_of, write


def test_each_run_appends_one_line(tmp_path: Path) -> None:
    ledger = tmp_path / "soak.md"
    write("races", 300.0, Outcome(rounds=1200, wrong=0), 7, ledger)
    write("kills", 60.4, Outcome(rounds=9, wrong=1), 8, ledger)
    text = ledger.read_text(encoding="utf-8")
    assert text.startswith(HEAD)
    first, second = text.removeprefix(HEAD).splitlines()
    assert first.endswith("| races | 300 | 1200 | 0 | 7 |")
    assert second.endswith("| kills | 60 | 9 | 1 | 8 |")


def test_the_time_is_shared_and_something_wrong_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[tuple[str, float]] = []

    def proof(name: str, wrong: int) -> soak.Proof:
        def run(seconds: float, seed: int) -> Outcome:
            assert seed == 5
            given.append((name, seconds))
            return Outcome(1, wrong)

        return run

    monkeypatch.setattr(soak, "PROOFS", {"a": proof("a", 0), "b": proof("b", 2)})
    monkeypatch.setattr(soak.write, "__defaults__", (tmp_path / "soak.md",))
    assert main(["--minutes", "2", "--seed", "5"]) == 1
    assert main(["--minutes", "2", "--seed", "5", "a"]) == 0
    assert given == [("a", 60.0), ("b", 60.0), ("a", 120.0)]


def test_what_tests_say_of_themselves_is_added_up(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuites><testsuite>"
        '<testcase name="a"><properties><property name="rounds" value="30"/>'
        '<property name="wrong" value="0"/></properties></testcase>'
        '<testcase name="b"><properties><property name="rounds" value="5"/>'
        '<property name="wrong" value="2"/></properties><failure/></testcase>'
        '<testcase name="c"><error/></testcase><testcase name="d"/>'
        "</testsuite></testsuites>"
    )
    assert outcome_of(report) == Outcome(rounds=37, wrong=3)


def test_without_postgresql_its_proofs_are_left_out_and_the_run_is_not_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(soak.SERVER, raising=False)
    proofs = {"x-sqlite": lambda _seconds, _seed: Outcome(4, 0), "x-postgresql": soak.by_pytest()}
    monkeypatch.setattr(soak, "PROOFS", proofs)
    monkeypatch.setattr(soak.write, "__defaults__", (tmp_path / "soak.md",))
    assert main(["--minutes", "1"]) == 1
    assert "x-postgresql" in capsys.readouterr().out
    assert "x-postgresql" not in (tmp_path / "soak.md").read_text(encoding="utf-8")


def test_an_unknown_proof_is_refused() -> None:
    with pytest.raises(SystemExit):
        main(["--minutes", "1", "no such proof"])
