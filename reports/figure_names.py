"""What the columns of a table of figures are called in the reader's language: a program may read them too.

They are no sentences, so they stand here and not in the catalogue: words without spaces, one for each
part of a name, the same as long as the figure is. English has the names of the result file.
"""

#: language → part of a name → what it is called.
NAMES: dict[str, dict[str, str]] = {
    "es": {
        "round": "ronda", "method": "metodo", "option": "opcion", "wording": "redaccion", "note": "nota",
        "n": "n", "dont_know": "no_sabe", "unseen": "no_lo_vieron", "class": "clase",
        "pooled_mean": "promedio_personas", "pooled_median": "mediana_personas",
        "balanced_mean": "promedio_equilibrado", "balanced_median": "mediana_equilibrada",
        "q1": "cuartil_1", "q3": "cuartil_3", "balanced_agree": "a_favor_equilibrado",
        "balanced_reject": "en_contra_equilibrado", "median": "mediana", "mean": "promedio",
        "agree": "a_favor", "reject": "en_contra", "p30": "p30", "p70": "p70", "ipr": "ipr",
        "ipras": "ipras", "disagreement": "desacuerdo", "sectors": "sectores", "interval": "intervalo",
        "low": "desde", "high": "hasta", "status": "estado", "since_before": "desde_la_ronda_anterior", "without_quorum": "sin_quorum",
        "chosen": "elegida", "support": "apoyo", "pooled": "personas", "balanced": "equilibrado",
        "outcome": "decision", "overall": "en_conjunto", "eligible": "habilitados", "yes": "si",
        "no": "no", "abstain": "abstencion", "quorum": "quorum", "majority": "mayoria",
        "weight": "peso", "pooled_weight": "peso_personas", "global": "peso_total",
        "p_top": "p_primeros", "group": "grupo",
        "side": "lado", "quadrant": "cuadrante", "funded": "financiada", "cost": "costo",
        "workshop": "taller", "sector": "sector", "figure": "cifra", "step": "respuesta", "people": "personas",
        "majority_grade": "calificacion_mayoritaria", "pooled_grade": "calificacion_personas",
        "place": "puesto", "pooled_place": "puesto_personas",
        "coverage": "cobertura", "sufficient": "suficiente",
        "definitions": "definiciones", "balanced_75_15": "equilibrado_75_15", "pooled_70_15": "personas_70_15",
        "every_sector_70_15": "cada_sector_70_15", "median_7": "mediana_7", "classic_rand": "rand_clasico",
        "common_ground": "terreno_comun", "smallest_agree": "menor_a_favor", "division": "division",
        **{f"grade_{grade}": f"calificacion_{grade}" for grade in range(6)},
    },
}  # fmt: skip


def spoken(column: str, language: str) -> str:
    """Return a column's name in a language; what follows `sectors.` is a code and stays."""
    known = NAMES.get(language, {})
    parts = column.split(".")
    codes = {place + 1 for place, part in enumerate(parts) if part == "sectors"}
    return ".".join(
        part if place in codes else known.get(part, part) for place, part in enumerate(parts)
    )
