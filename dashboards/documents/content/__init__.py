"""The chapters of a review, each from the facts to plain blocks."""
