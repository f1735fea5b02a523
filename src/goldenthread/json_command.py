"""What the commands share that take JSON from a file or standard input and answer in JSON, without a database."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

MOST_DIGITS = 1_000


class GivenTwice(ValueError):
    """A JSON object gives a name twice. Which of the two is meant is not guessed."""


class BadModel(ValueError):
    """What was given is not a model; the message says why."""


def whole(given: Mapping[str, Any], name: str, least: int, most: int, otherwise: int | None = None) -> int:
    """A whole number of a model, or what it is where the model does not say. Raises BadModel."""
    value = given.get(name, otherwise)
    if type(value) is not int or not least <= value <= most:
        raise BadModel(f"`{name}` is a whole number from {least} to {most}")
    return value


def run(file: str, answer: Callable[[Any], Any], faults: tuple[type[Exception], ...]) -> int:
    """Print the answer for one thing, or a list of answers for a list. `file` may be `-` for standard input.

    Exit status 2, with a message on standard error, if the input cannot be read or a single thing is faulty; in a list
    a faulty one gets {"error": ...} in its place. `faults` are what `answer` raises of a thing that is wrong."""
    faults = (*faults, GivenTwice)

    def one(thing: Any) -> Any:
        _refuse_twice(thing)
        return answer(thing)

    def one_or_error(thing: Any) -> Any:
        try:
            return one(thing)
        except faults as fault:
            return {"error": str(fault)}

    name = "standard input" if file == "-" else file
    try:
        given = _parsed(sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes())
        result = [one_or_error(thing) for thing in given] if isinstance(given, list) else one(given)
    except faults as fault:
        return _refuse(str(fault))
    except UnicodeDecodeError:
        return _refuse(f"{name} is not text in UTF-8. Save it as UTF-8")
    except RecursionError:
        return _refuse(f"{name} is not JSON that can be read: its lists and objects lie too deep in one another")
    except ValueError as fault:
        return _refuse(f"{name} is not JSON that can be read: {fault}")
    except OSError as fault:
        return _refuse(f"cannot read {name}: {fault.strerror}")
    json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
    print()
    return 0


class _Twice(dict[str, Any]):
    name: str


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    twice = _Twice(found)
    twice.name = next(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
    return twice


def _parsed(written: bytes) -> Any:
    text = written.decode("utf-8-sig")
    if not text.strip():
        raise ValueError("it is empty")
    return json.loads(text, object_pairs_hook=_object, parse_int=_whole_number)


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number has more than {MOST_DIGITS} digits")
    return int(digits)


def _refuse_twice(value: Any) -> None:
    if isinstance(value, _Twice):
        raise GivenTwice(f"`{value.name}` is given twice in one object: give it once")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_twice(inner)


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 2
