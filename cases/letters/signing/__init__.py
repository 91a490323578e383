"""Electronic signatures: `prepare -> sign -> embed`, and `verify`. Pure functions over bytes, never in a transaction.

    prepared = container.prepare(pdf, fields.APPROVER, mark, at=now, certify=True)
    cms = keys.sign(prepared.covered)                    # here, or later by the signer's own tool
    signed = keys.prolong(container.embed(prepared, cms))  # validation data, where the level asks for them
    verdicts = verification.verify(signed, trust, at=now)

A signed letter begins with the very bytes of the letter that was signed: every signature is a further revision.
"""
