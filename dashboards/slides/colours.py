"""Fonts and colours of the template of who has none: those of the screens, in fonts that every office suite has."""

TITLE_FONT, BODY_FONT = "Georgia", "Arial"
# By their names in a theme.
COLOURS = {
    "dk1": "17202A",
    "lt1": "FFFFFF",
    "dk2": "465261",
    "lt2": "F3F5F7",
    "accent1": "1F4E79",
    "accent2": "0B5F7A",
    "accent3": "8F5D00",
    "accent4": "9C1238",
    "accent5": "5A35B0",
    "accent6": "6B7785",
    "hlink": "1F4E79",
    "folHlink": "5A35B0",
}
