"""What is missing for the tests with servers is said, one sentence a tool."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.needs import NEEDS, main


def test_nothing_is_said_when_nothing_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "java").symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["java"]) == 0
    assert capsys.readouterr().err == ""


def test_each_missing_tool_has_a_sentence(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(list(NEEDS)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.split()[0] for line in lines] == list(NEEDS)
    assert all("apt-get install" in line for line in lines)


def test_a_tool_it_does_not_know_is_said(capsys: pytest.CaptureFixture[str]):
    assert main(["jave"]) == 2
    assert "jave" in capsys.readouterr().err
