"""`onrecord settings`: what can be set, what is in force."""

from __future__ import annotations

import click

from services.settings import Settings, load, named


@click.command()
@click.option("--markdown", is_flag=True, help="The table as README has it: names, defaults, meanings.")
def settings(markdown: bool) -> None:
    """Every setting, its value and what it means. Set them in the environment or in `.env`."""
    if markdown:
        click.echo(as_markdown())
        return
    from rich.console import Console
    from rich.table import Table

    now = load()
    table = Table(box=None, pad_edge=False)
    for heading, whole in (("setting", True), ("value", True), ("", True), ("what it means", False)):
        table.add_column(heading, no_wrap=whole)
    for name, field in Settings.model_fields.items():
        mark = "set" if name in now.model_fields_set else ""
        table.add_row(named(name), shown(getattr(now, name)), mark, field.description)
    Console(highlight=False).print(table)


def as_markdown() -> str:
    """The settings as a Markdown table."""
    rows = [f"| `{named(name)}` | `{field.default}` | {field.description} |" for name, field in Settings.model_fields.items()]
    return "\n".join(["| setting | default | what it means |", "| --- | --- | --- |", *rows])


def shown(value: object) -> str:
    """A value for people: a password in an address is not shown."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    text = str(value)
    if "://" not in text:
        return text
    try:
        return make_url(text).render_as_string(hide_password=True)
    except ArgumentError:
        return "(not an address)"
