"""The table of layers: adding one is adding its file, and its line here."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from .base import Layer
from .conv2d import Conv2d

AnyLayer: TypeAlias = Annotated[Conv2d, Field(discriminator="kind")]

KINDS: dict[str, type[Layer]] = {model.model_fields["kind"].default: model for model in (Conv2d,)}
