"""Everything that can be set from outside, by an environment variable `CONVSCOPE_<NAME>`."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one server; README lists them for people.

    `max_macs` and `max_numbers` are the budget of one request: multiplications, and float32 numbers held at once in
    input, weights and output together. A network that is looked at has at most `max_layers` layers and
    `max_parameters` parameters, and one answer at most `max_map_mb` of its maps. `store_mb` bounds the pictures on
    disk, `weights_mb` the uploaded weights. `max_runs` runs train at once and `max_queue` wait; the other bounds from
    `max_epochs` on hold for each run (`app.training.spec.Limits`). An empty variable is one that is not set:
    `CONVSCOPE_DATA=` would otherwise be the folder that the server happens to be started in.
    """

    model_config = SettingsConfigDict(env_prefix="CONVSCOPE_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data: Path = Field(default_factory=lambda: user_data_path("convscope", appauthor=False))
    device: str | None = None
    max_macs: int = Field(default=2_000_000_000, gt=0)
    max_numbers: int = Field(default=32_000_000, gt=0)
    max_layers: int = Field(default=64, gt=0, le=1000)
    max_map_mb: int = Field(default=64, gt=0)
    store_mb: int = Field(default=256, gt=0)
    weights_mb: int = Field(default=256, gt=0)
    trusted_hosts: str = ""
    demo: bool = True
    max_runs: int = Field(default_factory=lambda: max(1, (os.cpu_count() or 1) - 1), gt=0)
    max_queue: int = Field(default=20, ge=0)
    max_epochs: int = Field(default=500, gt=0)
    max_batch_size: int = Field(default=1024, gt=0)
    max_parameters: int = Field(default=5_000_000, gt=0)
    max_step_macs: int = Field(default=5_000_000_000, gt=0)
    max_samples: int = Field(default=100_000, gt=0)
    max_checkpoint_mb: int = Field(default=256, gt=0)
    max_minutes: float = Field(default=120, gt=0, allow_inf_nan=False)
