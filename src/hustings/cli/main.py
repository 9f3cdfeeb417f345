"""The `hustings` command. A verb's module is imported only when the verb is called, so that `verify` starts fast."""

from importlib import import_module

import click

# verb -> module of hustings.cli that defines a click command (or group) of the same name, and its line in the help.
VERBS = {
    "demo": ("demo", "Make a demonstration organisation and serve it."),
    "rehearse": ("rehearse", "Play a real election through the system before a real poll."),
    "init": ("init", "Make an installation, or bring it up to date."),
    "reset-second-factor": ("reset_second_factor", "Let somebody in who has lost every second factor."),
    "serve": ("serve", "Serve the site, and run its background work."),
    "worker": ("worker", "Run background work only."),
    "backup": ("backup", "Write the whole installation into one file."),
    "restore": ("backup", "Bring an installation back from such a file."),
    "health": ("health", "Whether this installation can do its work now."),
    "check-mail": ("check_mail", "Send a test letter, and say how receivers see it."),
    "move-to": ("move_to", "Move an installation from SQLite to PostgreSQL."),
    "bounces": ("bounces", "Note the letters of notices that came back."),
    "decisions": ("decisions", "Check the register of decisions, or an export of it."),
    "conduct": ("conduct", "Remind whoever is overdue in a case, and end what is kept no longer."),
    "audit": ("audit", "Check the log of every action."),
    "count": ("count", "Count ballots by any rule and show every stage."),
    "rules": ("rules", "List the counting rules."),
    "departures": ("departures", "What would change if voters left, and who gains."),
    "texts": ("texts", "Compare numbered texts: what was adopted in full or in part."),
    "verify": ("verify", "Check everything that is public about an election."),
    "watch": ("watch", "Follow a board during a poll, and report any removal or change."),
    "audit-ballot": ("audit_ballot", "Check on another device what a challenged ballot holds."),
    "receipt": ("receipt", "Check that a ballot is still where its receipt says."),
    "evidence": ("evidence", "Open the evidence of an election that was sealed for you, its scrutineer."),
    "trustee": ("trustee", "Make a trustee's key, shuffle ranked ballots, and open a tally."),
    "card": ("card", "Check a membership card without the site."),
    "credentials": ("credentials", "Make the electors' credentials, and print them in letters."),
}


class LazyVerbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        command = getattr(import_module(f"hustings.cli.{VERBS[name][0]}"), name.replace("-", "_"))
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.group(cls=LazyVerbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hustings")
def main() -> None:
    """Hustings: a membership organisation governs itself with it."""
