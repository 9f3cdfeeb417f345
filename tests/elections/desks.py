"""Trustees at their desks, for tests: they do over HTTP what their pages do in a browser."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.elections import polls

from hustings import voting
from hustings.accounts.models import User
from hustings.elections.actions.ceremonies import form_group
from hustings.elections.actions.trustees import add_trustee
from hustings.elections.models import Election, Trustee


class Desk:
    """The desk of one trustee, with what they keep: a private key, or the seed of a member of a group."""

    def __init__(self, trustee: Trustee) -> None:
        self.trustee = trustee
        self.client = Client()
        self.client.force_login(trustee.user)
        self.key = voting.new_trustee_key(trustee.election.group, trustee.name)
        self.seed = voting.new_threshold_seed()

    def look(self) -> dict[str, Any]:
        return self.client.get(f"/trustee/{self.trustee.pk}/desk.json").json()

    def get(self, name: str) -> dict[str, Any]:
        return self.client.get(self.look()["urls"][name]).json()

    def post(self, name: str, **body: str) -> HttpResponse:
        return self.client.post(self.look()["urls"][name], json.dumps(body), content_type="application/json")

    def send(self, name: str, **body: str) -> None:
        answer = self.post(name, **body)
        assert answer.status_code == 201, answer.content

    def ceremony(self) -> voting.Ceremony:
        agreed = self.look()["ceremony"]
        return voting.Ceremony(agreed["group"], agreed["threshold"], tuple(agreed["names"]))

    def private_key(self) -> str:
        if self.look()["kind"] == "single":
            return self.key.private
        sealed = self.get("ceremony")["encrypted_private_key"]
        return voting.threshold_private_key(self.look()["group"], self.seed, sealed)

    def text_for(self, step: str) -> dict[str, str]:
        """What the page would send at a step."""
        if step == "key":
            return {"public_key": self.key.public}
        if step == "certificate":
            return {
                "certificate": voting.threshold_certificate(
                    self.ceremony(), self.look()["ceremony"]["index"], self.seed
                )
            }
        if step in ("polynomial", "share"):
            sent = self.get("ceremony")
            if step == "polynomial":
                made = voting.threshold_polynomial(self.ceremony(), sent["certificates"], self.seed)
                return {"polynomial": made}
            return {"key": voting.threshold_key(self.ceremony(), sent["certificates"], self.seed, sent["shares"])}
        records = self.get("rehearsal" if step == "rehearse" else "setup")
        setup = voting.parse_setup(records["election"], records["trustees"], records["credentials"])
        tally = records["tally"] if step == "rehearse" else self.get("tally")["tally"]
        if step == "shuffle":
            return {"shuffle": voting.shuffle(setup, tally)}
        return {"partial_decryption": voting.partial_decryption(setup, tally, self.private_key())}

    def do(self, step: str) -> None:
        """Do a step, which must be the one that the desk shows."""
        assert self.look()["step"] == step
        self.send("rehearsal" if step == "rehearse" else step, **self.text_for(step))


def single(election: Election, user: User) -> Desk:
    """The desk of a single trustee, just named."""
    return Desk(add_trustee(election, user.name, polls.officer(), user))


def group(election: Election, users: list[User], threshold: int) -> list[Desk]:
    """The desks of a threshold group, just formed."""
    return [Desk(member) for member in form_group(election, users, threshold, polls.officer()).members.all()]


def make_keys(*desks: Desk) -> None:
    """Let everybody make their keys: single ones alone, members step by step."""
    for step in ("key", "certificate", "polynomial", "share"):
        for desk in desks:
            if (step == "key") == (desk.look()["kind"] == "single"):
                desk.do(step)


def rehearse(*desks: Desk) -> None:
    """Let everybody open the test ballot."""
    for desk in desks:
        desk.do("rehearse")
