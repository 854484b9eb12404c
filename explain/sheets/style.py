"""The colours of a drawing on a terminal."""

from explain.sheets.drawn import Tone

_RESET = "\x1b[0m"
BOLD, FAINT = "\x1b[1m", "\x1b[2m"
_COLOURS = {
    Tone.KEY: BOLD,
    Tone.ABOUT: "\x1b[36m",
    Tone.DEMAND: "\x1b[34m",
    Tone.GIVES: "\x1b[32m",
    Tone.ASIDE: FAINT,
}


class Style:
    """What puts colours where there are any."""

    def __init__(self, colour: bool) -> None:
        self.colour = colour

    def shown(self, text: str, code: str) -> str:
        """Return *text* in the style *code*."""
        return f"{code}{text}{_RESET}" if self.colour and code and text.strip() else text

    def head(self, text: str, tone: Tone) -> str:
        """Return a heading in the colour of its column."""
        return self.shown(text, _COLOURS[tone])
