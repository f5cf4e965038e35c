"""The journal of a contract: every act, its lines, how they are searched for and exported."""
