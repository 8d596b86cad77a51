"""The pages: rendered here with language and theme, brought to life by their modules."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.web.assets import module_urls
from app.web.context import language_of
from app.web.rendering import render

YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@router.get("/")
async def explore(request: Request) -> HTMLResponse:
    """The page that explores one layer.

    A language named in the address is remembered by a cookie, so that the switch works without JavaScript.
    """
    language = language_of(request)
    response = render(request, language, "explore.html", modules=module_urls("js/pages/explore.js"))
    if "lang" in request.query_params:
        response.set_cookie("lang", language, max_age=YEAR, samesite="lax")
    return response
