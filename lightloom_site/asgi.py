"""What Daphne serves: Django for HTTP, the rooms' consumers for WebSockets.

A WebSocket is only accepted from an origin of ours (hosts.py), and carries the session of its browser.
"""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lightloom_site.settings")

django_application = get_asgi_application()  # loads the apps: what is imported below needs their models

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402

from lightloom_site.hosts import from_known_origins  # noqa: E402
from worlds.routing import websocket_urlpatterns  # noqa: E402


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Nothing is done at start and stop; servers that ask are told so instead of getting an exception."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": from_known_origins(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
        "lifespan": lifespan,
    }
)
