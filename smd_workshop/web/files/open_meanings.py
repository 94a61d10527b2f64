"""What the columns of the tables of effects, clusters, shared value, commitments and territories hold, in a sentence each."""

from typing import Final

from smd_workshop.core.messages import N_

IS_SIMULATED: Final = N_("Whether it rests on answers that nobody gave")
EFFECTS: Final = {
    "component": N_("What people value"),
    "kind": N_("Environmental, social or economic"),
    "unit": N_("What it is counted in"),
    "better": N_("Which way is good"),
    "threshold": N_("The limit that somebody set: the least where more is better, the most where less is"),
    "baseline_year": N_("Of which year its baseline is"),
    "baseline": N_("What it was then; empty where nobody knows"),
    "trend": N_("Where it was going"),
    "use_percent": N_("How much of the threshold is used now, per cent"),
    "band": N_("Whether that is under 75 per cent, up to 100, or beyond"),
    "stressor": N_("The activity or driver of nature that acts on it; empty where nobody has said"),
    "acts": N_("When it acts: past, present, planned, or nature"),
    "sign": N_("Whether it adds or takes"),
    "magnitude": N_("How much; empty where nobody knows, or where only the sign was rated"),
    "magnitude_unit": N_("What that is counted in: only equal units are ever summed"),
    "favourable": N_("Whether that is good for what people value"),
    "mode": N_("How it meets the others"),
    "confidence": N_("How sure one is"),
    "source": N_("What it rests on"),
    "said_at": N_("When it was said"),
    "refused_median": N_("What a workshop said of it that was not taken over: the median of its sectors, from −3 to 3"),
    "refused_because": N_("Why that was not taken over"),
}  # fmt: skip
CLUSTERS: Final = {
    "cluster": N_("Name of the cluster"),
    "member": N_("Who belongs to it"),
    "role": N_("What they do in it"),
    "gives_to": N_("Who is given something; empty where nobody is"),
    "gives": N_("What they are given"),
}
SHARED_VALUE: Final = {
    "initiative": N_("Name of the initiative"),
    "form": N_("Products, productivity or cluster"),
    "family": N_("What a community counts of it"),
    "social": N_("Plan and code of the social or environmental indicator"),
    "financial": N_("Plan and code of the financial indicator"),
    "lag_years": N_("By how many years the second follows the first"),
    "lags_tried": N_("At how many lags this pair was ever looked at"),
    "hybrid_evidence": N_("The word that rules give: none, plausible or tested"),
    "rule": N_("Which rule decided that"),
    "n": N_("Years in which both are known"),
    "pearson": N_("Correlation of Pearson"),
    "pearson_low": N_("Its interval of 95 per cent, from"),
    "pearson_high": N_("Its interval of 95 per cent, to"),
    "spearman": N_("Correlation of ranks, of Spearman"),
    "validity": N_("Why this pair and this lag, and within which limits it holds"),
}
COMMITMENTS: Final = {
    "number": N_("Number of the commitment, as in its address"),
    "commitment": N_("What was promised"),
    "owner": N_("Who answers for it"),
    "due": N_("By when"),
    "state": N_("How far it is"),
    "overdue": N_("Whether its day has passed and it is not kept"),
    "evidence": N_("Where it can be seen"),
    "workshop": N_("The workshop in which it was made; empty where it was in none"),
}
TERRITORIES: Final = {
    "territory": N_("Name of the territory"),
    "plan": N_("Code of the plan"),
    "indicator": N_("Code of the indicator in its plan"),
    "name": N_("Name of the indicator"),
    "measure": N_("What it is counted in"),
    "period": N_("The last period of which that was published: year, semester, quarter or month"),
    "value": N_("What it was in the territory then"),
    "light": N_("Beside the target of the whole; none where the two cannot be compared"),
    "simulated": IS_SIMULATED,
}
NUMBERS: Final = frozenset(
    {
        "value", "threshold", "baseline", "use_percent", "magnitude", "lag_years", "lags_tried", "n", "pearson", "number",
        "pearson_low", "pearson_high", "spearman",
    }
)  # fmt: skip
