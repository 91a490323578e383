"""`manage export_flow`: the custom of the office as BPMN 2.0."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from workflows import diagram
from workflows.flows import FLOWS


class Command(BaseCommand):
    """Print one flow as BPMN 2.0."""

    help = "Print a flow as BPMN 2.0, which modelling tools open: export_flow out > outgoing.bpmn"

    def add_arguments(self, parser: CommandParser) -> None:
        """The direction."""
        parser.add_argument("direction", choices=sorted(map(str, FLOWS)), help="out: letters of ours, in: of others")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the document."""
        self.stdout.write(diagram.bpmn(FLOWS[options["direction"]]), ending="")
