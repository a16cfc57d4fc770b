"""The REST edges of the content check: a workspace's own words, and findings that are accepted."""
