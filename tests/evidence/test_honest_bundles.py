"""The long run of honest bundles: none is called forged. Each has a world, and a database, of its own."""

from itertools import combinations
from pathlib import Path

import pytest

import verify_evidence

from .forger import codes
from .test_forgeries import SMALL, openssl
from .world import live, plain_world

pytestmark = pytest.mark.django_db


@pytest.mark.campaign
@pytest.mark.parametrize("number", range(1 if SMALL else 8))
def test_no_honest_bundle_is_called_forged(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every choice of cases of a world of its own, with a checkpoint that the auditor holds: 8 x 128 bundles."""
    monkeypatch.setattr(verify_evidence, "is_signed", openssl)
    with plain_world(tmp_path) as world:
        live(world)
        names = sorted(world.cases)
        for count in range(len(names) + 1):
            for chosen in combinations(names, count):
                bundle = world.bundle(*chosen, previous=[world.held[number % 3].decode()])
                assert codes(bundle, world.signer, previous=[("held", world.held[number % 3])]) == set(), chosen
