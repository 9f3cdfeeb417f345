"""Proofs that a list of ciphertexts is another one re-encrypted and permuted (specification, section 6).

The proof of Terelius and Wikstroem as CHVote writes it. Names are those of the specification: e the ciphertexts, e2
the shuffled ones, c the commitments to the permutation, chat their chain, t and s commitments and responses, of which
that, shat and sprime have one for each ciphertext.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from . import canonical
from .digests import hash_to_scalar, sha256_hex
from .groups import Element, Equation, Group
from .proofs import Checker, OneProcess
from .questions import Ciphertext


@dataclass(frozen=True)
class Statement:
    """That `e2` is `e` shuffled under `key`, in the election of the fingerprint `phi`."""

    group: Group
    key: Element
    phi: str
    e: Sequence[Ciphertext]
    e2: Sequence[Ciphertext]

    def challenges(self, c: Sequence[Element]) -> list[int]:
        """The numbers u, one for each ciphertext (table 11)."""
        text = self._ciphertexts() + _texts(self.group, c)
        seed = sha256_hex(f"shuffle-challenges|{self.phi}|{text}")
        return [hash_to_scalar(seed + sha256_hex(str(i)), self.group.order) for i in range(len(self.e))]

    def challenge(
        self, t: Sequence[Element], that: Sequence[Element], c: Sequence[Element], chat: Sequence[Element]
    ) -> int:
        """The challenge of the proof (table 13)."""
        texts = [_texts(self.group, elements) for elements in (t, that)]
        texts += [self._ciphertexts(), _texts(self.group, c), _texts(self.group, chat), self.group.text(self.key)]
        return hash_to_scalar(f"shuffle-challenge|{self.phi}|{''.join(texts)}", self.group.order)

    def _ciphertexts(self) -> str:
        return _texts(self.group, [element for ciphertext in (*self.e, *self.e2) for element in ciphertext])


def _texts(group: Group, elements: Sequence[Element]) -> str:
    return "".join(f"{group.text(element)}," for element in elements)


@dataclass(frozen=True)
class ShuffleProof:
    """A proof as read; `t` is t1, t2, t3, t41 and t42, and `s` is s1 to s4."""

    t: tuple[Element, ...]
    that: list[Element]
    s: tuple[int, ...]
    shat: list[int]
    sprime: list[int]
    c: list[Element]
    chat: list[Element]

    def json(self, group: Group) -> canonical.Json:
        """The proof as the protocol nests it."""
        t1, t2, t3, t41, t42 = map(group.text, self.t)
        return [
            [t1, t2, t3, [t41, t42], list(map(group.text, self.that))],
            [*map(str, self.s), list(map(str, self.shat)), list(map(str, self.sprime))],
            list(map(group.text, self.c)),
            list(map(group.text, self.chat)),
        ]


def read_shuffle_proof(group: Group, value: canonical.Json, what: str, length: int) -> ShuffleProof:
    """A proof for `length` ciphertexts from JSON, the membership of its elements unchecked. Raises VotingError."""

    def elements(entries: canonical.Json, name: str, count: int = length) -> list[Element]:
        place = f"{what}: {name}"
        return [group.read(entry, place) for entry in canonical.array(entries, place, count)]

    def scalars(entries: canonical.Json, name: str, count: int = length) -> list[int]:
        place = f"{what}: {name}"
        return [canonical.decimal(entry, place, group.order) for entry in canonical.array(entries, place, count)]

    commitments, responses, c, chat = canonical.array(value, what, 4)
    t1, t2, t3, t4, that = canonical.array(commitments, f"{what}: the commitments", 5)
    *s, shat, sprime = canonical.array(responses, f"{what}: the responses", 6)
    return ShuffleProof(
        t=(*elements([t1, t2, t3], "t", 3), *elements(t4, "t4", 2)),
        that=elements(that, "that"),
        s=tuple(scalars(s, "s", 4)),
        shat=scalars(shat, "shat"),
        sprime=scalars(sprime, "sprime"),
        c=elements(c, "c"),
        chat=elements(chat, "chat"),
    )


def check_shuffle_proof(statement: Statement, proof: ShuffleProof, checker: Checker | None = None) -> bool:
    """Whether the proof holds (table 5). The ciphertexts must have been checked for membership before."""
    group, g, q = statement.group, statement.group.generator, statement.group.order
    checker = checker or OneProcess(group)
    if not all(checker.check_members([*proof.t, *proof.that, *proof.c, *proof.chat])):
        return False
    h, generators = group.independent(-1), [group.independent(i) for i in range(len(statement.e))]
    u = statement.challenges(proof.c)
    c = statement.challenge(proof.t, proof.that, proof.c, proof.chat)
    t1, t2, t3, t41, t42 = proof.t
    s1, s2, s3, s4 = proof.s
    product = 1
    for factor in u:
        product = product * factor % q
    chain = [h, *proof.chat]
    committed = group.multiply_many([group.product(proof.c)], [group.inverse(group.product(generators))])[0]
    (last,) = group.multiply_many([chain[-1]], group.exp_many([h], [-product]))
    minus = [-c * factor % q for factor in u]
    equations = [
        Equation(t1, [committed, g], [-c, s1]),
        Equation(t2, [last, g], [-c, s2]),
        Equation(t3, [*proof.c, g, *generators], [*minus, s3, *proof.sprime]),
    ]
    for t, base, side in ((t41, statement.key, 1), (t42, g, 0)):
        before, after = ([ciphertext[side] for ciphertext in row] for row in (statement.e, statement.e2))
        equations.append(Equation(t, [*before, base, *after], [*minus, -s4, *proof.sprime]))
    for i, that in enumerate(proof.that):
        bases, exponents = [chain[i + 1], g, chain[i]], [-c, proof.shat[i], proof.sprime[i]]
        equations.append(Equation(that, bases, exponents))
    return checker.check_equations(equations)


def prove_shuffle(statement: Statement, permutation: Sequence[int], randoms: Sequence[int]) -> ShuffleProof:
    """Prove a shuffle (table 4): e2[i] is e[permutation[i]], re-encrypted with randoms[permutation[i]]."""
    group, g, q = statement.group, statement.group.generator, statement.group.order
    size = len(permutation)
    h, generators = group.independent(-1), [group.independent(i) for i in range(size)]
    group.prepare(h)

    def scalars() -> list[int]:
        return [group.random_scalar() for _ in range(size)]

    # The commitment of e[permutation[i]] hides generators[i].
    r, hidden = scalars(), list(generators)
    for i, j in enumerate(permutation):
        hidden[j] = generators[i]
    c = group.multiply_many(group.exp_many([g] * size, r), hidden)
    u = statement.challenges(c)
    u2 = [u[j] for j in permutation]

    # Every link of the chain, chat[i] = g ** rhat[i] * chat[i - 1] ** u2[i], is g ** g_powers[i] * h ** h_powers[i].
    rhat, what, wprime = scalars(), scalars(), scalars()
    g_powers, h_powers = [0], [1]
    for random, factor in zip(rhat, u2, strict=True):
        g_powers.append((random + factor * g_powers[-1]) % q)
        h_powers.append(factor * h_powers[-1] % q)
    chat = group.exp_pairs([g] * size, g_powers[1:], [h] * size, h_powers[1:])
    that = group.exp_pairs(
        [g] * size,
        [a + b * power for a, b, power in zip(what, wprime, g_powers, strict=False)],
        [h] * size,
        [b * power for b, power in zip(wprime, h_powers, strict=False)],
    )
    w1, w2, w3, w4 = (group.random_scalar() for _ in range(4))
    t1, t2 = group.exp_many([g, g], [w1, w2])
    t3 = group.multi_exp([g, *generators], [w3, *wprime])
    t41 = group.multi_exp([statement.key, *(beta for _, beta in statement.e2)], [-w4, *wprime])
    t42 = group.multi_exp([g, *(alpha for alpha, _ in statement.e2)], [-w4, *wprime])
    t = (t1, t2, t3, t41, t42)
    challenge = statement.challenge(t, that, c, chat)

    def response(w: int, secret: int) -> int:
        return (w + challenge * secret) % q

    return ShuffleProof(
        t=t,
        that=that,
        s=(
            response(w1, sum(r)),
            response(w2, g_powers[-1]),
            response(w3, sum(a * b for a, b in zip(r, u, strict=True))),
            response(w4, sum(a * b for a, b in zip(randoms, u, strict=True))),
        ),
        shat=[response(w, random) for w, random in zip(what, rhat, strict=True)],
        sprime=[response(w, factor) for w, factor in zip(wprime, u2, strict=True)],
        c=c,
        chat=chat,
    )
