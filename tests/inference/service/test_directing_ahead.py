"""What is made of a phrase before it has ended: only by those who can,
and read by the painter only when there is a direction."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from inference.contract.direction import DirectAheadJob, Direction
from inference.engine.directing_ahead import direct_ahead
from inference.engine.protocols import Engine
from inference.engine_choice import load_engine
from inference.models.bench.room_load import PHRASES, PLACES, Room, phrase_at
from inference.models.bench.synthetic_speech import synthetic_speech

JOB = DirectAheadJob(text="a red moon")
DIRECTION = Direction(
    shot="wide", art_style="ink", scene="a moon", light="night", mood="calm", palette=["#102040", "#805020", "#ffffff"]
)


@dataclass
class Foresighted:
    """A director and a painter that only take notes of what is asked ahead."""

    gives: Direction | None = DIRECTION
    asked: list[Any] = field(default_factory=list)

    def direct_ahead(self, job: DirectAheadJob) -> Direction | None:
        self.asked.append(job)
        return self.gives

    def encode_ahead(self, direction: Direction) -> None:
        self.asked.append(direction)


def engine_of(**parts: Any) -> Engine:
    return replace(load_engine("sketch"), **parts)


def test_a_direction_made_ahead_is_read_ahead() -> None:
    one = Foresighted()
    assert direct_ahead(engine_of(director=one, painter=one), JOB) == DIRECTION
    assert one.asked == [JOB, DIRECTION]


def test_nothing_is_read_where_nothing_was_directed() -> None:
    one = Foresighted(gives=None)
    assert direct_ahead(engine_of(director=one, painter=one), JOB) is None
    assert one.asked == [JOB]


def test_an_engine_that_keeps_nothing_does_without() -> None:
    assert direct_ahead(load_engine("sketch"), JOB) is None
    one = Foresighted()
    assert direct_ahead(engine_of(director=one), JOB) == DIRECTION, "its painter reads nothing ahead"


def test_a_room_of_the_benchmark_weaves_what_it_expects() -> None:
    """The job that is directed ahead is, but for where it is painted, the one that is painted."""
    one = Foresighted()
    room = Room(engine_of(director=one, painter=one), 3)
    sketch = Room(load_engine("sketch"), 3)
    took, stages = sketch.weave(synthetic_speech(1.0))
    assert took > 0 and {"hear", "direct", "paint", "relief", "store"} <= stages.keys()
    room.last, room.strips = sketch.last, sketch.strips
    room.direct_ahead(synthetic_speech(1.0))
    (ahead, direction) = one.asked
    painted = sketch._job(1)
    assert direction == DIRECTION
    assert (ahead.text, ahead.before, ahead.memory) == (painted.text, painted.before, painted.memory)
    assert painted.before == [phrase_at(3, 0)] and painted.text == phrase_at(3, 1)


def test_nobody_in_the_benchmark_repeats_themselves_soon() -> None:
    spoken = [phrase_at(0, position) for position in range(len(PHRASES) * len(PLACES))]
    assert len(set(spoken)) == len(spoken)
