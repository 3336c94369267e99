"""The URL of the WebSocket."""

from django.urls import path

from worlds.consumers.room import RoomConsumer

websocket_urlpatterns = [path("ws/rooms/<str:code>", RoomConsumer.as_asgi())]
