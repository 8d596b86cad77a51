"""Batch events: ten a second, but the first and the last of each epoch, and everything else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runs.throttle import EVERY, Throttle
from app.training.events import Event


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def batch(epoch: int, number: int) -> Event:
    return Event("batch", {"batch": number}, epoch=epoch)


def epoch_of(number: int, batches: int, *, validated: bool) -> list[list[Event]]:
    return [
        [Event("epoch_started", epoch=number)],
        *([batch(number, index)] for index in range(batches)),
        *([[]] if validated else []),
        [Event("epoch_ended", epoch=number), Event("callback", epoch=number), Event("maps_saved", epoch=number)],
    ]


@given(
    epochs=st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=4),
    waits=st.lists(st.floats(0, 0.3), min_size=1),
)
def test_first_and_last_always_and_between_them_one_in_a_tenth_of_a_second(
    epochs: list[tuple[int, bool]], waits: list[float]
) -> None:
    clock = Clock()
    throttle = Throttle(clock)
    given_out: list[tuple[float, Event]] = []
    moments = [m for n, (batches, validated) in enumerate(epochs) for m in epoch_of(n, batches, validated=validated)]
    for index, moment in enumerate(moments):
        clock.now += waits[index % len(waits)]
        given_out += [(clock.now, event) for event in throttle.admit(moment)]
    kept = [event for _, event in given_out]
    everything = [event for moment in moments for event in moment]
    assert [e for e in kept if e.type != "batch"] == [e for e in everything if e.type != "batch"]
    assert kept == [event for event in everything if event in kept], "in their order, nothing twice"
    for number, (batches, _) in enumerate(epochs):
        own = [(at, e.fields["batch"]) for at, e in given_out if e.type == "batch" and e.epoch == number]
        assert (own[0][1], own[-1][1]) == (0, batches - 1)
        between = [at for at, index in own if index not in {0, batches - 1}]
        assert all(later - earlier > EVERY - 1e-9 for earlier, later in pairwise(between))


def test_the_last_batch_comes_before_the_validation_and_not_after_it() -> None:
    throttle = Throttle(Clock())
    first, *_, last = [batch(0, index) for index in range(5)]
    assert throttle.admit([first]) == [first]
    assert throttle.admit([last]) == []
    assert throttle.admit([]) == [last]
    assert throttle.admit([]) == []


def test_a_batch_that_was_held_back_may_go_when_its_time_has_come() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    assert throttle.wait is None
    throttle.admit([batch(0, 0)])
    throttle.admit([batch(0, 1)])
    assert throttle.wait == pytest.approx(EVERY)
    clock.now += EVERY
    assert throttle.wait == pytest.approx(0)
    assert [event.fields["batch"] for event in throttle.release()] == [1]
    assert throttle.wait is None


def test_a_run_that_is_stopped_tells_its_last_batch_before_what_callbacks_do_at_the_end() -> None:
    throttle = Throttle(Clock())
    throttle.admit([batch(0, 0)])
    throttle.admit([batch(0, 1)])
    end = [Event("callback", epoch=0), Event("run_ended")]
    assert throttle.admit(end) == [batch(0, 1), *end]
