"""Every layer, parameter and named kernel has its words in both languages."""

from __future__ import annotations

import pytest

from app.i18n.catalogue import catalogue
from app.i18n.language import LANGUAGES
from app.layers import KINDS
from app.layers.presets import PRESETS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_layer_and_parameter_has_its_words(language: str) -> None:
    words = catalogue(language)
    for kind, model in KINDS.items():
        assert words.get(f"layers.{kind}.title")
        assert words.get(f"layers.{kind}.summary")
        for name, schema in model.model_json_schema()["properties"].items():
            assert name == "kind" or "x-ignored" in schema or words.get(f"params.{name}"), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_named_kernel_has_its_words(language: str) -> None:
    words = catalogue(language)
    for name, preset in PRESETS.items():
        assert words.get(f"presets.{name}")
        for parameter in preset.parameters:
            assert words.get(f"presets.params.{parameter.name}"), parameter.name
