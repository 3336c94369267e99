"""Accounts: what a guest brings along, logins that end, tokens for programs."""
