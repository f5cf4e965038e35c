"""Reviews of a contract: their texts, the requests to make their document, and every version that was made."""
