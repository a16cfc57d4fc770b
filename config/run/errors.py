"""The one error that the runtime shows to a person instead of a traceback."""


class RunError(Exception):
    """A plain sentence: what is wrong and what to do about it."""
