"""The tree of RFC 6962: hashes over leaves, proofs of inclusion and of consistency. Hashes are 32 bytes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator

# Hashes of the subtrees of one height (0, 8, 16 …) from one index up to, not including, another.
type Read = Callable[[int, int, int], list[bytes]]

STEP = 8  # heights between those that are kept
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(octets: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + octets).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def folded(hashes: Iterable[bytes]) -> bytes:
    """The hash over neighbouring subtrees, the highest first."""
    *rest, last = hashes
    for left in reversed(rest):
        last = node_hash(left, last)
    return last


class Frontier:
    """The right edge of a growing tree: its complete subtrees, the highest first, so a root needs no leaf."""

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        self.size = size
        self.nodes = list(nodes)

    def add(self, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Append a leaf; every subtree of a kept height that it completes, as (height, index, hash)."""
        height, index, node = 0, self.size, leaf
        while index & 1:
            node = node_hash(self.nodes.pop(), node)
            height, index = height + 1, index >> 1
            if height % STEP == 0:
                yield height, index, node
        self.nodes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves."""
        return folded(self.nodes) if self.nodes else EMPTY


def spans(first: int, last: int) -> Iterator[tuple[int, int]]:
    """The fewest complete subtrees, as (height, index), that cover the leaves from first up to, not including, last."""
    while first < last:
        height = (last - first).bit_length() - 1
        if first:
            height = min(height, (first & -first).bit_length() - 1)
        yield height, first >> height
        first += 1 << height


def subtree(height: int, index: int, read: Read) -> bytes:
    """The hash of a complete subtree from the kept ones below it."""
    kept = height - height % STEP
    wide = 1 << (height - kept)
    nodes = read(kept, index * wide, (index + 1) * wide)
    while len(nodes) > 1:
        nodes = [node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)]
    return nodes[0]


def over(first: int, last: int, read: Read) -> bytes:
    """The hash over the leaves of a range that begins where a subtree of its size may begin."""
    return folded(subtree(height, index, read) for height, index in spans(first, last))


def frontier(size: int, read: Read) -> Frontier:
    """The right edge of the tree of a size."""
    return Frontier(size, [subtree(height, index, read) for height, index in spans(0, size)])


def inclusion(position: int, size: int, read: Read) -> list[bytes]:
    """The proof that a leaf is in the tree of a size (RFC 6962, 2.1.1). Raises ValueError when it is not."""
    if not 0 <= position < size:
        raise ValueError(f"the tree of {size} has no leaf {position}")
    first, last, proof = 0, size, []
    while last - first > 1:
        middle = first + (1 << ((last - first - 1).bit_length() - 1))
        if position < middle:
            proof.append(over(middle, last, read))
            last = middle
        else:
            proof.append(over(first, middle, read))
            first = middle
    return proof[::-1]


def consistency(old: int, size: int, read: Read) -> list[bytes]:
    """The proof that the tree of a size only continues an older one (RFC 6962, 2.1.2). Raises ValueError."""
    if not 0 <= old <= size:
        raise ValueError(f"the tree of {size} does not continue one of {old}")
    if old in (0, size):
        return []
    first, last, proof, whole = 0, size, [], True
    while old != last:
        middle = first + (1 << ((last - first - 1).bit_length() - 1))
        if old <= middle:
            proof.append(over(middle, last, read))
            last = middle
        else:
            proof.append(over(first, middle, read))
            first, whole = middle, False
    return proof[::-1] if whole else [over(first, last, read), *proof[::-1]]


def tree(leaves: list[bytes]) -> Read:
    """The reading of a tree that is all in memory, for proofs over a few thousand leaves."""
    kept = {0: leaves}
    edge = Frontier()
    for leaf in leaves:
        for height, _, node in edge.add(leaf):
            kept.setdefault(height, []).append(node)
    return lambda height, first, last: kept[height][first:last]
