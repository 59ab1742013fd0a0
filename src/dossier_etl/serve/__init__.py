"""The reading room: server-rendered pages in which a dossier is read, checked and corrected."""
