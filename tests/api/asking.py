"""Programs that speak to the HTTP API: one with a token, one in a browser's session."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from worlds.actions.account.tokens import make_token


@dataclass
class Program:
    """Asks with a token, as a script does; ``answer`` is checked against the status that is expected."""

    token: str
    user: Any = None

    def __post_init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {self.token}"})

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        return self._checked(self.client.get(f"/api{path}", query), status)

    def post(self, path: str, status: int = 201, headers: dict[str, str] | None = None, **fields: Any) -> Any:
        answer = self.client.post(f"/api{path}", fields, content_type="application/json", headers=headers)
        return self._checked(answer, status)

    def patch(self, path: str, status: int = 200, **fields: Any) -> Any:
        return self._checked(self.client.patch(f"/api{path}", fields, content_type="application/json"), status)

    def put(self, path: str, status: int = 204) -> Any:
        return self._checked(self.client.put(f"/api{path}"), status)

    def delete(self, path: str, status: int = 204) -> Any:
        return self._checked(self.client.delete(f"/api{path}"), status)

    def refused(self, method: str, path: str, status: int, code: str, **fields: Any) -> str:
        """Ask for what is refused; the sentence that is said."""
        said = getattr(self, method)(path, status, **fields)
        assert set(said) == {"code", "message"}, said
        assert said["code"] == code, said
        return str(said["message"])

    @staticmethod
    def _checked(answer: Any, status: int) -> Any:
        assert answer.status_code == status, f"{answer.status_code}: {answer.content[:500]!r}"
        return answer.json() if answer.content else None


def program(name: str = "ada", *, may_write: bool = True) -> Program:
    """A program with a token of a new account."""
    user = get_user_model().objects.create_user(f"{name}-{secrets.token_hex(4)}")
    _, text = make_token(user, name="notebook", may_write=may_write, expires_at=None)
    return Program(text, user)
