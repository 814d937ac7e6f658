"""The stack that docker-compose.yml starts: the seed through it, restarts in the middle of a feed, three of one service."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from tests.chaos.load import Feeder, an_item
from tests.compose.engine import REPOSITORY, engine
from tests.compose.stack import SERVICES, Stack, inspect

#: The first use builds the image (a minute) and, where no image can be pulled, the stand-ins (three).
pytestmark = [pytest.mark.compose, pytest.mark.timeout(1200)]

SEED = "000_efdd37a112f9b61e.txt"
#: What tells one item of `an_item` from the others.
FERRY = re.compile(r"ferry (\d+) would")


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    failed_before = request.session.testsfailed
    with engine():
        stack = Stack()
        try:
            stack.compose("build")
            stack.up()
            yield stack
        finally:
            if request.session.testsfailed > failed_before or sys.exc_info()[0] is not None:
                print(stack.last_lines())
            stack.down()


def missing_or_doubled(stack: Stack, numbers: Iterable[int]) -> dict[int, int]:
    """The items among `numbers` that are not stored exactly once, and how often they are."""
    found = Counter(int(ferry[1]) for article in stack.stored() if (ferry := FERRY.search(article.body)))
    return {number: found[number] for number in numbers if found[number] != 1}


def until_stored_once(stack: Stack, numbers: Iterable[int]) -> None:
    try:
        stack.until(lambda: not missing_or_doubled(stack, numbers), within=300, what="every item is stored exactly once")
    finally:
        print("not stored once:", missing_or_doubled(stack, numbers))


def test_the_seeds_ten_claims_come_out_of_postgresql(stack: Stack):
    stack.write(SEED, (REPOSITORY / "seeds" / SEED).read_text())

    said = stack.feed(SEED)

    assert "published 1 of 1" in said
    stack.until(lambda: any(SEED in (article.source or "") for article in stack.stored()), within=300, what="the seed is stored")
    [article] = [article for article in stack.stored() if SEED in (article.source or "")]
    assert len(article.claims) == 10
    assert "Zakaria Malahifji" in {claim.speaker.name for claim in article.claims if claim.speaker}


def test_the_claims_are_read_with_the_command_in_a_container(stack: Stack):
    said = stack.compose("exec", "-T", "sink", "onrecord", "claims", "--speaker", "Malahifji", "--json")

    assert '"Zakaria Malahifji"' in said


def test_kafka_and_services_that_restart_in_the_middle_of_a_feed_lose_and_double_nothing(stack: Stack):
    numbers = range(1000, 1200)
    for number in numbers:
        stack.write(f"restart-{number // 25}/{number}.txt", an_item(number))
    feeder = Feeder(sorted(stack.items.glob("restart-*")), stack.settings)
    feeder.until_fed(1)

    assert feeder.is_alive(), "the feed was over before Kafka restarted"
    stack.compose("restart", "kafka")
    stack.compose("kill", "--signal", "SIGKILL", "claims")
    stack.compose("start", "claims")
    stack.compose("restart", "entities")
    feeder.until_done()

    until_stored_once(stack, numbers)


def test_three_workers_of_a_stage_share_a_batch(stack: Stack):
    numbers = range(2000, 2120)
    for number in numbers:
        stack.write(f"scaled/{number}.txt", an_item(number))

    stack.up("--scale", "entities=3")
    stack.feed("scaled")

    until_stored_once(stack, numbers)
    workers = stack.containers("entities")
    assert len(workers) == 3
    assert all(did_some(worker) for worker in workers), "one of the three was idle"
    stack.up("--scale", "entities=1")


def did_some(container: str) -> bool:
    """Whether the service in it has said of a message that it is done."""
    done = subprocess.run(["docker", "logs", container], capture_output=True, text=True, check=False)
    return any(" ok " in line for line in (done.stdout + done.stderr).splitlines())


def test_services_run_as_nobody_special_and_publish_no_port(stack: Stack):
    for service in SERVICES:
        [container] = stack.containers(service)
        assert inspect(container, "{{.Config.User}}") == "onrecord"
        assert inspect(container, "{{json .HostConfig.PortBindings}}") in ("{}", "null")


def test_kafka_and_postgresql_are_reached_from_this_machine_alone(stack: Stack):
    for service in ("kafka", "postgres"):
        [container] = stack.containers(service)
        assert inspect(container, "{{range .HostConfig.PortBindings}}{{range .}}{{.HostIp}}{{end}}{{end}}") == "127.0.0.1"


def test_services_stop_in_order_within_their_time(stack: Stack):
    stack.compose("stop", *SERVICES)

    for service in SERVICES:
        [container] = stack.containers(service)
        assert inspect(container, "{{.State.ExitCode}} {{.State.OOMKilled}}") == "0 false", service


def test_taking_it_down_leaves_nothing(stack: Stack):
    stack.down()

    for kind in ("container", "volume", "network"):
        command = ["docker", kind, "ls", "--quiet", "--filter", f"label=com.docker.compose.project={stack.project}"]
        left = subprocess.run([*command, *(["--all"] if kind == "container" else [])], capture_output=True, text=True, check=True)
        assert left.stdout == ""
