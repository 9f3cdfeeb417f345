"""The prime-order subgroup of edwards25519, by libsodium."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)

from .base import Group

HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
FIELD = 2**255 - 19
NEUTRAL = (1).to_bytes(32, "little")
PADDING = 14  # bits


@cache
def _independent(index: int) -> bytes:
    y = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big") >> 2
    while True:
        element = y.to_bytes(32, "little")
        try:
            # The eighth power lies in the subgroup, wherever the point itself lies.
            for _ in range(3):
                element = crypto_core_ed25519_add(element, element)
        except RuntimeError:
            y += 1  # no point of the curve
        else:
            return element


class Ed25519(Group):
    """Elements are the 32 bytes of RFC 8032; their text is the hexadecimal of the same bytes reversed."""

    name = "Ed25519"
    order = 2**252 + 27742317777372353535851937790883648493
    generator = bytes.fromhex("58" + "66" * 31)
    neutral = NEUTRAL
    embedded_bytes = 30

    def parse(self, text: str) -> bytes:
        if not HEX.fullmatch(text) or int(text, 16) % 2**255 >= FIELD:
            raise ValueError("not 64 lower-case hexadecimal digits of a number below the field's prime")
        return bytes.fromhex(text)[::-1]

    def text(self, element: bytes) -> str:
        return element[::-1].hex()

    def sort_key(self, element: bytes) -> bytes:
        return element

    def check_members(self, elements: Sequence[bytes]) -> list[bool]:
        # libsodium calls the neutral element invalid; here it is legal data.
        return [element == NEUTRAL or crypto_core_ed25519_is_valid_point(element) for element in elements]

    def multiply_many(self, left: Sequence[bytes], right: Sequence[bytes]) -> list[bytes]:
        return [crypto_core_ed25519_add(a, b) for a, b in zip(left, right, strict=True)]

    def inverse(self, element: bytes) -> bytes:
        return crypto_core_ed25519_sub(NEUTRAL, element)

    def exp_many(self, bases: Sequence[bytes], exponents: Sequence[int]) -> list[bytes]:
        return [self._exp(base, exponent % self.order) for base, exponent in zip(bases, exponents, strict=True)]

    def _exp(self, base: bytes, exponent: int) -> bytes:
        # libsodium refuses a zero scalar and the neutral point.
        if exponent == 0 or base == NEUTRAL:
            return NEUTRAL
        scalar = exponent.to_bytes(32, "little")
        if base == self.generator:
            return crypto_scalarmult_ed25519_base_noclamp(scalar)
        return crypto_scalarmult_ed25519_noclamp(scalar, base)

    def embed(self, number: int) -> bytes:
        if number >> 8 * self.embedded_bytes:
            raise ValueError("too large to be embedded")
        y = number << PADDING
        while not self.check_members([element := y.to_bytes(32, "little")])[0]:
            y += 1
        return element

    def extract(self, element: bytes) -> int:
        return int.from_bytes(element, "little") % 2**255 >> PADDING

    def independent(self, index: int) -> bytes:
        return _independent(index)
