"""What is wrong with a written document, as a sentence for each place. Pure."""

from collections.abc import Mapping


class DocumentError(ValueError):
    """A document that cannot be read; `problems` has a sentence by path."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(next(iter(problems.values())))
        self.problems = dict(problems)


class Mistakes:
    """Mistakes are gathered, so that a form can show all of them; the first of each path counts."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def wrong(self, path: str, message: str) -> None:
        """Note one."""
        self.problems.setdefault(path, message)
