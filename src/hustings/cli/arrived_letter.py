"""What a letter that arrived shows of itself: is it signed (RFC 6376), rightly, and by the domain it comes from."""

import binascii
import logging
import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

import dkim

from hustings.cli.mail_records import Finding, Texts, dmarc_tags, same_house

LEAST_BITS, GOOD_BITS = 1024, 2048
_silent = logging.Logger("dkim", logging.CRITICAL)
_VERDICT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*(\w+)")


def findings(letter: bytes, sender: str, texts: Texts) -> list[Finding]:
    """Judge a letter as it arrived, with all its headers, that this installation should have sent as `sender`."""
    message = message_from_bytes(letter)
    author = parseaddr(str(message.get("From", "")))[1]
    domain = author.rpartition("@")[2].lower()
    if not domain:
        return [Finding(False, "This is no letter with its headers. Save the letter as it arrived (“show original”).")]
    return [
        _from(author, sender),
        *_time(message),
        *_signatures(letter, len(message.get_all("DKIM-Signature", [])), domain, texts),
        *_return_path(message, domain, texts),
        *_verdicts(message),
    ]


def _from(author: str, sender: str) -> Finding:
    if author.lower() == sender.lower():
        return Finding(True, f"From: {author}.")
    return Finding(False, f"From: the letter comes from {author}, and this installation writes as {sender}.")


def _time(message: Message) -> list[Finding]:
    sent = _moment(str(message["Date"]))
    arrived = _moment(str(message["Received"]).rpartition(";")[2])
    if sent is None or arrived is None:
        return [Finding(False, "Received: the letter does not say when it arrived. Is it a copy of what was sent?")]
    seconds = round((arrived - sent).total_seconds())
    return [Finding(True, f"Received: {seconds} s after it was written ({sent:%Y-%m-%d %H:%M} UTC).")]


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text.strip())
    except ValueError:
        return None
    # “-0000” is UTC that says nothing of a place, and is read as a time without a zone.
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _signatures(letter: bytes, count: int, domain: str, texts: Texts) -> list[Finding]:
    if not count:
        return [Finding(False, f"DKIM: the letter is not signed. Let the mail server sign what comes from {domain}.")]
    judged = [_signature(letter, index, domain, texts) for index in range(count)]
    if any(finding.good for finding in judged):
        # Others may sign, too: the mail server of a provider does so beside our own.
        return [Finding(True, finding.sentence) for finding in judged]
    return judged


def _signature(letter: bytes, index: int, domain: str, texts: Texts) -> Finding:
    def wrong(sentence: str) -> Finding:
        return Finding(False, f"DKIM: {sentence}")

    verifier = dkim.DKIM(letter, logger=_silent, minkey=LEAST_BITS)
    try:
        verifier.verify_headerprep(index)
    except dkim.DKIMException as error:
        return wrong(f"a signature makes no sense: {error}.")
    signer, selector = (part.decode(errors="replace").lower() for part in (verifier.domain, verifier.selector))
    name = f"{selector}._domainkey.{signer}"
    record = next((text for text in texts(name) if "p=" in text), None)
    if record is None:
        return wrong(f"the letter is signed, and the key is not published: there is no record (TXT) {name}.")
    if re.search(r"\bp=\s*(;|$)", record):
        return wrong(f"the key {name} has been withdrawn: its record has an empty p=.")
    try:
        bits = dkim.evaluate_pk(name, record)[1]
        right = verifier.verify(index, dnsfunc=lambda name, timeout: record.encode())
    except (dkim.KeyFormatError, binascii.Error) as error:
        return wrong(f"the record {name} is no key: {error}.")
    except dkim.ValidationError as error:
        if "body hash" in str(error):
            return wrong(
                "the text is not what was signed. Something on the way changed it after the signature, or this file is "
                "not the letter as it arrived."
            )
        return wrong(f"the signature does not count: {error}.")
    if not right:
        return wrong(
            f"the signature is false. The record {name} holds another key than the mail server signs with, or a header "
            "was changed on the way."
        )
    strict = dmarc_tags(domain, texts)[1].get("adkim") == "s"
    if signer != domain and (strict or not same_house(signer, domain, texts)):
        return wrong(f"{signer} signed, and the letter comes from {domain}: that is not aligned. Sign as {domain}.")
    if verifier.keysize and bits < GOOD_BITS and verifier.ktag == b"rsa":
        return wrong(f"signed by {signer} with only {bits} bits: make a key of {GOOD_BITS} bits.")
    if re.search(r"\bt=[^;]*\by\b", record):
        return wrong(f"the record {name} says t=y (a test), so receivers need not count it. Take t=y out.")
    return Finding(
        True, f"DKIM: signed by {signer} with the key {name}; the signature is right, and aligned with {domain}."
    )


def _return_path(message: Message, domain: str, texts: Texts) -> list[Finding]:
    if "Return-Path" not in message:
        return []
    returns_to = parseaddr(str(message["Return-Path"]))[1].rpartition("@")[2].lower()
    strict = dmarc_tags(domain, texts)[1].get("aspf") == "s"
    if returns_to == domain or (returns_to and not strict and same_house(returns_to, domain, texts)):
        return [Finding(True, f"Return-Path: {returns_to} is aligned with {domain}, so SPF counts for it.")]
    return [
        Finding(
            False,
            f"Return-Path: letters come back to {returns_to or 'nobody'}, so SPF does not count for {domain}, and what "
            "comes back is not noted.",
        )
    ]


def _verdicts(message: Message) -> list[Finding]:
    """Return what the receiving server wrote at the top; what stands below may have come with the letter."""
    header = " ".join(str(message.get("Authentication-Results", "")).split())
    if not header:
        return [Finding(True, "The receiving server wrote down no judgement of its own (Authentication-Results).")]
    server = header.partition(";")[0].split(" ")[0]
    verdicts: dict[str, str] = {}
    for kind, verdict in _VERDICT.findall(header.lower()):
        if verdicts.get(kind) != "pass":  # of several signatures one suffices
            verdicts[kind] = verdict
    said = ", ".join(f"{kind}={verdict}" for kind, verdict in sorted(verdicts.items()))
    if not said or any(verdict not in ("pass", "none") for verdict in verdicts.values()):
        return [Finding(False, f"{server}, which received it, says {said or 'nothing of SPF, DKIM or DMARC'}.")]
    return [Finding(True, f"{server}, which received it, says {said}.")]
