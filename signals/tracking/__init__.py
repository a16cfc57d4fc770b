"""What hits tracked links: the door (`hooks`, `hits`), who it was (`machines`), and what becomes of
it (`judging`). docs/tracking.md has the rest."""
