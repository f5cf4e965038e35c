"""The committee as slides that can be edited: PowerPoint and OpenDocument, from the template of the body."""
