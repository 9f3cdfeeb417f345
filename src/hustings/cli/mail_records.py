"""What the domain name system says of who may send letters in a domain's name (RFC 7208 SPF, RFC 7489 DMARC)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address

import dns.exception
import dns.resolver

Texts = Callable[[str], list[str]]  # the TXT records of a name
ANSWER_SECONDS = 6.0
DNS_PORT = 53


class NotAskedError(Exception):
    """No name server answered: a fault of the network, not of the domain."""


@dataclass(frozen=True)
class Finding:
    """One sentence about the mail, and whether what it says is as it must be."""

    good: bool
    sentence: str


def asking(server: str | None) -> Texts:
    """Return what asks `server` (ADDRESS or ADDRESS:PORT), or the name servers of this machine. Raises ValueError."""
    resolver = dns.resolver.Resolver(configure=False)
    if server is None:
        try:
            resolver.read_resolv_conf("/etc/resolv.conf")
        except dns.resolver.NoResolverConfiguration:
            resolver.nameservers = []
    else:
        resolver.nameservers, resolver.port = _address_and_port(server)
    resolver.lifetime = ANSWER_SECONDS

    def texts(name: str) -> list[str]:
        try:
            answer = resolver.resolve(name, "TXT", search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise NotAskedError(f"No name server told the records of {name}") from error
        return [b"".join(record.strings).decode(errors="replace") for record in answer]

    return texts


def _address_and_port(server: str) -> tuple[list[str], int]:
    try:
        return [str(ip_address(server))], DNS_PORT
    except ValueError:
        address, _, port = server.rpartition(":")
        return [str(ip_address(address.strip("[]")))], int(port)


def spf(domain: str, texts: Texts) -> Finding:
    """Say what the SPF record of `domain` is worth. Whether it names the right servers only a receiver can see."""
    records = [text for text in texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        return Finding(
            False, f"SPF: {domain} does not say which servers send its mail. Add a record (TXT) to {domain}."
        )
    if len(records) > 1:
        return Finding(False, f"SPF: {domain} has {len(records)} records, so receivers take none. Make one of them.")
    if records[0].lower().split()[-1] in ("+all", "all", "?all"):
        return Finding(False, f"SPF: “{records[0]}” lets every server send for {domain}. End it with -all or ~all.")
    return Finding(True, f"SPF: “{records[0]}”. See that your mail server is one of these.")


def dmarc(domain: str, texts: Texts) -> Finding:
    """Say what receivers are asked to do with letters in the name of `domain` that nobody answers for."""
    place, tags = dmarc_tags(domain, texts)
    if not place:
        return Finding(
            False, f"DMARC: {domain} does not say what to do with forged letters. Add a record _dmarc.{domain}."
        )
    if tags.get("p") not in ("none", "quarantine", "reject"):
        return Finding(False, f"DMARC: the record _dmarc.{place} has no p=none, p=quarantine or p=reject.")
    if tags["p"] == "none":
        return Finding(
            True, f"DMARC: _dmarc.{place} says p=none: forged letters still arrive. Tighten it once all is well."
        )
    return Finding(True, f"DMARC: _dmarc.{place} says p={tags['p']}.")


def dmarc_tags(domain: str, texts: Texts) -> tuple[str, dict[str, str]]:
    """Return the nearest domain, from `domain` upwards, that has a DMARC record, and its tags; "" if none has."""
    for place in _upwards(domain):
        for text in texts(f"_dmarc.{place}"):
            if text.replace(" ", "").lower().startswith("v=dmarc1"):
                pairs = (pair.partition("=") for pair in text.split(";"))
                return place, {key.strip().lower(): value.strip().lower() for key, _, value in pairs}
    return "", {}


def same_house(one: str, other: str, texts: Texts) -> bool:
    """Say whether two domains belong together, as DMARC's relaxed alignment wants it.

    Which domain an organisation holds is where its highest DMARC record stands; no list of public suffixes is needed.
    """
    return one == other or _house(one, texts) == _house(other, texts)


def _house(domain: str, texts: Texts) -> str:
    with_record = [place for place in _upwards(domain) if dmarc_tags(place, texts)[0] == place]
    return with_record[-1] if with_record else domain


def _upwards(domain: str) -> Iterator[str]:
    """Give `domain` and the domains above it, without the last label alone."""
    labels = domain.rstrip(".").lower().split(".")
    for start in range(max(1, len(labels) - 1)):
        yield ".".join(labels[start:])
