"""HTTPS: a certificate made on the spot for this machine's names, or the one that is given,
and one sentence for every other case."""

from __future__ import annotations

import json
import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lightloom_site.config import Config, ConfigError, read_config
from lightloom_site.web.tls import CertificateError, certificate_for
from tests.narrators import Person
from tests.stack import Stack


def configured(data: Path, **environ: str) -> Config:
    return read_config({"LIGHTLOOM_DATA": str(data), **environ}, beside_running=False)


def write_pair(folder: Path, name: str = "given", *, days: int = 30, issuer: bool = False) -> tuple[Path, Path]:
    """A certificate with its key, as somebody would bring them; with ``issuer`` a second certificate behind it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=60))
        .not_valid_after(datetime.now(UTC) + timedelta(days=days))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    certificate, private = folder / f"{name}.pem", folder / f"{name}-key.pem"
    certificate.write_bytes(made * 2 if issuer else made)
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private


def names_of(certificate: Path) -> set[str]:
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    return {str(name.value) for name in read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value}


def test_a_certificate_is_made_for_the_names_people_use_and_kept(tmp_path: Path) -> None:
    config = configured(tmp_path, TLS="1", ALLOWED_HOSTS="loom.example")
    made = certificate_for(config)
    assert {"localhost", "127.0.0.1", "::1", "loom.example"} <= names_of(made.certificate)
    assert made.key.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", made.fingerprint)
    assert certificate_for(config).fingerprint == made.fingerprint, (
        "the browser that believed it need not be asked again"
    )


def test_it_is_made_again_for_another_name_and_when_it_runs_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = certificate_for(configured(tmp_path, TLS="1", ALLOWED_HOSTS="loom.example")).fingerprint
    config = configured(tmp_path, TLS="1", ALLOWED_HOSTS="other.example")
    second = certificate_for(config)
    assert second.fingerprint != first and "other.example" in names_of(second.certificate)
    before = second.fingerprint
    monkeypatch.setattr("lightloom_site.web.tls.RENEW_BEFORE", timedelta(days=400))
    assert certificate_for(config).fingerprint != before


def test_a_given_certificate_is_served_with_what_stands_behind_it(tmp_path: Path) -> None:
    certificate, key = write_pair(tmp_path, issuer=True)
    config = configured(tmp_path, TLS_CERT=str(certificate), TLS_KEY=str(key))
    assert config.serves_tls
    found = certificate_for(config)
    assert (found.certificate, found.key, found.own) == (certificate, key, False)
    assert found.chain is not None and found.chain.read_bytes().count(b"BEGIN CERTIFICATE") == 1


def test_what_cannot_be_served_is_one_sentence(tmp_path: Path) -> None:
    certificate, key = write_pair(tmp_path)
    _, other = write_pair(tmp_path, "other")
    old, old_key = write_pair(tmp_path, "old", days=-1)
    nothing = tmp_path / "nothing.pem"
    nothing.write_text("not a certificate")
    for pair, sentence in (
        ((certificate, other), "is not the key of"),
        ((tmp_path / "absent.pem", key), "cannot be read: No such file"),
        ((nothing, key), "is not in PEM"),
        ((certificate, nothing), "is no private key"),
        ((old, old_key), "ran out on"),
    ):
        config = configured(tmp_path, TLS_CERT=str(pair[0]), TLS_KEY=str(pair[1]))
        with pytest.raises(CertificateError, match=sentence):
            certificate_for(config)
    with pytest.raises(ConfigError, match="together"):
        configured(tmp_path, TLS_CERT=str(certificate))


def test_ones_own_https_trusts_no_proxy_and_pins_nothing(tmp_path: Path) -> None:
    config = configured(tmp_path, TLS="1", LIGHTLOOM_PUBLIC_URL="https://loom.example")
    assert config.serves_tls and not config.over_https


@pytest.mark.stack
async def test_friends_come_in_and_speak_over_https() -> None:
    with Stack(TLS="1") as stack:
        assert stack.services["URL"] == f"https://127.0.0.1:{stack.port}"
        assert re.search(r"([0-9A-F]{2}:){31}[0-9A-F]{2}", stack.output), "what a browser shows can be compared"
        base = stack.services["URL"]
        trust = ssl.create_default_context(cafile=str(stack.data / "tls" / "certificate.pem"))
        ada = Person(base)
        await ada.http.aclose()
        ada.http = httpx.AsyncClient(base_url=base, follow_redirects=True, timeout=20, verify=trust)
        code = await ada.open_room()
        page = await ada.http.get(f"/r/{code}")
        assert f'"invite": "{base}/r/{code}"' in page.text
        assert all(cookie.secure for cookie in ada.http.cookies.jar)
        assert "strict-transport-security" not in page.headers
        url = f"wss://127.0.0.1:{stack.port}/ws/rooms/{code}"
        headers = {"Cookie": ada.cookie(), "Origin": base}
        async with websockets.connect(url, additional_headers=headers, ssl=trust) as socket:
            await socket.send(json.dumps({"id": "a", "kind": "hello", "version": 1}))
            assert json.loads(await socket.recv())["kind"] == "welcome"
        await ada.close()
