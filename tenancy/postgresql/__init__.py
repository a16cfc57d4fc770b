"""PostgreSQL with a scope: Django's backend, told at BEGIN whose rows may be seen."""
