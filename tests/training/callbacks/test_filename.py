"""Names of files: what the notes write works, what could leave the folder or fill a memory is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.errors import Refusal
from app.training.callbacks import CSVLogger, ModelCheckpoint, check
from app.training.callbacks.filename import ENDING, LONGEST, NAMES, Template

FIGURES = {"loss": 0.5, "accuracy": 0.75, "val_loss": 0.25, "val_accuracy": 1.0, "learning_rate": 1e-3}


def name_of(template: str, epoch: int = 0, **more: Any) -> str:
    return Template(template).name(epoch=epoch, logs=FIGURES, **more)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{epoch:02d}-{val_loss:.2f}", "01-0.25"),
        ("{epoch:02d} - {val_loss:.2f}.hdf5", "01 - 0.25"),
        ("{epoch:2d}-{val_accuracy:.3f}.h5", " 1-1.000"),
        ("w.{epoch:02d}-{val_loss:.2f}.weights.h5", "w.01-0.25"),
        ("best.keras", "best"),
        ("best.PT", "best"),
        ("best.safetensors", "best"),
        ("model.pt.ckpt", "model.pt"),
        ("0.90", "0.90"),
        ("archive.tar", "archive.tar"),
        ("모델-{epoch}", "모델-1"),
        ("{{{epoch}}}", "{1}"),
        ("{learning_rate:.0e}", "1e-03"),
        ("{accuracy:.0%}", "75%"),
        ("{loss:+08.3f}", "+000.500"),
        ("{epoch:_>4}", "___1"),
        ("{loss}", "0.5"),
    ],
)
def test_names(template: str, name: str) -> None:
    assert name_of(template) == name + ENDING


@pytest.mark.parametrize(
    ("template", "code"),
    [
        ("../up", "file_name_folder"),
        ("/etc/passwd", "file_name_folder"),
        ("C:\\run", "file_name_folder"),
        ("{epoch:/>5}", "file_name_folder"),
        ("..", "file_name_dot"),
        ("a..b", "file_name_dot"),
        (".hidden", "file_name_dot"),
        (".h5", "file_name_dot"),
        ("a\0b", "file_name_character"),
        ("a\nb", "file_name_character"),
        ("a\u202eb", "file_name_character"),
        ("C:run", "file_name_character"),
        ("a?", "file_name_character"),
        ("{epoch", "file_name_braces"),
        ("epoch}", "file_name_braces"),
        ("{epoch.__class__}", "file_name_placeholder"),
        ("{epoch[0]}", "file_name_placeholder"),
        ("{0}", "file_name_placeholder"),
        ("{}", "file_name_placeholder"),
        ("{f1:.2f}", "file_name_placeholder"),
        ("{ epoch }", "file_name_placeholder"),
        ("{epoch!r}", "file_name_format"),
        ("{epoch:1000000000}", "file_name_format"),
        ("{epoch:{batch}}", "file_name_format"),
        ("{val_loss:.1000f}", "file_name_format"),
        ("{val_loss:d}", "file_name_format"),
        ("{val_loss:s}", "file_name_format"),
        ("{epoch:c}", "file_name_format"),
        ("{epoch:.>5}", "file_name_format"),
        ("{epoch:.3}", "file_name_format"),
        ("{loss:.99f}{val_loss:.99f}", "file_name_too_long"),
        ("가" * 70, "file_name_too_long"),
    ],
)
def test_refused(template: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check([ModelCheckpoint(filepath=template)], validation=True)
    assert (refused.value.code, refused.value.loc) == (code, ("callbacks", 0, "filepath"))


@pytest.mark.parametrize(
    ("given_", "validation", "code"),
    [
        ({"filepath": "{batch}"}, True, "file_name_batch"),
        ({"filepath": "{val_loss}", "save_freq": 5}, True, "file_name_unknown_at_batches"),
        ({"filepath": "{val_accuracy:.2f}"}, False, "file_name_needs_validation"),
    ],
)
def test_c1_figures_that_no_epoch_can_have(given_: dict[str, Any], validation: bool, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        check([ModelCheckpoint(**given_)], validation=validation)
    assert refused.value.code == code


def test_c1_the_rate_is_always_known_and_batch_with_an_integer_save_freq() -> None:
    specs = [ModelCheckpoint(filepath="{learning_rate}"), ModelCheckpoint(filepath="{batch}-{loss}", save_freq=2)]
    assert check(specs, validation=False) == []


pieces = st.one_of(
    st.sampled_from(["{", "}", "{{", "}}", "/", "\\", "..", ".", "\0", ":", "!r", ".h5", "-", "%", "~", "CON", " "]),
    st.builds(
        "{{{}{}:{}}}".format,
        st.sampled_from([*NAMES, "self", "0", ""]),
        st.sampled_from(["", "", "", "!s", ".real", "[0]"]),
        st.text("0123456789<>=^+-#_,.zbcdeEfFgGnoxXs%{}/\\", max_size=6),
    ),
    st.text(max_size=4),
)
figures = st.fixed_dictionaries({name: st.floats() for name in FIGURES})


@given(st.lists(pieces, min_size=1, max_size=6).map("".join), st.integers(0, 999_999), figures)
@example("{epoch:_<99}{loss:.0e}", 0, dict.fromkeys(FIGURES, math.nan))
@example("{loss:f}", 0, dict.fromkeys(FIGURES, 1e308))
def test_no_template_ever_leaves_the_folder(template: str, epoch: int, figures: dict[str, float]) -> None:
    try:
        name = Template(template).name(epoch=epoch, batch=epoch, logs=figures)
    except Refusal:
        return
    folder = Path("/data/runs/x/files")
    assert (folder / name).parent == folder
    assert len(name.encode()) <= LONGEST
    assert name.endswith(ENDING)
    assert name.isprintable()
    assert not set(name) & set('/\\\0:<>"|?*')
    assert not name.startswith(".")


@given(st.sampled_from(NAMES), st.text("0123456789<>=^+-#_,.zbcdeEfFgGnoxX%", max_size=8), figures)
def test_what_is_let_through_never_breaks_a_run(figure: str, spec: str, figures: dict[str, float]) -> None:
    """A format that has been accepted works for every number, not only for usual ones."""
    try:
        template = Template(f"x{{{figure}:{spec}}}")
    except Refusal:
        return
    float32 = {name: max(min(value, 3.4e38), -3.4e38) for name, value in figures.items()}
    assert template.name(epoch=7, batch=3, logs=float32).startswith("x")


def test_csv_names() -> None:
    for name, code in [("a/b.csv", "file_name_folder"), ("a.safetensors", "file_name_ending"), ("", None)]:
        with pytest.raises((Refusal, ValueError)) as refused:
            check([CSVLogger(filename=name)], validation=True)
        assert getattr(refused.value, "code", None) == code
    with pytest.raises(Refusal) as taken:
        check([CSVLogger(filename="Log.csv"), CSVLogger(filename="log.CSV")], validation=True)
    assert (taken.value.code, taken.value.loc) == ("file_name_taken", ("callbacks", 1, "filename"))


def test_an_ending_that_was_replaced_is_told() -> None:
    assert Template("a.hdf5").replaced == ".hdf5"
    assert Template("a.safetensors").replaced == Template("a.90").replaced == ""
