"""Every kind of forgery is found with its own code, and no honest bundle is ever called forged."""

import os
from collections.abc import Iterator
from functools import lru_cache
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import verify_evidence

from . import zoo_of_insiders
from .forger import Forgery, codes
from .world import World, live, plain_world
from .zoo import KINDS, Bench

assert zoo_of_insiders
pytestmark = pytest.mark.django_db
SEEDS = int(os.environ.get("CHANCERY_FORGERIES", "25"))
SMALL = os.environ.get("CHANCERY_CAMPAIGN") == "small"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The small world, exported by every test that asks."""
    with django_db_blocker.unblock(), plain_world(tmp_path_factory.mktemp("world")) as world:  # type: ignore[attr-defined]
        live(world)
        yield world


@pytest.fixture(scope="module")
def bench(world: World) -> Bench:
    """What the forgers start from; a first export is the older one."""
    old = world.bundle()
    return Bench(world.bundle(), world.bundle("sent", "incoming"), old, world.held[-1], world.signer, Random(0))


@lru_cache(maxsize=1000)
def openssl(public: bytes, message: bytes, signature: bytes) -> bool:
    """The same answer as ours, a hundred times faster; tests/evidence/test_verifier.py holds both together.

    Most signatures of a forgery are those of the bundle that it was made of, and are asked for once.
    """
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of signatures are verified."""
    monkeypatch.setattr(verify_evidence, "is_signed", openssl)


def test_the_zoo_has_more_than_forty_kinds() -> None:
    assert len(KINDS) >= 40


def caught(bench: Bench, kind: str, seed: int) -> set[str]:
    """The codes by which one forgery is found."""
    code, forge = KINDS[kind]
    bench.chance = Random(f"{kind}/{seed}")
    made = forge(bench)
    bundle, how = made if isinstance(made, tuple) else (made, {})
    found = codes(bundle, bench.signer, **how)
    assert code in found, f"seed {seed}: found by {sorted(found)}"
    return found


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("kind", KINDS)
def test_a_forgery_is_found_by_its_own_code(bench: Bench, kind: str) -> None:
    for seed in range(3):
        caught(bench, kind, seed)


@pytest.mark.campaign
@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("kind", KINDS)
def test_every_seed_of_a_forgery_is_found_by_its_own_code(bench: Bench, kind: str) -> None:
    """CHANCERY_FORGERIES=1000 for the long run."""
    for seed in range(3, SEEDS if not SMALL else 5):
        caught(bench, kind, seed)


@pytest.mark.usefixtures("fast")
@pytest.mark.parametrize("names", [(), ("sent",), ("draft", "refused"), ("annulled", "signed", "incoming")])
def test_an_honest_bundle_is_proved(world: World, names: tuple[str, ...]) -> None:
    bundle = world.bundle(*names)
    held = [("held", note) for note in world.held]
    assert codes(bundle, world.signer) == set()
    assert codes(bundle, world.signer, previous=held if not names else ()) == set()


@pytest.mark.usefixtures("fast")
def test_a_forger_who_forges_nothing_makes_the_same_bundle(bench: Bench) -> None:
    """So that what is found in a forgery is the forgery, not the forger's way to put bundles together."""
    assert codes(Forgery.of(bench.whole, Random(0)).recomputed(bench.signer), bench.signer) == set()


@pytest.mark.usefixtures("fast")
def test_what_nobody_can_find(bench: Bench) -> None:
    """Who holds the key, before anybody holds a checkpoint or witnesses the log, may write what he likes."""
    made = Forgery.of(bench.whole, Random(0))
    made.entry("rendered").update(user=9999)
    assert codes(made.recomputed(bench.signer), bench.signer) == set()
