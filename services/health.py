"""/healthz: the process lives. /readyz: it can do its work now, or why not."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web

from services.errors import Misconfigured
from services.settings import Settings

#: What keeps a service from its work: an empty list when nothing does.
Reasons = Callable[[], Awaitable[list[str]]]


@asynccontextmanager
async def answering(service: str, settings: Settings, reasons: Reasons) -> AsyncIterator[int]:
    """Answers GET /healthz and /readyz at the address of the settings while open; yields the port.

    /healthz is 200 as long as the event loop turns. /readyz is 200, or 503 with the reasons; both as JSON. Raises
    Misconfigured when the address is taken or not ours.
    """
    runner = web.AppRunner(_application(service, reasons), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, settings.web_host, settings.web_port)
    try:
        try:
            await site.start()
        except OSError as error:
            raise _not_there(settings, error) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def _application(service: str, reasons: Reasons) -> web.Application:
    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"service": service, "alive": True})

    async def readyz(_: web.Request) -> web.Response:
        why = await reasons()
        return web.json_response({"service": service, "ready": not why, "reasons": why}, status=503 if why else 200)

    application = web.Application()
    application.router.add_get("/healthz", healthz)
    application.router.add_get("/readyz", readyz)
    return application


def _not_there(settings: Settings, error: OSError) -> Misconfigured:
    if error.errno == errno.EADDRINUSE:
        return Misconfigured(
            "ONRECORD_WEB_PORT",
            tried=f"{settings.web_port} is taken on {settings.web_host}",
            do="Say another, or 0 for a free one",
        )
    return Misconfigured("ONRECORD_WEB_HOST", tried=f"{settings.web_host}: {error}", do="Say an address of this machine")
