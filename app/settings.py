"""Everything that can be set from outside, by an environment variable `CONVSCOPE_<NAME>`."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of one server; README lists them for people.

    `max_macs` and `max_numbers` are the budget of one request: multiplications, and float32 numbers held at once in
    input, weights and output together. `store_mb` bounds the pictures on disk. An empty variable is one that is not
    set: `CONVSCOPE_DATA=` would otherwise be the folder that the server happens to be started in.
    """

    model_config = SettingsConfigDict(env_prefix="CONVSCOPE_", env_ignore_empty=True, frozen=True)

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    data: Path = Field(default_factory=lambda: user_data_path("convscope", appauthor=False))
    device: str | None = None
    max_macs: int = Field(default=2_000_000_000, gt=0)
    max_numbers: int = Field(default=32_000_000, gt=0)
    store_mb: int = Field(default=256, gt=0)
    trusted_hosts: str = ""
