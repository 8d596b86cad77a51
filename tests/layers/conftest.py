"""How many configurations hypothesis draws: few with `--hypothesis-profile=dev`, everywhere else the full number."""

from __future__ import annotations

import torch
from hypothesis import HealthCheck, settings

EXAMPLES_A_KIND = 300

settings.register_profile(
    "ci", max_examples=EXAMPLES_A_KIND, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("dev", settings.get_profile("ci"), max_examples=30)
if settings.get_current_profile_name() == "default":
    settings.load_profile("ci")

torch.set_num_threads(1)
