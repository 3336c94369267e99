"""``pytest --quick``: the pure tests, those that ask for no server, no browser and no model library.

Nobody keeps a list of them: a test is left out for its marks and fixtures, or when it comes to a library or a program
that not everybody has. Those of requirements/models.txt and ``TEST_PROGRAMS`` count as not installed, so that the
choice is the same on every machine. What is slow all the same is marked ``slow``. How much was left out, and why,
stands at the end of the run.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pytest

from lightloom_site.install import TEST_PROGRAMS

PROJECT = Path(__file__).resolve().parent.parent
OURS = ("tests", "worlds", "inference", "lightloom_site")
SERVERS = {"postgres": "a database", "valkey": "a broker", "stack": "the whole service"}
MARKS = {
    "gpu": "a GPU",
    "browser": "a browser",
    "stack": SERVERS["stack"],
    "django_db": SERVERS["postgres"],
    "slow": "their time",
}
"""Mark to what its test needs; what needs several things is counted under the first."""


class Quick:
    """The plugin, one in each of pytest's processes; that which runs no test itself hears from the others."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._left_out: Counter[str] = Counter()
        self._skipped: Counter[str] = Counter()
        self._models = _ModelLibrariesAway()
        sys.meta_path.insert(0, self._models)
        sys.addaudithook(_refuse_programs)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Any:
        """A module that imports what is not here has no tests, instead of an error."""
        report = yield
        missing = _missing(report.call.excinfo)
        if missing and missing not in OURS:
            self._left_out[f"modules that import {missing}"] += 1
            report.outcome, report.longrepr, report.result = "passed", None, []
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Any:
        """A test that comes to what is not here only when it runs is skipped there."""
        report = yield
        if report.failed and _missing(call.excinfo) in self._models.names:
            report.outcome, report.longrepr = "skipped", (__file__, 0, "Skipped: need a model library")
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Counts what was skipped for us; where there are several processes, in the one that hears of all tests."""
        reason = report.longrepr[2].removeprefix("Skipped: ") if isinstance(report.longrepr, tuple) else ""
        if report.skipped and reason.startswith("need "):
            self._skipped[f"tests that {reason}"] += 1

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        left_out = {item: need for item in items if (need := _need(item))}
        for need in left_out.values():
            self._left_out[f"tests that need {need}"] += 1
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]

    def pytest_sessionfinish(self) -> None:
        if hasattr(self._config, "workeroutput"):
            self._config.workeroutput["quick"] = dict(self._left_out)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self._left_out = Counter(getattr(node, "workeroutput", {}).get("quick", {})) or self._left_out

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        left_out = self._left_out + self._skipped
        told = ", ".join(f"{number} {what}" for what, number in left_out.most_common())
        terminalreporter.write_line(f"Left out of the quick tests: {told or 'nothing'}.")


class _ModelLibrariesAway(MetaPathFinder):
    """Finds none of them, installed or not."""

    def __init__(self) -> None:
        requirements = (PROJECT / "requirements" / "models.txt").read_text()
        self.names = frozenset(re.findall(r"^(\w+)", requirements, re.MULTILINE))

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        top = name.partition(".")[0]
        if top in self.names:
            raise ModuleNotFoundError(f"{top} is left out of the quick tests", name=top)


def _refuse_programs(event: str, arguments: tuple[Any, ...]) -> None:
    """Python's audit hook: sees children before they are started."""
    if event == "subprocess.Popen" and (program := Path(arguments[0] or arguments[1][0]).name) in TEST_PROGRAMS:
        pytest.skip(f"need {program}")


def _need(item: pytest.Item) -> str | None:
    """What the test needs that is not for the quick ones."""
    marks = (need for mark, need in MARKS.items() if item.get_closest_marker(mark))
    asked = (need for fixture, need in SERVERS.items() if fixture in getattr(item, "fixturenames", ()))
    return next(marks, None) or next(asked, None)


def _missing(raised: pytest.ExceptionInfo[BaseException] | None) -> str | None:
    """The top package that was not there, where that is the reason for what was raised."""
    error = raised.value if raised else None
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and error.name:
            return error.name.partition(".")[0]
        error = error.__cause__ or error.__context__
    return None
