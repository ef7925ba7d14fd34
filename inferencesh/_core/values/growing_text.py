"""Text that grows from two sources: pieces in order, and whole texts that may be ahead of or behind the pieces."""

from __future__ import annotations

from typing import List, Optional

# So many pieces are joined into one: joining costs no more than the text's length, and the list stays short.
_BATCH = 1024


class GrowingText:
    """A text made of pieces, joined only when it is read."""

    __slots__ = ("_batches", "_pieces", "length")

    def __init__(self) -> None:
        self._batches: List[str] = []
        self._pieces: List[str] = []
        self.length: int = 0

    def append(self, piece: str) -> None:
        """Add a piece at the end."""
        self._pieces.append(piece)
        self.length += len(piece)
        if len(self._pieces) > _BATCH:
            # The last piece stays by itself: it is what is read next.
            last = self._pieces.pop()
            self._batches.append("".join(self._pieces))
            self._pieces = [last]

    def read(self) -> str:
        """The whole text."""
        if self._pieces or len(self._batches) > 1:
            self._batches = ["".join(self._batches) + "".join(self._pieces)]
            self._pieces.clear()
        return self._batches[0] if self._batches else ""

    def startswith(self, start: str) -> bool:
        """Whether it begins so. Does not join the text again and again for many short ones."""
        if not self._batches or len(start) > len(self._batches[0]):
            self.read()
        return bool(self._batches and self._batches[0].startswith(start)) or not start

    def since(self, start: int) -> str:
        """What follows the first `start` characters. Costs no more than that, as long as it is not old."""
        wanted = self.length - start
        if not self._pieces:
            return self.read()[start:]
        last = self._pieces[-1]
        if len(last) == wanted:
            return last
        found = 0
        for index in range(len(self._pieces) - 1, -1, -1):
            found += len(self._pieces[index])
            if found >= wanted:
                return "".join(self._pieces[index:])[found - wanted :]
        return self.read()[start:]


class TextChannel:
    """One text of a message (the answer, or the reasoning): what is known of it, and how much was handed out.

    Whole texts carry no sequence number, so what is known may run ahead of the deltas; `delta_end` says up to where the
    deltas without a gap reach, and a delta that only repeats what is known adds nothing. A text may also have pieces
    that no delta told. Where deltas and whole texts contradict each other, the place of further deltas is unknown
    (`adrift`): only whole texts count from then on.
    """

    __slots__ = ("adrift", "delta_end", "handed", "known")

    def __init__(self) -> None:
        self.known: GrowingText = GrowingText()
        self.delta_end: int = 0
        self.handed: int = 0
        self.adrift: bool = False

    def delta(self, piece: str) -> None:
        """Take the piece that follows the last one without a gap."""
        if self.adrift:
            return
        known = self.known
        ahead = known.length - self.delta_end
        if ahead <= 0:
            known.append(piece)
        elif not known.read().startswith(piece[:ahead], self.delta_end):
            self.adrift = True
            return
        elif len(piece) > ahead:
            known.append(piece[ahead:])
        self.delta_end += len(piece)

    def whole(self, text: str, final: bool) -> bool:
        """Take a whole text. True if it contradicts what was handed out, so that it has to be handed out anew."""
        if not final and len(text) <= self.known.length:
            self.adrift = self.adrift or not self.known.startswith(text)
            return False  # an older picture, if anything
        known = self.known.read()
        if len(text) > len(known) and text.startswith(known):
            self.known.append(text[len(known) :])
            return False
        if not final or text == known:
            # Another text, which only the final one can settle.
            self.adrift = self.adrift or not known.startswith(text)
            return False
        again = not known[: self.handed].startswith(text) and not text.startswith(known[: self.handed])
        self.known = GrowingText()
        self.known.append(text)
        self.delta_end = len(text)
        self.adrift = False
        if again:
            self.handed = 0
        return again

    def take(self) -> Optional[str]:
        """What is known and was not handed out yet; None if there is nothing."""
        if self.handed >= self.known.length:
            return None
        piece = self.known.since(self.handed)
        self.handed = self.known.length
        return piece

    def upto(self, end: int) -> str:
        """The first `end` characters."""
        text = self.known.read()
        return text if end >= len(text) else text[:end]
