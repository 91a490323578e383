"""The tree of the log, beside an implementation of RFC 6962 that is not ours."""

import hashlib
from itertools import pairwise

import pytest
from aics_tlog import tree as other
from aics_tlog.hashing import leaf_hash as other_leaf

from cases.evidence import merkle
from cases.evidence.merkle import Frontier, consistency, inclusion, leaf_hash, over, tree

SIZES = [1, 2, 3, 5, 7, 8, 9, 31, 64, 100, 255, 256, 257, 300]
LEAVES = [f"leaf {number}".encode() for number in range(max(SIZES))]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
READ = tree(HASHES)
OTHER = other.MerkleTree(LEAVES)


def test_the_empty_tree_and_the_leaf_are_those_of_the_rfc() -> None:
    assert Frontier().root() == hashlib.sha256(b"").digest()
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert [other_leaf(leaf) for leaf in LEAVES] == HASHES


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_the_same_by_three_ways(size: int) -> None:
    edge = Frontier()
    for leaf in HASHES[:size]:
        list(edge.add(leaf))
    assert edge.root() == over(0, size, READ) == merkle.frontier(size, READ).root() == OTHER.root(size)


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_is_proved_as_the_other_proves_it(size: int) -> None:
    for position in range(size):
        proof = inclusion(position, size, READ)
        assert proof == OTHER.inclusion_proof(position, size)
        assert other.verify_inclusion(HASHES[position], position, size, proof, OTHER.root(size))


@pytest.mark.parametrize("size", SIZES)
def test_each_older_tree_is_proved_as_the_other_proves_it(size: int) -> None:
    for old in range(1, size + 1):
        proof = consistency(old, size, READ)
        assert proof == OTHER.consistency_proof(old, size)
        assert other.verify_consistency(old, size, OTHER.root(old), OTHER.root(size), proof)


@pytest.mark.parametrize(("position", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_in_the_tree_has_no_proof(position: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion(position, size, READ)


def test_a_smaller_tree_continues_none() -> None:
    assert consistency(0, 5, READ) == []
    with pytest.raises(ValueError, match="does not continue"):
        consistency(6, 5, READ)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 1), (0, 300), (3, 11), (8, 16), (255, 257), (1, 299)])
def test_spans_cover_a_range_once_and_in_order(first: int, last: int) -> None:
    covered = [(index << height, (index + 1) << height) for height, index in merkle.spans(first, last)]
    assert all(left[1] == right[0] for left, right in pairwise(covered))
    assert (covered[0][0], covered[-1][1]) == (first, last) if covered else first == last


def test_only_heights_of_eight_are_kept_and_each_once() -> None:
    edge, kept = Frontier(), []
    for number in range(1 << 10):
        kept += [(height, index) for height, index, _ in edge.add(leaf_hash(b"%d" % number))]
    assert kept == [(8, 0), (8, 1), (8, 2), (8, 3)]
