"""Where a layer's weights come from: typed in, named kernels, or torch's own initialisation under a seed."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

Seed: TypeAlias = Annotated[int, Field(strict=True, ge=-(2**63), le=2**64 - 1)]
"""What `torch.manual_seed` takes."""


class Values(BaseModel):
    """The numbers themselves, a nested list in torch's layout."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    values: list[Any]


class Seeded(BaseModel):
    """Torch's own initialisation after `manual_seed(seed)`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    seed: Seed
