"""How the parts are started: set-up, embedded servers, sandbox mail and their supervisor."""
