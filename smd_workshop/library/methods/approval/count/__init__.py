"""The count of an approval round: who pays for what, stage by stage, and who decides ties."""
