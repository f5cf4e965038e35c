"""The two queues of what waits for a validation: months of indicators, and échéances of actions."""
