"""The journal of a contract: every act, its lines, how they are searched for and exported.

The lines themselves are made by `dashboards/journal`, which the histories of an indicator or an action show too.
"""
