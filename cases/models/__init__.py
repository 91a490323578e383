"""What Chancery keeps, one file a noun: fields and constraints, no behaviour."""

from .answering import Answering
from .assignment import Assignment, Resolution
from .attempt import Attempt
from .audit import AuditNote, Mandate
from .calendar import CalendarDay, CalendarYear, DeadlinePolicy
from .case import LAWS, Case, Direction, IncomingCase, LivingCase, OutgoingCase
from .consent import Consent
from .decision import Decision
from .dispatch import Dispatch
from .draft import Draft, Point
from .enquiry import Enquiry
from .entry import Disclosure, Entry
from .familiarisation import Familiarisation
from .feed import CalendarFeed
from .grant import CaseGrant
from .letter import Letter
from .log import Checkpoint, Leaf, Reading, Record, Subtree, Unlogged
from .office import (
    Appointment,
    Body,
    ConsentRule,
    Correspondent,
    FileTitle,
    NormProfile,
    Official,
    Post,
    RegistrationPoint,
    Unit,
)
from .register import Number, Register, RegisterYear
from .selection import Selection
from .sought import Sought
from .substitution import Substitution
from .term import Extension, Pause
from .user import User
from .visa import Visa

__all__ = [
    "LAWS",
    "Answering",
    "Appointment",
    "Assignment",
    "Attempt",
    "AuditNote",
    "Body",
    "CalendarDay",
    "CalendarFeed",
    "CalendarYear",
    "Case",
    "CaseGrant",
    "Checkpoint",
    "Consent",
    "ConsentRule",
    "Correspondent",
    "DeadlinePolicy",
    "Decision",
    "Direction",
    "Disclosure",
    "Dispatch",
    "Draft",
    "Enquiry",
    "Entry",
    "Extension",
    "Familiarisation",
    "FileTitle",
    "IncomingCase",
    "Leaf",
    "Letter",
    "LivingCase",
    "Mandate",
    "NormProfile",
    "Number",
    "Official",
    "OutgoingCase",
    "Pause",
    "Point",
    "Post",
    "Reading",
    "Record",
    "Register",
    "RegisterYear",
    "RegistrationPoint",
    "Resolution",
    "Selection",
    "Sought",
    "Substitution",
    "Subtree",
    "Unit",
    "Unlogged",
    "User",
    "Visa",
]
