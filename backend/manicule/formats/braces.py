"""LaTeX text taken apart at signs that stand in no brace."""

import re

_PIECE = re.compile(r"\\.|[{}]|[,;，、；]|[^\\{},;，、；]+|\\", re.DOTALL)


def outside(text: str, signs: str) -> list[str]:
    """The parts of the text that these signs, of `,;，、；`, separate; none in braces does."""
    depth, parts = 0, [""]
    for piece in _PIECE.findall(text):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        if depth <= 0 and piece in signs:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
