"""The Cnav's figures beside ours: received as a file, each difference with its cause, followed until it is settled."""
