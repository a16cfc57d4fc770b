"""People and companies, CRM sync, import."""
