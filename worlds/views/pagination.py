"""One page of a long list, at a cost that does not grow with the list.

Rows are counted up to a bound: a longer list says "more than", and its pages go on as long as there are rows. Any page
number is accepted: anything but a number means the first page, a number beyond the end the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

PER_PAGE = 24
COUNT_MAX = 1000
"""Rows that are counted, at most."""
NUMBER_MAX = 100_000

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows ``first`` to ``last`` (the first is 1) of ``count``, or of ``more`` than that."""

    rows: list[Row]
    number: int
    count: int
    more: bool
    next_row: Row | None
    """The first row of the next page."""
    per_page: int = PER_PAGE

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per_page + 1

    @property
    def pages(self) -> int:
        """How many pages the counted rows fill; 1 for none."""
        return max(1, -(-self.count // self.per_page))

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1 if self.next_row else 0

    @property
    def worlds(self) -> str:
        """``24 worlds``, ``1 world``, ``more than 1000 worlds``."""
        return f"{'more than ' if self.more else ''}{self.count} world{'' if self.count == 1 else 's'}"


def page_of(rows: QuerySet[Row], wanted: Any, per_page: int = PER_PAGE) -> Page[Row]:
    """The page called ``wanted`` of ``rows``, which have an order."""
    # without its order, counting stops at the bound
    counted = rows.order_by()[: COUNT_MAX + 1].count()
    more, count = counted > COUNT_MAX, min(counted, COUNT_MAX)
    number = min(_number(wanted), NUMBER_MAX if more else max(1, -(-count // per_page)))
    shown = list(rows[(number - 1) * per_page : number * per_page + 1])
    if not shown and number > 1:  # beyond the end of more rows than are counted
        number = max(1, -(-rows.order_by().count() // per_page))
        shown = list(rows[(number - 1) * per_page : number * per_page + 1])
    next_row = shown[per_page] if len(shown) > per_page else None
    return Page(shown[:per_page], number, count, more, next_row, per_page)


def _number(wanted: Any) -> int:
    try:
        return max(1, int(str(wanted)[:12]))
    except ValueError:
        return 1
