"""Consent of users at services that speak OAuth 2: asked for, exchanged for tokens, refreshed, given back.

    begin ──▶ (the browser is at the provider) ──▶ finish ──▶ a credential of the vault
                                                              │  fresh: before each use that needs it
                                                              └  revoke_at_provider: when it is given back

`requests` and `answers` are pure: they put together and read what rows of the catalogue describe (ADR 21).
"""
