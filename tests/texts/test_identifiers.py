from hustings.texts import identifiers, parse


def test_clause_keeps_its_identifier_through_rewording_and_renumbering() -> None:
    versions = [
        parse("1. The chair opens each meeting.\n2. Minutes are kept by the clerk.\n3. Visitors may listen."),
        parse("1. The chair opens every meeting.\n2. Dogs wait outside.\n3. Minutes are kept by the clerk."),
        parse("1. Minutes are kept by the clerk.\n2. Visitors may listen.\n3. The chair opens every meeting."),
    ]
    assert identifiers(versions) == [("1", "2", "3"), ("1", "2@2", "2"), ("2", "3", "1")]


def test_later_versions_change_no_earlier_identifier() -> None:
    versions = [parse("1. One is here."), parse("1. Two came.\n2. One is here."), parse("1. Three came.\n2. Two came.")]
    assert identifiers(versions[:2]) == identifiers(versions)[:2] == [("1",), ("1@2", "1")]
