"""How much a file of figures may hold (docs/format-import.md). Beyond, it is refused before it costs anything."""

MEGABYTE = 1024 * 1024

# As it is sent.
LARGEST_FILE = 5 * MEGABYTE
MOST_ROWS = 20_000
# Twelve beside the sixty months of a contract, for a table with one column a month.
MOST_COLUMNS = 72
LONGEST_CELL = 4_000
# A row of a CSV, with its line breaks, as text.
LONGEST_ROW = 20 * LONGEST_CELL
# Where the heading is looked for: the rows that a spreadsheet numbers 1 to 20.
LAST_HEADING_ROW = 20
LAST_ROW = MOST_ROWS + LAST_HEADING_ROW

# What comes out of a workbook, which is compressed; and how much text its cells show, which may share one string.
LARGEST_UNPACKED = 24 * MEGABYTE
MOST_ELEMENTS = 700_000
LONGEST_TEXT = 8_000_000

# Up to that many rows are written while the person waits; more of them by a job.
ROWS_WRITTEN_AT_ONCE = 300
# A job that was cut short this many times is given up.
MOST_TRIES = 3
# Previews that a person may leave waiting; older ones are abandoned.
MOST_WAITING = 5
# What a report and a page show of a text, and a page of a list.
LONGEST_SHOWN = 200
MOST_SHOWN = 300
