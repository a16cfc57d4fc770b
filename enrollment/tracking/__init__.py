"""Opens and clicks: off by default, and on only where workspace, version, law and person allow.

`terms` is what the workspace allows and its domain; `deciding` says for each message what is
watched and why (not); `rewriting` puts opaque links into the page of a message, before anybody
reviews it; `minting` stores where they lead. docs/tracking.md has the rest.
"""
