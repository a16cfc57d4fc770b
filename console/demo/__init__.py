"""A believable workspace for `make run`: invented people at example domains, made by the same
services that the product uses, so that its audit trail is a real one."""
