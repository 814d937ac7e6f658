"""Services are kept running, given up when that is no help, and never left behind."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from services.children import Child
from services.supervise import GaveUp, Program, Supervisor
from tests.processes import gone

#: Says that it is ready, then waits; stops in order when asked.
GOOD = (
    "import signal, sys, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: sys.exit(print('in order', flush=True)))\n"
    "print('ready', flush=True); time.sleep(300)\n"
)
#: Says that it was asked to stop, and does not.
STUBBORN = (
    "import signal, time\n"
    "signal.signal(signal.SIGTERM, lambda *_: print('asked', flush=True))\n"
    "print('ready', flush=True); time.sleep(300)\n"
)
#: Sooner than anything that waits for the supervisor's own deadline, 25 s.
AT_ONCE = 20.0


def a_program(script: str, *, name: str = "parser", **env: str) -> Program:
    return Program(name, [sys.executable, "-c", script], env)


def until(happens: Callable[[], object], *, within: float = 90.0) -> None:
    """Returns when `happens` is true; a failing test when it never is."""
    last = time.monotonic() + within
    while not happens():
        assert time.monotonic() < last, "it never happened"
        time.sleep(0.01)


def said(folder: Path, name: str = "parser") -> list[str]:
    log = folder / f"{name}.log"
    return log.read_text().splitlines() if log.exists() else []


def test_programs_run_while_it_is_entered_and_stop_in_order_when_it_is_left(tmp_path: Path):
    programs = [a_program(GOOD, name=name) for name in ("parser", "sink")]

    with Supervisor(programs, log_dir=tmp_path) as supervisor:
        until(lambda: said(tmp_path, "parser") and said(tmp_path, "sink"))
        pids = supervisor.pids()

    assert set(pids) == {"parser", "sink"}
    assert said(tmp_path, "parser") == said(tmp_path, "sink") == ["ready", "in order"]
    assert all(gone(pid) for pid in pids.values())


def test_the_environment_is_ours_and_the_programs_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OURS", "1")
    script = "import os, time; print(os.environ['OURS'], os.environ['ITS'], flush=True); time.sleep(300)"

    with Supervisor([a_program(script, ITS="2")], log_dir=tmp_path):
        until(lambda: said(tmp_path))

    assert said(tmp_path) == ["1 2"]


def test_one_that_is_killed_is_started_again(tmp_path: Path):
    with Supervisor([a_program(GOOD)], log_dir=tmp_path, pause_seconds=0.01) as supervisor:
        until(lambda: said(tmp_path))
        first = supervisor.pids()["parser"]
        subprocess.run(["kill", "-9", str(first)], check=True)

        until(lambda: supervisor.check() or supervisor.pids().get("parser", first) != first)

        until(lambda: said(tmp_path) == ["ready", "ready"])


def test_one_that_dies_again_and_again_is_given_up_with_the_end_of_its_log(tmp_path: Path):
    script = "print('the lake is dry'); raise SystemExit(3)"

    with (
        Supervisor([a_program(script)], log_dir=tmp_path, pause_seconds=0.01, quick_deaths=3) as supervisor,
        pytest.raises(GaveUp, match=r"parser died 3 times[^$]*the lake is dry"),
    ):
        until(supervisor.check)

    assert said(tmp_path) == ["the lake is dry"] * 3


def test_one_that_worked_for_a_while_is_never_given_up(tmp_path: Path):
    script = "import time; print('ready', flush=True); time.sleep(0.05); raise SystemExit(3)"

    with Supervisor([a_program(script)], log_dir=tmp_path, pause_seconds=0.01, quick_seconds=0.02, quick_deaths=1) as supervisor:
        until(lambda: supervisor.check() or len(said(tmp_path)) >= 4)


def test_a_wrong_setting_is_not_tried_twice(tmp_path: Path):
    script = "print('onrecord: ONRECORD_KAFKA: no broker answers'); raise SystemExit(2)"

    with Supervisor([a_program(script)], log_dir=tmp_path) as supervisor, pytest.raises(GaveUp, match="ONRECORD_KAFKA"):
        until(supervisor.check)

    assert len(said(tmp_path)) == 1


def test_one_that_worked_and_then_finds_its_broker_away_is_tried_again(tmp_path: Path):
    script = (
        "import pathlib, sys, time; known = pathlib.Path(sys.argv[1])\n"
        "if known.exists(): print('no broker answers', flush=True); raise SystemExit(2)\n"
        "known.touch(); time.sleep(0.2); raise SystemExit(1)\n"
    )
    program = Program("parser", [sys.executable, "-c", script, str(tmp_path / "known")])

    with Supervisor([program], log_dir=tmp_path, pause_seconds=0.01, quick_seconds=0.1) as supervisor:
        until(lambda: supervisor.check() or len(said(tmp_path)) >= 3)


def test_when_the_broker_ends_the_rest_is_given_up(tmp_path: Path):
    with (
        Child([sys.executable, "-c", "print('out of memory')"], log=tmp_path / "broker.log") as broker,
        Supervisor([a_program(GOOD)], log_dir=tmp_path, vital={"the broker": broker}) as supervisor,
        pytest.raises(GaveUp, match=r"the broker ended \(status 0\)[^$]*out of memory"),
    ):
        until(supervisor.check)


def test_one_that_does_not_stop_is_killed_at_the_deadline(tmp_path: Path):
    with Supervisor([a_program(STUBBORN)], log_dir=tmp_path, stop_seconds=0.2) as supervisor:
        until(lambda: said(tmp_path))
        pid = supervisor.pids()["parser"]
        began = time.monotonic()

    assert gone(pid)
    assert 0.2 <= time.monotonic() - began < AT_ONCE


def test_children_of_a_program_that_died_go_with_it(tmp_path: Path):
    script = "import subprocess; print(subprocess.Popen(['sleep', '300']).pid, flush=True); raise SystemExit(3)"

    with Supervisor([a_program(script)], log_dir=tmp_path, pause_seconds=300) as supervisor:
        until(lambda: supervisor.check() or said(tmp_path))
        until(lambda: supervisor.check() or not supervisor.pids())
        supervisor.check()

        assert gone(int(said(tmp_path)[0]))


#: Leaves a file when it looks after its program, which is when it heeds signals.
RUN = (
    "import sys; from pathlib import Path; from services.supervise import Program, Supervisor\n"
    "class Watched(Supervisor):\n"
    "    def check(self): super().check(); Path(sys.argv[1], 'watched').touch()\n"
    "program = Program('parser', [sys.executable, '-c', sys.argv[2]])\n"
    "with Watched([program], log_dir=Path(sys.argv[1]), pause_seconds=0.01) as it:\n"
    "    print(it.pids()['parser'], flush=True); sys.exit(it.run())\n"
)


def until_watched(folder: Path) -> None:
    until(lambda: (folder / "watched").exists() and said(folder))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_in_order_and_is_a_success(tmp_path: Path, how: signal.Signals):
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), GOOD]) as parent:
        until_watched(tmp_path)
        parent.send_signal(how)

    assert parent.returncode == 0
    assert said(tmp_path) == ["ready", "in order"]


def test_a_second_signal_does_not_wait(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), STUBBORN]) as parent:
        until_watched(tmp_path)
        began = time.monotonic()
        parent.send_signal(signal.SIGINT)
        until(lambda: "asked" in said(tmp_path))  # two signals at once would count as one
        parent.send_signal(signal.SIGINT)

    assert time.monotonic() - began < AT_ONCE
    assert parent.returncode == 0


def test_giving_up_is_a_failure_that_says_why(tmp_path: Path):
    script = "print('the lake is dry'); raise SystemExit(3)"

    done = subprocess.run([sys.executable, "-c", RUN, str(tmp_path), script], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "parser died 5 times" in done.stderr
    assert "the lake is dry" in done.stderr


def test_kill_9_of_the_supervisor_leaves_nothing_running(tmp_path: Path):
    with subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path), STUBBORN], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        until(lambda: said(tmp_path))
        parent.kill()

    assert gone(pid)


def test_a_log_does_not_grow_for_ever(tmp_path: Path):
    with Child(
        [sys.executable, "-c", "print('x' * 1000, flush=True); import time; time.sleep(60)"], log=tmp_path / "it.log"
    ) as child:
        until(lambda: child.log.stat().st_size > 1000)

        child.keep_log_small(limit=1000)

        assert child.log.stat().st_size == 0
        assert (tmp_path / "it.log.1").stat().st_size == 1001
