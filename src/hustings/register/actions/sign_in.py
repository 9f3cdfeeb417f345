"""Members sign in by a one-time code, sent to the address that the register holds for them.

Nothing that is answered, and no time that it takes, says whether someone is a member: a code is issued for every
name that is typed in, also for one that nobody has, and letters are sent after the answer.
"""

import logging
import threading
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hustings.accounts.actions import issue_code, redeem_code
from hustings.accounts.queries import organisation
from hustings.accounts.throttle import attempt, forget
from hustings.audit.log import record
from hustings.register.merged import kept_records, refuse_closed
from hustings.register.models import Member
from hustings.register.sign_in_codes import SHORTEST, redeem_other, tidied

PURPOSE = "member sign-in"
# In a quarter of an hour, for the same thing typed in. Each code has 10^8 values and is guessed at five times: who
# guesses all day long, from many addresses, signs in as one chosen member with a chance of one in twenty thousand.
CODES_FOR_AN_ADDRESS, CODES_FOR_ALL = 5, 10
MOST_RECORDS = 20  # of those who share an address: enough to see whether they are more than one person
logger = logging.getLogger(__name__)


def send_sign_in_code(typed: str, address: str, browser: str) -> str:
    """Send a code to whoever `typed` (a membership number or an e-mail address) stands for, and return the subject
    under which the code can be redeemed.

    `address` is the browser's, and `browser` the secret by which we know it again: a code is good for one browser, so
    that nobody can use up or replace the code of another. For the same reason one address is refused before all are.
    """
    typed = " ".join(typed.split())
    attempt("member sign-in from", address, limit=settings.SIGN_INS_PER_ADDRESS, minutes=15)
    attempt(PURPOSE, f"{typed} from {address}", limit=CODES_FOR_AN_ADDRESS, minutes=15)
    attempt(PURPOSE, typed, limit=CODES_FOR_ALL, minutes=15)
    found = Member.objects.filter(number=typed)[:1] or Member.objects.filter(email=typed.lower())[:MOST_RECORDS]
    members = kept_records(found)
    reachable = [member for member in members if member.email]
    named = members[0].number if len(members) == 1 else typed
    subject = f"member:{reachable[0].pk}:{browser}" if len(reachable) == 1 else f"nobody:{_hidden(named)}:{browser}"
    code = issue_code(PURPOSE, subject)
    if len(reachable) == 1:
        text = _(
            "Your code is {code}. It works once, for ten minutes, in the browser in which you asked for it.\n\n"
            "If you did not ask for it, do nothing: without the code nobody can sign in as you."
        ).format(code=code)
        _send_later(reachable[0].email, _("{code} is your sign-in code").format(code=code), text)
    elif reachable:
        text = _(
            "Several members have this e-mail address, so we cannot tell which of them wants to sign in.\n\n"
            "Please go back to the page and type your membership number instead of the address."
        )
        _send_later(reachable[0].email, _("Sign in with your membership number"), text)
    return subject


def redeem_sign_in(subject: str, code: str, address: str) -> Member | None:
    """The member who is signed in by this code, or None if the code is wrong."""
    kind, key, _browser = subject.split(":")
    if len(tidied(code)) >= SHORTEST:
        attempt("long code from", address, limit=settings.SIGN_INS_PER_ADDRESS, minutes=15)
        attempt("long code", f"{kind}:{key}", limit=CODES_FOR_ALL, minutes=15)
        member = redeem_other(code, lambda each: key == _key(kind, kept_records([each])[0]))
    else:
        # Asked for a stranger, too: a code for nobody is used up and refused just as a member's is.
        right = redeem_code(PURPOSE, subject, code)
        member = Member.objects.filter(pk=int(key)).first() if right and kind == "member" else None
    if member:
        refuse_closed(member)
        for typed in (member.number, member.email):
            forget(PURPOSE, typed)
            forget(PURPOSE, f"{typed} from {address}")
        # Who signed in just before a ballot was accepted may have cast it, and the log keeps the order of its events.
        record("register.member_signed_in", by=None, to_the_hour=True)
    return member


def _key(kind: str, member: Member) -> str:
    return str(member.pk) if kind == "member" else _hidden(member.number)


def _hidden(typed: str) -> str:
    return salted_hmac(PURPOSE, typed.lower(), algorithm="sha256").hexdigest()


def _send_later(email: str, subject: str, text: str) -> None:
    message = EmailMessage(subject, text, organisation().from_email or None, [email])
    threading.Thread(target=_send, args=(message,), name="sign-in letter").start()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except (OSError, SMTPException):
        logger.exception("The mail server did not take a sign-in code")
    finally:
        connection.close()  # this thread's own, if the way that mail takes here opened one
