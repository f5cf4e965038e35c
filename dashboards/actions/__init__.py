"""The actions of a contract: their calendar, their Gantt, each of them, and what their owners say of them."""
