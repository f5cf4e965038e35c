"""Signed calls to other programs (webhooks): written with the act, sent by a job, at addresses that were checked."""
