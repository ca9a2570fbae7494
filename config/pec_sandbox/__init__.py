"""A certified-mail provider on loopback, for the demo and the tests. Never for real mail.

Run it with `python -m config.pec_sandbox --state DIR --smtp-port N --imap-port N`.
"""
