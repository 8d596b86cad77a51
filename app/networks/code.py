"""A network as text: torch's `nn.Sequential`, and Keras's `Sequential` with the same numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.errors import Param

from .chain import Chain


@dataclass(frozen=True)
class Code:
    """Runnable texts that bind the network to the name `network` and say how its weights are loaded.

    Attributes:
        torch: the text.
        keras: the text, or None where a layer has no equal in Keras.
        note_code, note_params: then the reason, a code in the catalogues under `keras`, with what its sentence needs.
        note_layer: and the layer.
    """

    torch: str
    keras: str | None
    note_code: str | None = None
    note_params: Mapping[str, Param] = field(default_factory=dict)
    note_layer: int | None = None


def code(chain: Chain) -> Code:
    """Both texts."""
    raise NotImplementedError
