"""Rules as data, and the one definition of each condition against a plain reading of the same histories."""

import os
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.franchise.conftest import DAY, add_member

from hustings.accounts.errors import ActionRefused
from hustings.accounts.models import Organisation, User
from hustings.franchise.conditions import as_json, parse, sentence
from hustings.franchise.conditions.kinds import months_before
from hustings.franchise.models import GroupDeclaration, ReservedGroup
from hustings.franchise.queries import eligible, excluded, explain
from hustings.register.models import EventKind, Member, StandingEvent, Unit, UnitMembership
from hustings.register.queries import in_standing, standing
from hustings.register.standing import Word

DAYS = st.dates(date(2025, 1, 1), date(2027, 6, 30))
GRACE = 14


def conditions(unit: int, group: int) -> st.SearchStrategy[dict[str, Any]]:
    some_day = st.none() | DAYS.map(date.isoformat)
    leaf = st.one_of(
        st.just({"is": "good_standing"}),
        st.just({"is": "not_suspended"}),
        st.just({"is": "unit", "unit": unit}),
        st.just({"is": "group", "group": group}),
        st.sampled_from(["branch", "nation"]).map(lambda kind: {"is": "unit_kind", "kind": kind}),
        st.builds(lambda day: {"is": "joined_by", "date": day.isoformat()}, DAYS),
        st.builds(lambda day: {"is": "paid_up", "on": day}, some_day),
        st.builds(lambda months, day: {"is": "member_for", "months": months, "on": day}, st.integers(1, 18), some_day),
        st.builds(
            lambda least, span, day: {"is": "age", "at_least": least, "at_most": least + span, "on": day},
            st.integers(0, 3),
            st.integers(0, 3),
            some_day,
        ),
    )
    return st.just({"all": []}) | st.recursive(
        leaf,
        lambda part: st.one_of(
            st.builds(lambda parts: {"all": parts}, st.lists(part, min_size=1, max_size=3)),
            st.builds(lambda parts: {"any": parts}, st.lists(part, min_size=1, max_size=3)),
            st.builds(lambda inner: {"not": inner}, part),
        ),
        max_leaves=5,
    )


events = st.tuples(
    st.sampled_from([kind for kind in EventKind.values if kind != EventKind.TAKEN_BACK]),
    DAYS,
    st.none() | DAYS,
    st.none() | st.integers(0, 200).map(timedelta),
)
people = st.tuples(
    st.lists(events, max_size=5),
    st.none() | st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    st.none() | DAYS,
    st.none() | st.tuples(DAYS, st.none() | st.integers(0, 300).map(timedelta)),
)


def holds(raw: dict[str, Any], member: Member, on: date, unit: Unit) -> bool:
    """The rule read plainly, one event after the other."""
    if "all" in raw:
        return all(holds(part, member, on, unit) for part in raw["all"])
    if "any" in raw:
        return any(holds(part, member, on, unit) for part in raw["any"])
    if "not" in raw:
        return not holds(raw["not"], member, on, unit)
    day = date.fromisoformat(raw.get("on") or on.isoformat())
    now, then = standing(member, on), standing(member, day)
    match raw["is"]:
        case "good_standing":
            return now.word == Word.GOOD
        case "not_suspended":
            # Whether a suspension runs can be asked of those who left, too, and their standing's word does not say it.
            running = False
            for event in member.standing_events.filter(effective_on__lte=on).order_by("effective_on", "pk"):
                if event.kind == EventKind.SUSPENDED:
                    running = event.until is None or event.until >= on
                elif event.kind == EventKind.REINSTATED:
                    running = False
            return not running
        case "joined_by":
            return now.joined_on is not None and now.joined_on <= date.fromisoformat(raw["date"])
        case "paid_up":
            return then.paid_up_to is not None and then.paid_up_to >= day
        case "member_for":
            return then.is_member and then.joined_on is not None and then.joined_on <= months_before(day, raw["months"])
        case "group":
            said = member.group_declarations.filter(group=raw["group"])
            return any(d.from_date <= on and (d.to_date is None or d.to_date > on) for d in said)
        case "age":
            born = member.date_of_birth
            if born is None:
                return False
            age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
            return raw["at_least"] <= age <= raw["at_most"]
    return any(
        m.from_date <= on and (m.to_date is None or m.to_date > on) for m in member.unit_memberships.filter(unit=unit)
    )


@given(st.data())
@settings(
    max_examples=1000 if os.environ.get("HUSTINGS_LONG") else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_set_query_explanation_and_plain_reading_agree(
    organisation: Organisation, national: Unit, north: Unit, data: st.DataObject
) -> None:
    Organisation.objects.update(grace_days=GRACE)
    author = User.objects.first() or User.objects.create_user("author@pilots.example", "Author")
    group, _ = ReservedGroup.objects.get_or_create(name="Young members", defaults={"created_by": author})
    start = Member.objects.count()
    members = []
    for number, (happened, born, moved_in, said) in enumerate(
        data.draw(st.lists(people, min_size=1, max_size=4)), start
    ):
        member = Member.objects.create(number=str(number), name="Somebody", date_of_birth=born)
        for kind, day, paid_up_to, length in happened:
            pays = kind in ("joined", "renewed", "rejoined", "reinstated")
            StandingEvent.objects.create(
                member=member,
                kind=kind,
                effective_on=day,
                paid_up_to=paid_up_to if pays else None,
                until=day + length if kind == "suspended" and length is not None else None,
            )
        if moved_in:
            UnitMembership.objects.create(
                member=member, unit=north, from_date=moved_in, to_date=moved_in + timedelta(days=200)
            )
        if said:
            day, length = said
            taken_back = None if length is None else day + length
            GroupDeclaration.objects.create(group=group, member=member, from_date=day, to_date=taken_back)
        members.append(member)
    rule = data.draw(conditions(national.pk, group.pk))
    on = data.draw(DAYS)
    chosen = set(eligible(rule, on).values_list("pk", flat=True))
    left_out = set(excluded(rule, on).values_list("pk", flat=True))
    for member in members:
        now = standing(member, on)
        expected = now.is_member and holds(rule, member, on, north)
        assert (member.pk in chosen) == expected
        assert (member.pk in left_out) == (now.is_member and not expected)
        explained = explain(rule, member, on)
        assert explained.eligible == expected == all(reason.met for reason in explained.reasons)
        assert in_standing(Member.objects.filter(pk=member.pk), now.word, on).exists()
    assert parse(as_json(parse(rule))) == parse(rule)
    assert sentence(rule)


def nested(depth: int) -> dict[str, Any]:
    return {"not": nested(depth - 1)} if depth else {"is": "good_standing"}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (None, "not a tree"),
        ([], "not a tree"),
        ({}, "Each part of a rule"),
        ({"is": "tall"}, "no condition ‘tall’"),
        ({"is": ["unit"]}, "no condition"),
        ({"is": "joined_by"}, "lacks a value"),
        ({"is": "joined_by", "date": "2026-02-30"}, "lacks a value"),
        ({"is": "member_for", "months": "6"}, "lacks a value"),
        ({"is": "member_for", "months": True}, "lacks a value"),
        ({"is": "age"}, "lowest age"),
        ({"is": "unit", "unit": 1, "below": True}, "nothing called ‘below’"),
        ({"any": []}, "between 1 and 30"),
        ({"any": [{"is": "good_standing"}, {"all": []}]}, "between 1 and 30"),
        ({"all": [{"is": "good_standing"}] * 31}, "between 1 and 30"),
        (nested(9), "nested too deeply"),
        ({"all": [{"any": [{"is": "good_standing"}] * 30}] * 3}, "at most 60 conditions"),
        ({"is": "group", "group": "3"}, "lacks a value"),
    ],
)
def test_parse_refuses_what_is_no_rule(raw: object, reason: str) -> None:
    with pytest.raises(ActionRefused, match=reason):
        parse(raw)


def test_sentence_says_the_rule_in_plain_words(north: Unit) -> None:
    raw = {
        "all": [
            {"is": "good_standing"},
            {"is": "joined_by", "date": "2026-08-24"},
            {"any": [{"is": "unit", "unit": north.pk}, {"is": "age", "at_most": 26}]},
            {"not": {"is": "unit_kind", "kind": "society"}},
        ]
    }
    assert sentence(raw) == (
        "Members who are in good standing on the freeze date, and who joined on or before 24 August 2026, "
        "and (either who belong to North or a unit below it or who are 26 or younger on the freeze date), "
        "and not those who belong to a unit of the kind ‘society’ or one below it."
    )
    assert sentence({"all": []}) == "All members."


def test_sentence_of_nested_groups_reads_one_way_only() -> None:
    good, free = {"is": "good_standing"}, {"is": "not_suspended"}
    assert sentence({"any": [good, {"all": [free, {"not": {"any": [good, free]}}]}]}) == (
        "Members either who are in good standing on the freeze date or (who are not suspended on the freeze date, "
        "and not those (either who are in good standing on the freeze date or who are not suspended on the freeze "
        "date))."
    )


def test_explain_names_every_condition_with_its_facts(organisation: Organisation, north: Unit) -> None:
    member = add_member("1", (EventKind.JOINED, date(2026, 3, 1)), paid_up_to=date(2026, 8, 31), unit=north)
    explained = explain(
        {"all": [{"is": "joined_by", "date": "2026-02-01"}, {"is": "paid_up"}, {"is": "unit", "unit": north.pk}]},
        member,
        DAY,
    )
    assert not explained.eligible
    assert [(reason.met, reason.sentence) for reason in explained.reasons] == [
        (True, "A member on 1 September 2026: a member."),
        (False, "Joined on or before 1 February 2026: joined on 1 March 2026."),
        (False, "Paid up on 1 September 2026: paid up to 31 August 2026."),
        (True, "Belonging to North or a unit below it on 1 September 2026: belongs to North."),
    ]


def test_two_dates_of_one_rule_are_kept_apart(organisation: Organisation) -> None:
    late = add_member("1", (EventKind.JOINED, date(2026, 1, 1)), paid_up_to=date(2026, 6, 30))
    StandingEvent.objects.create(
        member=late, kind="renewed", effective_on=date(2026, 10, 25), paid_up_to=date(2027, 6, 30)
    )
    assert not eligible({"is": "paid_up", "on": "2026-10-19"}, date(2026, 11, 1)).exists()
    assert eligible({"is": "paid_up", "on": "2026-10-26"}, date(2026, 11, 1)).exists()


@pytest.mark.parametrize(
    ("born", "day", "met"),
    [
        (date(2004, 2, 29), date(2022, 2, 28), False),
        (date(2004, 2, 29), date(2022, 3, 1), True),
        (date(2006, 9, 1), date(2024, 8, 31), False),
        (date(2006, 9, 1), date(2024, 9, 1), True),
    ],
)
def test_age_is_reached_on_the_birthday(organisation: Organisation, born: date, day: date, met: bool) -> None:
    add_member("1", date_of_birth=born)
    assert eligible({"is": "age", "at_least": 18, "on": day.isoformat()}, DAY).exists() == met


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 8, 31), 6, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_months_before_keeps_to_the_month(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before
