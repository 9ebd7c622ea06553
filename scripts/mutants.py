"""How many of forty faults the tests notice: ``python scripts/mutants.py``.

A fault is one small change of one function: a comparison turned round, a ``not`` dropped, ``and`` for ``or``, a number
one higher, nothing returned. Which functions are changed is drawn from the code itself, by the name of the function and
not by its place, so that the draw stays the same while code around it moves. Each fault is put into a copy of the
repository, where the tests of its room run until one fails.

Run it before and after a change of the tests: ``--tree`` names another checkout, ``--only`` some of the faults.
``PRIVACY_TEST_DB`` chooses the database, as for the suite.
"""

import argparse
import ast
import copy
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 600

ROOMS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("documents/*.py", 8, ("tests/documents",)),
    ("documents/diff/*.py", 10, ("tests/documents/diff",)),
    ("notices/resolve/*.py", 6, ("tests/notices/test_resolve.py", "tests/notices/test_hostile_data.py")),
    (
        "versions/timeline.py",
        4,
        ("tests/versions/test_timeline.py", "tests/versions/test_histories.py"),
    ),
    (
        "versions/**/*.py",
        5,
        (
            "tests/versions/test_services.py",
            "tests/versions/test_rules.py",
            "tests/versions/test_visibility.py",
            "tests/versions",
        ),
    ),
    ("public/*.py", 4, ("tests/public",)),
    ("organisations/*.py", 2, ("tests/organisations",)),
    ("library/*.py", 1, ("tests/library",)),
)
"""Where to look below the package, how many faults to put there, and the tests that should notice, quickest first."""

OPPOSITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}


@dataclass(frozen=True)
class Fault:
    """One change of one file, and the tests that should notice it."""

    file: Path
    function: str
    kind: str
    place: tuple[int, int]
    original: str
    changed: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        short = [" ".join(text.split())[:60] for text in (self.original, self.changed)]
        return f"{self.file}:{self.function}: {self.kind}: {short[0]} -> {short[1]}"

    @property
    def order(self) -> str:
        """The draw: the same for the same change of the same function, wherever it stands."""
        return hashlib.sha256(f"{self.function}|{self.kind}|{self.original}".encode()).hexdigest()


def compare(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        node.ops[0] = OPPOSITES[type(node.ops[0])]()
        return node
    return None


def drop_not(node: ast.AST) -> ast.AST | None:
    return node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not) else None


def swap(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return node
    return None


def one_more(node: ast.AST) -> ast.AST | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return ast.Constant(node.value + 1)
    return None


def nothing(node: ast.AST) -> ast.AST | None:
    is_worth_it = isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant)
    return ast.Return(ast.Constant(None)) if is_worth_it else None


KINDS: dict[str, Callable[[ast.AST], ast.AST | None]] = {
    "comparison": compare,
    "not": drop_not,
    "and, or": swap,
    "number": one_more,
    "return": nothing,
}


def functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with its name, those inside classes and functions included."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            name = f"{prefix}{node.name}"
            if isinstance(node, ast.FunctionDef):
                yield name, node
            yield from functions(node, f"{name}.")


def faults_of(file: Path, root: Path, tests: tuple[str, ...]) -> Iterator[Fault]:
    """Every fault that can be made in a file."""
    source = file.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for name, function in functions(ast.parse(source)):
        for statement in function.body:
            for node in ast.walk(statement):
                if not isinstance(node, ast.expr | ast.Return):
                    continue
                start = starts[node.lineno - 1] + node.col_offset
                end = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
                for kind, change in KINDS.items():
                    changed = change(copy.deepcopy(node))
                    if changed is not None:
                        text = ast.unparse(changed)
                        text = text if isinstance(changed, ast.stmt) else f"({text})"
                        original = source[start:end].decode()
                        yield Fault(file.relative_to(root), name, kind, (start, end), original, text, tests)


def drawn(root: Path) -> list[Fault]:
    """The faults to try: of each room so many, and no two in one function."""
    chosen: list[Fault] = []
    for pattern, amount, tests in ROOMS:
        files = [file for file in (root / "wagtail_privacy").glob(pattern) if file.name != "__init__.py"]
        every = sorted((fault for file in files for fault in faults_of(file, root, tests)), key=lambda one: one.order)
        here: dict[tuple[Path, str], Fault] = {}
        for fault in every:
            # Every test that calls a function notices that nothing comes back: a few of these are enough.
            returns = sum(one.kind == "return" for one in here.values())
            if len(here) < amount and (fault.kind != "return" or returns < amount // 4):
                here.setdefault((fault.file, fault.function), fault)
        known = {(one.file, one.function) for one in chosen}
        chosen += [fault for place, fault in here.items() if place not in known]
    return chosen


def failing_test(fault: Fault, root: Path) -> str:
    """The first test that fails in the copy of the repository at ``root`` while it holds the fault, or nothing."""
    file = root / fault.file
    source = file.read_bytes()
    start, end = fault.place
    file.write_bytes(source[:start] + fault.changed.encode() + source[end:])
    tests = [path for path in fault.tests if (root / path).exists()]
    options = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not browser", "-o", "faulthandler_timeout=0")
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=root,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CI": "1", "PRIVACY_SHRINK": "0"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "no end"
    finally:
        file.write_bytes(source)
    if run.returncode == 0:
        return ""
    failed = [line for line in run.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return failed[-1].split(" - ")[0] if failed else f"no test could run: {run.stdout[-200:]}{run.stderr[-200:]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tree", type=Path, default=PROJECT, help="the checkout to try (default: this one)")
    parser.add_argument("--only", help="numbers of faults, as in 3,17: try these only")
    parser.add_argument("--list", action="store_true", help="name the faults and try none")
    arguments = parser.parse_args()
    only = {int(number) for number in arguments.only.split(",")} if arguments.only else None
    caught = tried = 0
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory) / "tree"
        ignored = shutil.ignore_patterns(".*", "__pycache__")
        shutil.copytree(arguments.tree.resolve(), root, ignore=ignored)
        for number, fault in enumerate(drawn(root), 1):
            if only is not None and number not in only:
                continue
            if arguments.list:
                print(f"{number:2} {fault}")
                continue
            start = time.monotonic()
            found = failing_test(fault, root)
            tried, caught = tried + 1, caught + bool(found)
            verdict = f"caught by {found}" if found else "SURVIVED"
            print(f"{number:2} {time.monotonic() - start:4.0f} s  {fault}\n   {verdict}", flush=True)
    if not arguments.list:
        print(f"{caught} of {tried} caught")
    return 0


if __name__ == "__main__":
    sys.exit(main())
