"""Templates: what every page is rendered with."""

from __future__ import annotations

from functools import partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app import __version__
from app.i18n import Language, translate
from app.paths import TEMPLATES

THEMES = ("light", "dark")

_templates = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def render(request: Request, language: Language, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A rendered template as an answer.

    Every template gets `lang`, `theme` (`light`, `dark`, or None: as the system has it), `t(key, **params)`, `version`
    and `page` (None, unless `values` or the template itself names it).
    """
    theme = request.cookies.get("theme")
    html = _templates.get_template(template).render(
        {
            "lang": language,
            "theme": theme if theme in THEMES else None,
            "t": partial(translate, language),
            "version": __version__,
            "page": None,
            **values,
        }
    )
    return HTMLResponse(html, status, headers={"Cache-Control": "no-cache", "Content-Language": language})
