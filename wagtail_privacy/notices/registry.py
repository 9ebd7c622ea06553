"""What apps add to the editor while the site starts."""

from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Entries by name, in the order in which they came; none can be added once all of them have been used.

    ``taken`` and ``too_late`` are the messages for an entry that cannot be added, with ``{name!r}`` for its name.
    """

    def __init__(self, *, taken: str, too_late: str):
        self._entries: dict[str, Entry] = {}
        self._in_use = False
        self._taken = taken
        self._too_late = too_late

    def check(self, name: str) -> None:
        """Raise ``ImproperlyConfigured`` where it is too late for an entry, ``ValueError`` where the name is taken."""
        if self._in_use:
            raise ImproperlyConfigured(self._too_late.format(name=name))
        if name in self._entries:
            raise ValueError(self._taken.format(name=name))

    def add(self, name: str, entry: Entry) -> None:
        """Add an entry; raises what :meth:`check` does."""
        self.check(name)
        self._entries[name] = entry

    def get(self, name: str) -> Entry | None:
        """The entry of this name, or ``None``."""
        return self._entries.get(name)

    def entries(self) -> tuple[Entry, ...]:
        """Every entry so far."""
        return tuple(self._entries.values())

    def use(self) -> tuple[Entry, ...]:
        """Every entry. From now on none can be added, since what is built of them would lack it."""
        self._in_use = True
        return self.entries()
