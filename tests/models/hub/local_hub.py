"""A model hub in miniature: the three calls that a fetch makes, over real HTTP, with commits, branches and byte ranges.

``with LocalHub() as hub`` listens on a free port of this machine; ``hub.publish(id, files)`` makes a new
commit the newest of ``main``.
"""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit


class LocalHub:
    def __init__(self) -> None:
        self.commits: dict[tuple[str, str], dict[str, bytes]] = {}
        self.main: dict[str, str] = {}
        self.refuse: dict[str, tuple[int, str]] = {}
        """Model id to the HTTP status and the X-Error-Code that it answers with."""
        self.break_off_after: int | None = None
        """Bytes after which the next file that is longer breaks off."""
        self.break_off_once_sent: set[str] = set()
        """Files that are sent whole before that: the client fetches several at once, in an order that is chance."""
        self.stays = False
        """Whether the hub is still there after that; else it refuses everything until ``refuse`` is cleared."""
        self.sent: list[tuple[str, int]] = []
        """Files that were sent and from which byte on."""
        self._whole: set[str] = set()
        self._sent_whole = threading.Condition()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def publish(self, model: str, files: dict[str, bytes]) -> str:
        commit = hashlib.sha1(repr((model, sorted(files.items()))).encode()).hexdigest()
        self.commits[model, commit] = files
        self.main[model] = commit
        return commit

    def __enter__(self) -> LocalHub:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub._answer(self)

            def do_HEAD(self) -> None:
                hub._answer(self)

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path).path.strip("/").split("/")
        if parts[:2] == ["api", "models"]:
            model, kind, revision = "/".join(parts[2:4]), parts[4], parts[5]
        else:
            model, kind, revision = "/".join(parts[:2]), parts[2], parts[3]
        if model in self.refuse or model not in self.main:
            status, code = self.refuse.get(model, (404, "RepoNotFound"))
            self._send(request, status, b"", {"X-Error-Code": code})
            return
        commit = self.main[model] if revision == "main" else revision
        files = self.commits.get((model, commit))
        if files is None:
            self._send(request, 404, b"", {"X-Error-Code": "RevisionNotFound"})
        elif kind == "revision":
            siblings = [{"rfilename": name} for name in files]
            self._send_json(request, {"id": model, "modelId": model, "sha": commit, "siblings": siblings})
        elif kind == "tree":
            oid = "0" * 40
            tree = [{"type": "file", "path": name, "size": len(data), "oid": oid} for name, data in files.items()]
            self._send_json(request, tree)
        else:
            self._send_file(request, "/".join(parts[4:]), files["/".join(parts[4:])], commit)

    def _send_file(self, request: BaseHTTPRequestHandler, name: str, data: bytes, commit: str) -> None:
        headers = {"ETag": f'"{hashlib.sha256(data).hexdigest()}"', "X-Repo-Commit": commit}
        asked = request.headers.get("Range")
        begin = int(asked.removeprefix("bytes=").split("-")[0]) if asked else 0
        if asked:
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
        if request.command == "GET":
            self.sent.append((name, begin))
        if request.command == "GET" and self.break_off_after is not None and len(data) > self.break_off_after:
            cut, self.break_off_after = self.break_off_after, None
            with self._sent_whole:
                assert self._sent_whole.wait_for(lambda: self.break_off_once_sent <= self._whole, timeout=30)
            if not self.stays:
                self.refuse |= dict.fromkeys(self.main, (500, ""))
            request.send_response(200)
            for key, value in (headers | {"Content-Length": str(len(data))}).items():
                request.send_header(key, value)
            request.end_headers()
            request.wfile.write(data[:cut])
            request.wfile.flush()
            request.connection.close()
            return
        self._send(request, 206 if asked else 200, data[begin:], headers)
        if request.command == "GET":
            with self._sent_whole:
                self._whole.add(name)
                self._sent_whole.notify_all()

    def _send_json(self, request: BaseHTTPRequestHandler, body: object) -> None:
        self._send(request, 200, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _send(self, request: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        for key, value in (headers | {"Content-Length": str(len(body))}).items():
            request.send_header(key, value)
        request.end_headers()
        if request.command == "GET":
            request.wfile.write(body)
