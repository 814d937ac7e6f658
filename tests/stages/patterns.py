"""Every pattern in the code of the stages, found in the code itself, and texts that are made to keep each of them busy."""

from __future__ import annotations

import ast
import builtins
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper
from pathlib import Path
from types import ModuleType
from typing import Any, TypeGuard

import services

#: The parser and the codes of the standard library's `re`, which say what a pattern is made of.
parser: Any = importlib.import_module("re._parser")
codes: Any = importlib.import_module("re._constants")

#: Functions of `re` whose first argument is a pattern; the methods of a compiled one have the same names.
CALLS = frozenset(("compile", "match", "fullmatch", "search", "finditer", "findall", "split", "sub", "subn"))
#: Those that try a pattern at one place of a text, not at all of them.
AT_ONE_PLACE = frozenset(("match", "fullmatch"))
#: The code that reads what feeds send.
STAGES = ("services.feed", "services.parser", "services.entities", "services.claims")
#: A repetition that may go on so long is worth a text of its own.
LONG = 16


@dataclass(frozen=True)
class Found:
    """A pattern, where it stands, and whether it is only ever tried at the beginning of a text."""

    where: str
    pattern: re.Pattern[Any]
    anchored: bool


def patterns() -> list[Found]:
    """Every pattern of every stage, each once."""
    modules = [importlib.import_module(name) for name in _names()]
    uses = _uses(modules)
    found: dict[tuple[Any, int], Found] = {}
    for module in modules:
        for name, pattern, called in _in(module):
            used = called or uses[id(pattern)]
            known = found.get((pattern.pattern, pattern.flags))
            where = f"{module.__name__.removeprefix('services.')}.{name or repr(pattern.pattern)[:40]}"
            if known is None or known.anchored:
                anchored = bool(used) and used <= AT_ONE_PLACE
                found[pattern.pattern, pattern.flags] = Found(known.where if known else where, pattern, anchored)
    return list(found.values())


def _names() -> Iterator[str]:
    for info in pkgutil.walk_packages(services.__path__, "services."):
        if info.name.startswith(STAGES) and not info.name.endswith("agent"):
            yield info.name


def _uses(modules: Iterable[ModuleType]) -> dict[int, set[str]]:
    """With which of its methods each pattern that has a name is used, by the pattern's id; "" where it is passed on."""
    uses = defaultdict[int, set[str]](set)
    for module in modules:
        code = _code(module)
        methods = {node.value: node.attr for node in ast.walk(code) if isinstance(node, ast.Attribute)}
        for node in ast.walk(code):
            if isinstance(node, ast.Name | ast.Attribute | ast.Call) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
                named = _named(node, module)
                if isinstance(named, re.Pattern):
                    uses[id(named)].add(methods.get(node, ""))
    return uses


def _named(node: ast.expr, module: ModuleType) -> object:
    """What a name, a name in another module, or the call of a cached function of no argument means."""
    if isinstance(node, ast.Name):
        return vars(module).get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_named(node.value, module), node.attr, None) if isinstance(node.value, ast.Name) else None
    return _cached(_named(node.func, module)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None


def _cached(value: object) -> object:
    """The pattern that a cached function without an argument gives."""
    if isinstance(value, _lru_cache_wrapper) and "Pattern" in str(value.__wrapped__.__annotations__.get("return")):
        return None if value.__wrapped__.__code__.co_argcount else value()
    return None


def _code(module: ModuleType) -> ast.Module:
    assert module.__file__, module
    return ast.parse(Path(module.__file__).read_text())


def _in(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any], set[str]]]:
    """(its name, if it has one; the pattern; the functions of `re` that it is written in) of each in a module."""
    own = {node.name if isinstance(node, ast.FunctionDef) else node.id for node in ast.walk(_code(module)) if _is_named(node)}
    for name in sorted(own & vars(module).keys()):
        value = vars(module)[name]
        yield from ((name, pattern, set()) for pattern in (*_held(value), *_held(_cached(value))))
    for function in ast.walk(_code(module)):
        if not isinstance(function, ast.FunctionDef) or _cached(vars(module).get(function.name)):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_of_re(node.func) and node.args:
                yield "", _compiled(node, module), {node.func.attr} - {"compile"}


def _is_named(node: ast.AST) -> TypeGuard[ast.FunctionDef | ast.Name]:
    """Whether this gives something its name, here and not by an import."""
    return isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))


def _held(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    """The patterns in a value: itself, or what a collection of such holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict | list | tuple | set | frozenset) and depth:
        for part in [*value.values(), *value] if isinstance(value, dict) else value:
            yield from _held(part, depth - 1)


def _is_of_re(function: ast.Attribute) -> bool:
    return isinstance(function.value, ast.Name) and function.value.id == "re" and function.attr in CALLS


def _compiled(call: ast.Call, module: ModuleType) -> re.Pattern[Any]:
    """The pattern that is compiled there."""
    flags = [
        part for part in [*call.args[1:], *(known.value for known in call.keywords)] if re.match(r"re\.[A-Z]", ast.unparse(part))
    ]
    pattern, *known = (_value(part, module) for part in (call.args[0], *flags))
    return re.compile(pattern, known[0] if known else 0) if isinstance(pattern, str | bytes) else re.compile("word")


def _value(part: ast.expr, module: ModuleType) -> Any:
    """What an expression in a module is; what only a function knows is a word."""
    unknown = {node.id: "word" for node in ast.walk(part) if isinstance(node, ast.Name)}
    return eval(compile(ast.Expression(part), module.__name__, "eval"), unknown | vars(builtins) | vars(module))


def hostile(pattern: re.Pattern[Any]) -> Iterator[tuple[Any, Any]]:
    """(a beginning, what comes after it again and again) of texts that begin to match and go on for long."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    whole = _sample(tree)
    pieces = {("", whole), *_pumps(tree, "")}
    texts = {pair for before, unit in pieces if unit for pair in ((before, unit), ("", before + unit), ("", unit))}
    for before, unit in sorted(texts):
        yield (
            (before.encode("latin-1", "replace"), unit.encode("latin-1", "replace"))
            if isinstance(pattern.pattern, bytes)
            else (before, unit)
        )


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """(what leads to a repetition, what it repeats) for every long repetition in a pattern."""
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, body = value
            if most >= LONG:
                yield before, _sample(body)
            yield from _pumps(body, before)
        elif code is codes.SUBPATTERN:
            yield from _pumps(value[-1], before)
        elif code is codes.ATOMIC_GROUP:
            yield from _pumps(value, before)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _pumps(branch, before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _pumps(value[1], before)
        before += _sample([(code, value)])


def _sample(tree: Any) -> str:
    """A short text that a pattern matches, or nearly."""
    return "".join(_one(code, value) for code, value in tree)


def _one(code: Any, value: Any) -> str:
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _of_class(value)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, most, body = value
        times: int = max(least, min(most, 1))
        return _sample(body) * times
    if code is codes.SUBPATTERN:
        return _sample(value[-1])
    if code is codes.ATOMIC_GROUP:
        return _sample(value)
    if code is codes.BRANCH:
        return _sample(value[1][0])
    return ""


def _of_class(members: Any) -> str:
    """A character of a class: the first of those that most texts have."""
    inside = re.compile(_written(members))
    return next((char for char in "a A1.,-(\n\"'<>/:;_@&#*éÀ“”’—\x02\x03" if inside.match(char)), "a")


def _written(members: Any) -> str:
    """A class as it is written in a pattern."""
    kinds = {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    parts = []
    for code, value in members:
        if code is codes.NEGATE:
            parts.append("^")
        elif code is codes.RANGE:
            parts.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        else:
            parts.append(kinds[value] if code is codes.CATEGORY else re.escape(chr(value)))
    return f"[{''.join(parts)}]"
