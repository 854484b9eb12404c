"""The Tracer that keeps events."""

from engine.trace import Event


class Record:
    """Every event told, in order."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        """Keep *event*."""
        self.events.append(event)
