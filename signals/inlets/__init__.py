"""What e-mail services and providers of text messages call: their webhooks, one inlet each."""
