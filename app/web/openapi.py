"""What `/openapi.json` says of every route beside its own answer: how it refuses."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class FieldProblem(BaseModel):
    """One refused field."""

    loc: list[str | int] = Field(description="The path of the field, from the outermost name inwards.")
    code: str
    msg: str


class Problem(BaseModel):
    """A refusal, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What is wrong and what would be right, in the language asked for.")
    code: str = Field(description="A stable word, such as `kernel_too_large`.")
    params: dict[str, Any] = Field(description="The numbers behind the sentence.")
    errors: list[FieldProblem] = Field(default=[], description="The refused fields, where there are any.")


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "description": "Refused; `code` and `detail` say why.",
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
}

LOGGED: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    503: {**PROBLEMS["4XX"], "description": "The run's log cannot be read: damaged, or held by another program."},
}
"""Of routes that read a run's log."""

FULL: dict[int | str, dict[str, Any]] = {
    507: {**PROBLEMS["4XX"], "description": "The server's disk is full, or may not be written to."}
}
"""Of routes that write."""

TENSORS: dict[str, Any] = {
    "description": "The tensors by name, and `meta`: in safetensors as JSON under the key `json` of `__metadata__`.",
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"meta": {"type": "object"}},
                "required": ["meta"],
                "additionalProperties": {"type": "array"},
            }
        },
    },
}
