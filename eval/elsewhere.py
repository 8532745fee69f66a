"""Commands that stand in other rooms and are imported when they are called, so that ``--help`` imports none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

QUIET: dict[str, Any] = {"add_completion": False, "pretty_exceptions_enable": False}


def group_of(places: Mapping[str, tuple[str, str]]) -> type[TyperGroup]:
    """A group with further commands.

    Args:
        places: by the command's name, ``module:attribute`` of a command function or an app, and its help.
    """

    class Group(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:
            return [*super().list_commands(ctx), *places]

        def get_command(self, ctx: Any, name: str) -> Any:
            return TyperCommand(name, help=places[name][1]) if name in places else super().get_command(ctx, name)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # typer has a copy of click's types of its own
            name, command, rest = super().resolve_command(ctx, args)
            return name, _imported(name, places[name][0]) if name and name in places else command, rest

    return Group


def _imported(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        command, found = found, typer.Typer(**QUIET)
        found.command(name)(command)
    return typer.main.get_command(found)
