"""What names a run and its files in an address."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Path
from starlette.convertors import StringConvertor, register_url_convertor


class RunConvertor(StringConvertor):
    """`{id:run}` in a path: any name but those that are addresses beside the runs."""

    regex = "(?!(?:check|demo)(?:/|$))[^/]+"


register_url_convertor("run", RunConvertor())

RunId: TypeAlias = Annotated[
    str, Path(description="The id of a run.", examples=["0123456789ab"], min_length=1, max_length=64)
]
CheckpointName: TypeAlias = Annotated[
    str,
    Path(
        description="The name of a checkpoint, as their list has it.",
        examples=["best.safetensors"],
        min_length=1,
        max_length=255,
    ),
]
FileName: TypeAlias = Annotated[
    str,
    Path(description="The name that a callback was given.", examples=["log.csv"], min_length=1, max_length=255),
]
