"""The API's addresses of what is measured: indicators, targets, monthly figures, attainment."""
