"""The passport of an indicator: what its figure is and where it comes from, completed by the contrôle de gestion."""
