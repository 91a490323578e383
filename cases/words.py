"""The words of the pages: every move as a button and as a deed of the history, every fact as a label.

English here; Russian and Belarusian stand in locale/. A move that has no words yet stands as the law names it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

# What a button says, what the history says.
MOVES: dict[str, tuple[Any, Any]] = {
    # outgoing
    "draft_letter": (_("Write a letter"), _("draft written")),
    "revise": (_("Change the draft"), _("draft changed")),
    "submit": (_("Hand in for the form check"), _("handed in for the form check")),
    "take_back": (_("Take back from the form check"), _("taken back from the form check")),
    "return_form": (_("Return: the form is broken"), _("returned with remarks on its form")),
    "start_round": (_("Send for approval"), _("sent for approval")),
    "agree": (_("Agree"), _("agreed")),
    "agree_with_remarks": (_("Agree with remarks"), _("agreed with remarks")),
    "refuse_visa": (_("Refuse the visa"), _("visa refused")),
    "delegate_visa": (_("Hand my place to another"), _("place in the round handed to another")),
    "add_approver": (_("Ask one more approver"), _("approver added")),
    "replace_approver": (_("Replace an approver"), _("approver replaced")),
    "waive_visa": (_("Do without a missing visa"), _("missing visa waived by the signer")),
    "complete_round": (_("Complete the round"), _("approval completed")),
    "send_out": (_("Ask other bodies"), _("sent to other bodies for approval")),
    "record_consent": (_("Enter another body's consent"), _("consent of another body entered")),
    "record_objection": (_("Enter another body's objection"), _("objection of another body entered")),
    "recall": (_("Recall from approval"), _("recalled from approval")),
    "resubmit": (_("Send the new version for approval"), _("new version sent for approval")),
    "propose_form_change": (_("Propose a change of form"), _("change of form proposed")),
    "allow_form_change": (_("Allow the change of form"), _("change of form allowed")),
    "decline_form_change": (_("Decline the change of form"), _("change of form declined")),
    "refuse_sign": (_("Return unsigned"), _("returned unsigned")),
    "sign": (_("Sign"), _("signed")),
    "cancel": (_("Give the letter up"), _("given up")),
    "return_defect": (_("Return the signed letter: defect of form"), _("signed letter returned for a defect of form")),
    "queue": (_("Hand over for dispatch"), _("handed over for dispatch")),
    "record_sent": (_("Enter that a copy was sent"), _("copy sent")),
    "confirm_dispatch": (_("Confirm the dispatch"), _("all copies sent")),
    "record_delivery": (_("Enter what became of a copy"), _("delivery entered")),
    "await_reply": (_("Put the reply on control"), _("reply put on control")),
    "link_reply": (_("Link the reply"), _("reply linked")),
    "excuse_addressee": (_("Excuse an addressee from replying"), _("addressee excused from replying")),
    "close_replied": (_("Close as replied"), _("all replies received")),
    "close_without_reply": (_("Close without a reply"), _("closed without a reply")),
    "withdraw": (_("Withdraw the sent letter"), _("sent letter withdrawn")),
    # incoming
    "accept": (_("Take a letter in"), _("letter taken in")),
    "return_misdirected": (_("Return: misdirected"), _("misdirected letter returned")),
    "refuse_registration": (_("Refuse registration"), _("registration refused")),
    "count_only": (_("Count without registration"), _("counted without registration")),
    "acknowledge": (_("Tell the sender the number"), _("sender told the number")),
    "to_preliminary": (_("Hand to preliminary review"), _("handed to preliminary review")),
    "submit_to_head": (_("Lay before the head"), _("laid before the head")),
    "route_by_competence": (_("Send to the executors"), _("sent to the executors by competence")),
    "issue_resolution": (_("Write the resolution"), _("resolution written")),
    "for_information": (_("Take note and file"), _("taken note of")),
    "forward": (_("Forward by competence"), _("forwarded by competence")),
    "accept_task": (_("Take the work on"), _("work taken on")),
    "request_reassign": (_("Ask for another executor"), _("another executor asked for")),
    "reassign": (_("Change the resolution"), _("resolution changed")),
    "put_on_control": (_("Put on control"), _("put on control")),
    "interim_reply": (_("Write an interim reply"), _("interim reply written")),
    "start_reply": (_("Begin the reply"), _("reply begun")),
    "reply_cancelled": (_("Note that the reply was given up"), _("reply given up")),
    "reply_dispatched": (_("Note that the reply was sent"), _("reply sent")),
    "reply_withdrawn": (_("Note that the reply was withdrawn"), _("reply withdrawn, work resumed")),
    "report_without_letter": (_("Report without a letter"), _("reported done without a letter")),
    "return_unfulfilled": (_("Return: not everything is done"), _("returned as not done in full")),
    "off_control": (_("Take off control"), _("taken off control")),
    "close_uncontrolled": (_("Close"), _("closed without control")),
    "enter_point": (_("Enter a question"), _("question entered")),
    "join_original": (_("Join to the earlier registration"), _("joined to the earlier registration")),
    "record_original": (_("Enter the original on paper"), _("original on paper entered")),
    "original_arrived": (_("Note that the original has come"), _("original joined")),
    "ask_extension": (_("Ask for more time"), _("extension asked for")),
    "withdraw_extension": (_("Ask for more time no longer"), _("extension asked for no longer")),
    "grant_extension": (_("Extend the deadline"), _("deadline extended")),
    "deny_extension": (_("Refuse the extension"), _("extension refused")),
    "revoke_extension": (_("Take the extension back"), _("extension taken back")),
    "pause_clock": (_("Stop the clock"), _("clock stopped")),
    "resume_clock": (_("Let the clock go on"), _("clock goes on")),
    "redate": (_("Count the deadline anew"), _("deadline counted anew by the calendar")),
    "ask_enquiry": (_("Ask a unit or another body"), _("enquiry made")),
    "record_enquiry_answer": (_("Enter the answer to an enquiry"), _("answer to an enquiry entered")),
    "withdraw_enquiry": (_("Withdraw an enquiry"), _("enquiry withdrawn")),
    "answer_point": (_("Answer a question"), _("question answered")),
    "leave_unanswered": (_("Leave a question unanswered"), _("question left unanswered")),
    # both
    "hand_over": (_("Hand over to another"), _("handed over to another")),
    "send_for_familiarisation": (_("Show to officials"), _("shown to officials")),
    "familiarise": (_("I have read it"), _("read")),
    "register": (_("Register"), _("registered")),
    "correct_card": (_("Correct the card"), _("card corrected")),
    "ask_annulment": (_("Ask for the annulment of the number"), _("annulment of the number asked for")),
    "annul": (_("Annul the number"), _("number annulled")),
    "remind": (_("Remind"), _("reminded")),
    "file": (_("Lay in its file"), _("laid in its file")),
    "grant_access": (_("Let another see the case"), _("another was let see the case")),
    "end_access": (_("End another's sight of the case"), _("another's sight of the case ended")),
    # events of the history that are no moves
    "decide": ("", _("decided, not in effect yet")),
    "undo": ("", _("own decision undone")),
    "lapse": ("", _("the decision has lapsed")),
    "redacted": ("", _("personal data destroyed")),
    "rendered": ("", _("sheet drawn")),
    "judged": ("", _("electronic signatures judged")),
    "reminded": ("", _("reminded of the deadline by Chancery")),
    "imported": ("", _("brought over from the older register")),
}

FACTS: dict[str, Any] = {
    "addressees": _("Addressees"),
    "about": _("About which question"),
    "answer": _("Answer"),
    "answer_scan": _("Answer as it came (scan)"),
    "approver": _("Approver"),
    "asked_by": _("An answer is asked for until"),
    "attachments": _("Attachments"),
    "because": _("Because"),
    "bodies": _("Bodies, one a line"),
    "by_letter": _("Letter of withdrawal"),
    "channel": _("Channel"),
    "charges": _("Executors"),
    "control": _("On control"),
    "contact": _("Contact"),
    "copies": _("Copies"),
    "correspondent": _("Correspondent"),
    "dated": _("Of"),
    "delivery": _("Delivery"),
    "digest": _("File"),
    "done": _("What has been done"),
    "due": _("Due"),
    "earlier": _("Earlier registration"),
    "file_index": _("File of the nomenclature"),
    "grant": _("To whom it was shown"),
    "heading": _("Heading"),
    "image": _("Scan of the letter"),
    "kind": _("Kind"),
    "language": _("Language of the letter"),
    "left": _("What is left to do"),
    "letter": _("Letter"),
    "lines": _("As it stands on the letter, one line a row"),
    "missing": _("What is missing"),
    "not_a_duplicate": _("It is not a duplicate"),
    "note": _("Note"),
    "number": _("Number"),
    "official": _("Official"),
    "officials": _("Officials"),
    "ordinal": _("Which one"),
    "organisation": _("Organisation"),
    "our_date": _("Of (our date)"),
    "our_number": _("In reply to our number"),
    "paragraphs": _("Text; an empty line begins a new paragraph"),
    "place": _("Where it is kept"),
    "point": _("Registration point"),
    "points": _("Questions, one a line"),
    "proof": _("Proof: tracking number or receipt"),
    "proposal": _("Proposed resolution"),
    "question": _("Question"),
    "reason": _("Reason"),
    "received_on": _("Received on"),
    "remarks": _("Remarks"),
    "reply": _("Letter that answers"),
    "reply_to": _("In reply to"),
    "report": _("Report"),
    "reserved": _("Reserved number"),
    "restricted": _("Restricted («For official use»)"),
    "responsible": _("Responsible"),
    "route": _("Approvers"),
    "sheets": _("Sheets"),
    "signer": _("Signer"),
    "text": _("Text"),
    "their_date": _("Date of the sender"),
    "their_number": _("Number of the sender"),
    "title": _("Heading"),
    "to": _("To whom"),
    "leaving": _("From whom"),
    "turn": _("Turn"),
    "unit": _("Unit"),
    "until": _("Until"),
    "urgency": _("Urgency"),
    "useless_after": _("Useless after"),
    "visa": _("Place in the round"),
    "whose": _("Whose consent"),
    "ways": _("How each copy goes"),
    # words of the door
    "on_behalf_of": _("Whose act it is"),
    "occurred_at": _("When it was made"),
    "scan": _("Scan of the paper"),
}

IN_PLACE_OF = _("In whose place")

CODES: dict[str, Any] = {
    "ru": "Русский",
    "be": "Беларуская",
    "en": "English",
    "letter": _("letter"),
    "greeting": _("greeting"),
    "invitation": _("invitation"),
    "printed_matter": _("printed matter"),
    "advertisement": _("advertisement"),
    "accounting": _("accounting document"),
    "post": _("post"),
    "courier": _("courier"),
    "email": _("e-mail"),
    "folder": _("exchange folder"),
}


def button(move: str) -> Any:
    """What the button of a move says."""
    return MOVES[move][0] if move in MOVES else spelled(move)


def deed(move: str) -> Any:
    """What the history says of a move or an event."""
    return MOVES[move][1] if move in MOVES else spelled(move)


def label(fact: str) -> Any:
    """The label of a fact."""
    return FACTS.get(fact) or spelled(fact)


def code(one: str) -> Any:
    """A code of a closed list in words."""
    return CODES.get(one) or spelled(one)


def spelled(name: str) -> str:
    """A name of the code as words."""
    return name.replace("_", " ").capitalize()
