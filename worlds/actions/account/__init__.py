"""Accounts: taking over what a guest has, logins that end, tokens for programs."""
