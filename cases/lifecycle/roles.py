"""Who acts on a case: roles held by appointment, and roles that a place in the case gives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The roles of section 4 of the norms, the head of the chancery, and the system itself."""

    CLERK = "clerk", _("Clerk")
    REGISTRAR = "registrar", _("Registrar")
    CHANCERY_HEAD = "chancery_head", _("Head of the chancery")
    ASSISTANT = "assistant", _("Assistant")
    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy")
    DRAFTER = "drafter", _("Drafter")
    CONTROLLER = "controller", _("Controller")
    DISPATCHER = "dispatcher", _("Dispatcher")
    ARCHIVIST = "archivist", _("Archivist")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")
    EXECUTOR = "executor", _("Executor of the case")
    COEXECUTOR = "coexecutor", _("Co-executor of the case")
    APPROVER = "approver", _("Approver of the case")
    SIGNER = "signer", _("Signer of the case")
    AUTHOR = "author", _("Author of the resolution")
    READER = "reader", _("Reader of the case")
    SYSTEM = "system", _("Chancery itself")


# A place in one case, never an appointment.
BY_PLACE: frozenset[Role] = frozenset(
    {Role.EXECUTOR, Role.COEXECUTOR, Role.APPROVER, Role.SIGNER, Role.AUTHOR, Role.READER, Role.SYSTEM}
)
BY_APPOINTMENT: tuple[Role, ...] = tuple(role for role in Role if role not in BY_PLACE)

# Who enters what was done on paper, for its author and with the scan: acts in general, and resolutions by hand.
ENTER_PAPER: frozenset[Role] = frozenset({Role.CLERK, Role.REGISTRAR})
ENTER_RESOLUTIONS: frozenset[Role] = ENTER_PAPER | {Role.ASSISTANT}

# S7: an administrator has no part in cases. S8: an auditor writes nothing.
WITHOUT_ACTS: frozenset[Role] = frozenset({Role.ADMIN, Role.AUDITOR})
