"""The acta of a workshop, what was agreed and who does it by when."""
