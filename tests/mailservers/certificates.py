"""Certificates for servers on loopback: a good one, and one for each way in which a certificate can be bad."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

KINDS = ("good", "wrong-host", "expired", "self-signed")


@dataclass(frozen=True)
class Certificates:
    """PEM files: the `authority` to trust, and per kind of `KINDS` one file with key, certificate and chain."""

    authority: Path
    pem: dict[str, Path]


def make_certificates(folder: Path) -> Certificates:
    """Write an authority and its server certificates (for localhost and 127.0.0.1) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    yesterday = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    good = authority.issue_cert("localhost", "127.0.0.1")
    issued = {
        "good": good,
        "wrong-host": authority.issue_cert("elsewhere.example.org"),
        "expired": authority.issue_cert(
            "localhost",
            "127.0.0.1",
            not_before=yesterday - dt.timedelta(days=30),
            not_after=yesterday,
        ),
    }
    paths = {kind: folder / f"{kind}.pem" for kind in KINDS}
    for kind, certificate in issued.items():
        certificate.private_key_and_cert_chain_pem.write_to_path(str(paths[kind]))
    paths["self-signed"].write_bytes(_self_signed())
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    return Certificates(folder / "authority.pem", paths)


def _self_signed() -> bytes:
    """Return key and certificate of a server that vouches for itself alone."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
