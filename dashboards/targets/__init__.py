"""The targets of a contract: as signed, by version; and an avenant before it is signed."""
