"""The document of a review: facts of a day read once, plain blocks, then the same blocks as PDF and as ODT."""
