"""What the commands share that take JSON from a file or standard input and answer in JSON, without a database."""

import errno
import io
import json
import os
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
        given = _parsed(_read(file))
        result = [one_or_error(thing) for thing in given] if isinstance(given, list) else one(given)
    except faults as fault:
        return refuse(str(fault))
    except UnicodeDecodeError:
        return refuse(f"{name} is not text in UTF-8. Save it as UTF-8")
    except RecursionError:
        return refuse(f"{name} is not JSON that can be read: its lists and objects lie too deep in one another")
    except ValueError as fault:
        return refuse(f"{name} is not JSON that can be read: {fault}")
    except OSError as fault:
        return refuse(f"cannot read {name}: {fault.strerror}")
    return _print(result)


def _read(file: str) -> bytes:
    if file != "-":
        return Path(file).read_bytes()
    if sys.stdin is None:  # as Python has it where whoever called closed it
        raise OSError(errno.EBADF, "it is closed")
    return sys.stdin.buffer.read()


def _print(result: Any) -> int:
    if sys.stdout is None:
        return refuse("cannot write the answer: standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as JSON is, whatever the terminal speaks
    try:
        json.dump(result, sys.stdout, indent=2, ensure_ascii=False)
        print(flush=True)
    except BrokenPipeError:
        raise
    except OSError as fault:
        # What is left of the answer would be tried again at the end, and said in a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return refuse(f"cannot write the answer: {fault.strerror}")
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


def refuse(message: str) -> int:
    """Say on standard error what is wrong; the answer is the exit status."""
    print(message, file=sys.stderr)
    return 2
