"""The story's addresses."""

from django.urls import path

from worlds.api import api
from worlds.api.answering import nothing_here
from worlds.api.docs import api_docs
from worlds.views import asking, galleries, health, makings, media, rooms, tokens, worlds

urlpatterns = [
    path("", rooms.home, name="home"),
    path("rooms", rooms.open_room, name="open_room"),
    path("join", rooms.find_room, name="find_room"),
    path("r/<str:code>", rooms.room, name="room"),
    path("r/<str:code>/join", rooms.join_room, name="join_room"),
    path("r/<str:code>/qr.svg", rooms.room_qr, name="room_qr"),
    path("worlds/<slug:slug>", worlds.world, name="world"),
    path("worlds/<slug:slug>/ask", asking.ask_world, name="ask_world"),
    path("worlds/<slug:slug>/questions", asking.keep_world_questions, name="keep_world_questions"),
    path("worlds/<slug:slug>/questions/<uuid:question_id>/away", asking.take_away, name="take_question_away"),
    path("worlds/<slug:slug>/inside", worlds.inside, name="inside"),
    path("worlds/<slug:slug>/strips.json", worlds.strips, name="world_strips"),
    path("worlds/<slug:slug>/narration.txt", worlds.narration, name="world_narration"),
    path("worlds/<slug:slug>/makings.json", makings.world_makings, name="world_makings"),
    path("worlds/<slug:slug>/make/<slug:kind>", makings.world_make, name="world_make"),
    path("worlds/<slug:slug>/make/<slug:kind>/cancel", makings.world_make_cancel, name="world_make_cancel"),
    path("galleries", galleries.galleries, name="galleries"),
    path("galleries/<slug:slug>", galleries.gallery, name="gallery"),
    path("mine", galleries.mine, name="mine"),
    path("media/<path:key>", media.media, name="media"),
    path("health", health.health_page, name="health"),
    path("health/warmth", health.warmth, name="warmth"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke", tokens.revoke, name="revoke_token"),
    path("api/docs", api_docs, name="api_docs"),
    path("api/", api.urls),
    path("api/<path:rest>", nothing_here),
]
