"""What keeps a content from leaving."""


class MessageError(ValueError):
    """A content that cannot become a message as it was approved, or bytes that are not it."""
