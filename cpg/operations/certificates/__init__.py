"""Certificates of the services, by an authority of this installation: `python -m cpg.operations.certificates /tls`."""
