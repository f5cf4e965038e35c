"""Slides as a PPTX: text in the template's places, native tables and charts in its fonts and colours."""
