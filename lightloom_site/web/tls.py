"""The certificate of the web process: a given one, or one that is made for this machine's names.

Browsers give the microphone only to HTTPS and to the machine itself, so friends on the network need it. A certificate
of our own is kept in the data folder and made again before it expires or when the machine has other names. Browsers
warn once about it. It knows no Django and serves nothing.
"""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lightloom_site.config import Config

VALID = timedelta(days=397)
"""The longest that browsers accept of any certificate."""
RENEW_BEFORE = timedelta(days=21)


class CertificateError(Exception):
    """Why there is no HTTPS; its text is one sentence for the person who started the service."""


@dataclass(frozen=True)
class Certificate:
    """PEM files: the certificate of this server, its key, and its chain to a known authority."""

    certificate: Path
    key: Path
    chain: Path | None = None
    own: bool = False
    """Made here, so that browsers ask before they believe it."""

    @property
    def fingerprint(self) -> str:
        """SHA-256, as browsers show it."""
        return _read(self.certificate)[0].fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def endpoint(self) -> str:
        """As a part of Twisted's description of an endpoint (``ssl:port=…:`` goes before it)."""
        parts = [("privateKey", self.key), ("certKey", self.certificate), ("extraCertChain", self.chain)]
        return ":".join(f"{name}={_escaped(str(path))}" for name, path in parts if path is not None)


def certificate_for(config: Config) -> Certificate:
    """The certificate to serve with, ready to be read. Raises ``CertificateError``."""
    if config.tls_cert is None or config.tls_key is None:
        return _own_certificate(config)
    found = _read(config.tls_cert)
    try:
        key = serialization.load_pem_private_key(config.tls_key.read_bytes(), password=None)
    except OSError as error:
        raise CertificateError(f"TLS_KEY {config.tls_key} cannot be read: {error.strerror}.") from None
    except (ValueError, TypeError):
        raise CertificateError(f"TLS_KEY {config.tls_key} is no private key in PEM without a password.") from None
    if key.public_key() != found[0].public_key():
        raise CertificateError(f"TLS_KEY {config.tls_key} is not the key of the certificate {config.tls_cert}.")
    if found[0].not_valid_after_utc < datetime.now(UTC):
        raise CertificateError(f"The certificate {config.tls_cert} ran out on {found[0].not_valid_after_utc:%d %B %Y}.")
    chain = None
    if len(found) > 1:
        # Twisted takes the first certificate of a file only; the rest of a "full chain" goes beside it.
        chain = _folder(config) / "chain.pem"
        chain.write_bytes(b"".join(one.public_bytes(serialization.Encoding.PEM) for one in found[1:]))
    return Certificate(config.tls_cert, config.tls_key, chain)


def _own_certificate(config: Config) -> Certificate:
    folder = _folder(config)
    own = Certificate(folder / "certificate.pem", folder / "key.pem", own=True)
    names = [name.strip("[]") for name in config.allowed_hosts() if "*" not in name]
    if not (own.certificate.exists() and own.key.exists() and _is_usable(own.certificate, names)):
        _make(own, names)
    return own


def _is_usable(file: Path, names: list[str]) -> bool:
    try:
        certificate = _read(file)[0]
        known = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (CertificateError, x509.ExtensionNotFound):
        return False
    covered = {str(name.value) for name in known}
    return certificate.not_valid_after_utc - datetime.now(UTC) > RENEW_BEFORE and set(names) <= covered


def _make(own: Certificate, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Lightloom on this machine")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    own.key.unlink(missing_ok=True)
    with os.fdopen(os.open(own.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    own.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _read(file: Path) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(file.read_bytes())
    except OSError as error:
        raise CertificateError(f"The certificate {file} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise CertificateError(f"The certificate {file} is not in PEM.") from None


def _folder(config: Config) -> Path:
    folder = config.data / "tls"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")
