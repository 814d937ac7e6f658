"""The command. Names and one-line helps only: what a command needs is imported when it runs, so that `--help` is instant."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import cast

import click

#: Each command: where it is, and what it does in a line.
COMMANDS = {
    "demo": ("services.cli.up:demo", "The seeds through the whole pipeline on this machine; prints their claims."),
    "up": ("services.cli.up:up", "The whole pipeline on this machine, until stopped."),
    "feed": ("services.cli.feed:feed", "Publish files, folders or standard input as raw items."),
    "extract": ("services.cli.extract:extract", "The same stages in this process, without a broker: JSON lines."),
    "claims": ("services.cli.claims:claims", "Who said what, from storage; or run the claims service (--serve)."),
    "parser": ("services.cli.service:parser", "Run the parser service."),
    "entities": ("services.cli.service:entities", "Run the entities service."),
    "sink": ("services.cli.service:sink", "Run the sink service."),
    "topics": ("services.cli.topics:topics", "Create the topics."),
    "dead-letters": ("services.cli.dead_letters:dead_letters", "What was refused and why: list, show, replay."),
    "settings": ("services.cli.settings:settings", "Every setting, its value and what it means."),
}


class Lazy(click.Group):
    """A group that imports a command only to run it or to print its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        return cast(click.Command, getattr(import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, says) for name, (_, says) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="onrecord")
def cli() -> None:
    """Wire articles in; who said what, to whom, when and where out."""


def main() -> None:
    """Run the command; a wrong setting or an address that doesn't answer is one line and exit status 2."""
    from services.errors import Misconfigured

    try:
        cli(prog_name="onrecord")
    except Misconfigured as error:
        click.echo(f"onrecord: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
