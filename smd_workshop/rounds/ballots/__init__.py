"""What seats give: ballots through one door, on paper and on phones, reasons, original notes."""
