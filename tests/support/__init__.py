"""Real servers, processes and programs for the tests, as plain classes that a test starts, kills or freezes itself."""
