"""What names a run and its files in an address."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Path

RunId: TypeAlias = Annotated[
    str, Path(description="The id of a run.", examples=["0123456789abcdef"], min_length=1, max_length=64)
]
FileName: TypeAlias = Annotated[
    str,
    Path(description="The name of a file of the run, as its list has it.", min_length=1, max_length=255),
]
