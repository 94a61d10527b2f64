"""What several audiences read or fill in alike: ballots, questionnaires, actas."""
