"""`hustings rules`: the rules by which ballots can be counted."""

import json

import click

from hustings.counting import RULES, Rule


@click.command("rules")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of all rules with their options.")
def rules(as_json: bool) -> None:
    """List the counting rules: identifier, name, what ballots they need, source and options."""
    if as_json:
        click.echo(json.dumps([_plain(rule) for rule in RULES.values()], ensure_ascii=False, indent=1))
        return
    family = ""
    for rule in RULES.values():
        if rule.family != family:
            family = rule.family
            click.secho(f"\n{family.capitalize()}", bold=True)
        click.echo(f"  {rule.identifier:18} {rule.name} (needs {rule.needs})")
        click.echo(f"  {'':18} {rule.source}")
        for option in rule.options:
            click.echo(f"  {'':18} --option {option.name}={option.default}: {option.meaning}")


def _plain(rule: Rule) -> dict[str, object]:
    return {
        "identifier": rule.identifier,
        "name": rule.name,
        "family": rule.family,
        "needs": rule.needs,
        "source": rule.source,
        "version": rule.version,
        "reserves": rule.reserves,
        "options": [
            {"name": o.name, "default": o.default, "meaning": o.meaning, "choices": list(o.choices)}
            for o in rule.options
        ],
    }
