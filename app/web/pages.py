"""The pages: rendered here with language and theme, brought to life by their modules."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.assets import module_urls
from app.web.context import context_of, language_of
from app.web.rendering import render
from app.web.run_demo import offered
from app.web.run_ids import RunId

YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get("/")
async def explore(request: Request) -> HTMLResponse:
    """The page that explores one layer, the training panel beside it."""
    return _page(request, "explore", demo=offered(context_of(request)))


@router.get("/network")
async def network(request: Request) -> HTMLResponse:
    """The page on which a whole network is built and looked through."""
    return _page(request, "network")


@router.get("/train")
async def train(request: Request) -> HTMLResponse:
    """The page on which runs are set up, watched and compared."""
    return _page(request, "train", demo=offered(context_of(request)))


@router.get("/train/{id}")
async def run(request: Request, id: RunId) -> HTMLResponse:  # noqa: A002  the name in the address
    """The page of one run; 404 where there is none of that name."""
    return _page(request, "run", run=context_of(request).runs.get(id))


def _page(request: Request, name: str, **values: Any) -> HTMLResponse:
    """The template of that name with the modules of its script.

    A language named in the address is remembered by a cookie, so that the switch works without JavaScript.
    """
    language = language_of(request)
    response = render(request, language, f"{name}.html", modules=module_urls(f"js/pages/{name}.js"), **values)
    if "lang" in request.query_params:
        response.set_cookie("lang", language, max_age=YEAR, samesite="lax")
    return response
