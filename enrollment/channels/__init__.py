"""How a message leaves. Only dispatch talks to channels."""
