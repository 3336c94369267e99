"""The registry of Whisper's sizes: where each is published, at which commit, and the SHA-256 of each of its files.

``<folder>/<last part of the id>/`` holds one of them in its published layout; `python -m inference fetch --only NAME`
brings it there. A commit never changes, and a file that is not the published one is never loaded. Reads the disk;
downloads nothing and needs no library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class PinnedModel:
    """One size, converted for CTranslate2, as it is published."""

    name: str
    """For the setting LIGHTLOOM_EARS and the command line."""
    id: str
    """Repository on the hub."""
    revision: str
    """Commit there."""
    sha256: Mapping[str, str]
    """File of the repository to its digest, in hexadecimal."""
    disk: int
    """Bytes of its files."""
    job: str = "ears"
    licence: str = "MIT"

    @property
    def folder_name(self) -> str:
        return self.id.rsplit("/", 1)[-1]

    @property
    def download_patterns(self) -> tuple[str, ...]:
        return tuple(self.sha256)


ENGLISH = {
    "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
MULTILINGUAL = {
    "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
}
"""Digests of the files that all sizes of a kind have in common."""


def _systran(
    common: Mapping[str, str], size: str, revision: str, disk: int, *, config: str, weights: str
) -> PinnedModel:
    digests = {"config.json": config, "model.bin": weights, **common}
    return PinnedModel(f"whisper-{size}", f"Systran/faster-whisper-{size}", revision, digests, disk)


WHISPER_MODELS = (
    _systran(
        ENGLISH,
        "tiny.en",
        "0d3d19a32d3338f10357c0889762bd8d64bbdeba",
        78_090_594,
        config="14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        weights="1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
    _systran(
        ENGLISH,
        "base.en",
        "3d3d5dee26484f91867d81cb899cfcf72b96be6c",
        147_769_510,
        config="f3bc3821e9fc76a27bae538e11ae5b677dcdd352b4600429ce7951d398569aeb",
        weights="2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef",
    ),
    _systran(
        ENGLISH,
        "small.en",
        "d1d751a5f8271d482d14ca55d9e2deeebbae577f",
        486_098_798,
        config="666a9605530ac1f61fa8177f3702b4dacec9966749e42610839fcc32661d5fae",
        weights="62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a",
    ),
    _systran(
        ENGLISH,
        "medium.en",
        "a29b04bd15381511a9af671baec01072039215e3",
        1_530_457_748,
        config="4a1848ebabe7938d9797c15a2e8e4ce1d36e6fd4a43d096ae5955257c67c7962",
        weights="11b220779aea4c6f3ce9d2549c8a95ea869ed84066864b999531ef53e594fe5b",
    ),
    _systran(
        MULTILINGUAL,
        "tiny",
        "d90ca5fe260221311c53c58e660288d3deb8d356",
        78_203_619,
        config="a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8",
        weights="dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1",
    ),
    _systran(
        MULTILINGUAL,
        "base",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        147_882_941,
        config="56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        weights="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    _systran(
        MULTILINGUAL,
        "small",
        "536b0662742c02347bc0e980a01041f333bce120",
        486_212_372,
        config="b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828",
        weights="3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671",
    ),
    _systran(
        MULTILINGUAL,
        "medium",
        "08e178d48790749d25932bbc082711ddcfdfbc4f",
        1_530_571_735,
        config="3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807",
        weights="9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae",
    ),
    PinnedModel(
        "whisper-large-v3-turbo",
        "dropbox-dash/faster-whisper-large-v3-turbo",
        "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf",
        {
            "config.json": "b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e",
            "model.bin": "e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da",
            "preprocessor_config.json": "7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711",
            "tokenizer.json": "297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd",
            "vocabulary.json": "c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1",
        },
        1_621_665_983,
    ),
)
