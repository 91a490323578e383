"""What the sheets of a case ask the database for: each row is read once, however many sheets an act makes."""

from cases.models import Checkpoint, Correspondent, LivingCase, Official


class Reading:
    """Rows by id, of one case in memory."""

    def __init__(self, case: LivingCase) -> None:
        self.case = case
        self._officials: dict[int, Official] = {}
        self._correspondents: dict[int, Correspondent] = {}

    def officials(self, ids: set[int]) -> dict[int, Official]:
        """Officials with their posts. Whoever the case names is read along, for its other sheets."""
        if not ids <= set(self._officials):
            case = self.case
            named = {one for one in (case.executor_id, case.signer_id, case.annulment_asked_by_id) if one}
            wanted = (ids | named) - set(self._officials)
            self._officials |= Official.objects.select_related("post").in_bulk(wanted)
        return {one: self._officials[one] for one in ids if one in self._officials}

    def correspondents(self, ids: set[int]) -> dict[int, Correspondent]:
        """Correspondents by id."""
        if wanted := ids - set(self._correspondents):
            self._correspondents |= Correspondent.objects.in_bulk(wanted)
        return {one: self._correspondents[one] for one in ids}

    def checkpoint(self) -> str:
        """The last signed head of the log, as its note; empty while there is none."""
        last = Checkpoint.objects.last()
        return last.note if last else ""


def reading_of(case: LivingCase) -> Reading:
    """The reading that goes with a case in memory."""
    found: Reading = vars(case).setdefault("_letters_reading", Reading(case))
    return found
