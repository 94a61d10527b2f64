"""What the columns of a table, and the words in its cells, are called in the reader's language: a program may read them too.

They are no sentences, so they stand here and not in the catalogue: words without spaces, one for each
part of a name, the same as long as the figure is. English has the names of the result file.
"""

from collections.abc import Iterable, Sequence

from reports.tables import Cell

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
        "ipras": "ipras", "consensus": "consenso", "disagreement": "desacuerdo", "sectors": "sectores", "interval": "intervalo",
        "low": "desde", "high": "hasta", "status": "estado", "since_before": "desde_la_ronda_anterior", "without_quorum": "sin_quorum",
        "chosen": "elegida", "support": "apoyo", "pooled": "personas", "balanced": "equilibrado",
        "outcome": "decision", "overall": "en_conjunto", "eligible": "habilitados", "yes": "si",
        "no": "no", "abstain": "abstencion", "quorum": "quorum", "majority": "mayoria",
        "weight": "peso", "pooled_weight": "peso_personas", "global": "peso_total",
        "p_top": "p_primeros", "again": "otra_vez", "p_first": "p_primera", "places": "puestos", "p_chosen": "p_elegida",
        "p_class": "p_clase", "p_outcome": "p_decision", "in": "entra", "out": "sale", "contested": "en_disputa",
        "undecided": "sin_acuerdo", "adopted": "adoptado", "rejected": "rechazado", "no_quorum": "sin_quorum",
        "group": "grupo",
        "side": "lado", "quadrant": "cuadrante", "funded": "financiada", "cost": "costo",
        "workshop": "taller", "sector": "sector", "figure": "cifra", "step": "respuesta", "people": "personas",
        "majority_grade": "calificacion_mayoritaria", "pooled_grade": "calificacion_personas",
        "place": "puesto", "pooled_place": "puesto_personas",
        "coverage": "cobertura", "sufficient": "suficiente",
        "definitions": "definiciones", "balanced_75_15": "equilibrado_75_15", "pooled_70_15": "personas_70_15",
        "every_sector_70_15": "cada_sector_70_15", "median_7": "mediana_7", "classic_rand": "rand_clasico",
        "common_ground": "terreno_comun", "smallest_agree": "menor_a_favor", "division": "division",
        **{f"grade_{grade}": f"calificacion_{grade}" for grade in range(6)},
        # plans, scorecards, recommendations
        "plan": "plan", "objective": "objetivo", "action": "accion", "indicator": "indicador", "name": "nombre",
        "relevance": "relevancia", "sense": "sentido", "aggregation": "agregacion", "type_2_percent": "avance_tipo_2_porcentaje",
        "measure": "unidad_de_medida", "year": "anio", "target": "logro_esperado", "value": "valor_obtenido",
        "progress_percent": "avance_porcentaje", "light": "semaforo", "period": "periodo", "counts": "vale",
        "published_at": "publicado", "evidence": "evidencia", "corrects": "corrige_otro", "simulated": "simulado",
        "scorecard": "tablero", "perspective": "perspectiva", "themes": "temas", "values": "valores",
        "own_result_percent": "resultado_propio_porcentaje", "initiatives_percent": "iniciativas_porcentaje",
        "indicators": "indicadores", "initiatives": "iniciativas",
        "number": "numero", "wave": "aplicacion", "recommendation": "recomendacion", "said": "lo_que_se_dijo",
        "unit": "unidad", "due": "plazo", "state": "estado", "overdue": "vencida", "did": "lo_que_se_hizo",
        "comments": "comentarios",
        # variables of the repository
        "code": "codigo", "theme": "tema", "institution": "institucion", "source": "fuente",
        "frequency": "frecuencia", "level": "nivel_territorial", "last_year": "ultimo_anio",
        "quality": "calidad", "source_of_value": "fuente_del_valor", "said_at": "dicho",
        "corrected": "corregido",
        "territory": "territorio",
        # cumulative effects, clusters, shared value
        "component": "componente", "kind": "tipo", "better": "hacia_donde_es_bueno", "threshold": "umbral",
        "baseline_year": "anio_de_linea_base", "baseline": "linea_base", "trend": "tendencia",
        "use_percent": "uso_del_umbral_porcentaje", "band": "franja", "stressor": "lo_que_actua", "acts": "cuando_actua",
        "sign": "signo", "magnitude": "cuanto", "magnitude_unit": "unidad_de_cuanto", "favourable": "favorable",
        "mode": "como_se_suma", "confidence": "seguridad", "refused_median": "mediana_no_tomada",
        "refused_because": "por_que_no_se_tomo",
        "cluster": "cluster", "member": "quien_lo_integra", "role": "que_hace", "gives_to": "da_a", "gives": "que_da",
        "commitment": "compromiso", "owner": "responsable", "initiative": "iniciativa", "form": "forma", "family": "familia", "social": "indicador_social",
        "financial": "indicador_financiero", "lag_years": "desfase_en_anios", "lags_tried": "desfases_mirados",
        "hybrid_evidence": "evidencia_de_la_relacion", "rule": "regla", "pearson": "pearson",
        "pearson_low": "pearson_desde", "pearson_high": "pearson_hasta", "spearman": "spearman", "validity": "alcance",
    },
}  # fmt: skip

_CLASSES = {
    "in": "entra", "out": "sale", "contested": "en disputa", "undecided": "aún no hay acuerdo",
}  # fmt: skip
#: language → column, or the part of its name above it → word in a cell → what it is called.
WORDS: dict[str, dict[str, dict[str, str]]] = {
    "es": {
        "class": _CLASSES, "definitions": _CLASSES,
        "status": {"complete": "completo", "provisional": "provisional", "empty": "nadie respondió"},
        "outcome": {
            "adopted": "adoptado", "contested": "aún no hay acuerdo", "rejected": "rechazado",
            "no quorum": "sin quórum",
        },
        "since_before": {
            "consensus": "consenso estable", "majority": "mayoría estable", "dissent": "desacuerdo estable",
            "stable": "estable", "unstable": "todavía cambia", "no quorum": "sin quórum",
            "unsaid": "no se puede comparar",
        },
        "light": {"green": "logrado", "amber": "en proceso", "red": "crítico", "none": "sin información", "unjudged": "sin logro esperado", "incomplete": "incompleto"},
        "sense": {
            "ascending": "ascendente", "descending": "descendente", "at most": "máximo permisible",
            "at least": "mínimo permisible",
        },
        "aggregation": {"additive": "agregable", "not additive": "no agregable"},
        "values": {"economic": "económico", "social": "social", "environmental": "ambiental"},
        "state": {
            "pending": "pendiente", "in_progress": "en camino", "done": "hecha", "cancelled": "cancelada",
        },
        "kind": {"environmental": "ambiental", "social": "social", "economic": "económico"},
        "better": {"more": "más es mejor", "less": "menos es mejor"},
        "trend": {
            "improving": "mejora", "stable": "estable", "worsening": "empeora", "unknown": "nadie lo sabe",
        },
        "band": {"within": "con margen", "near": "cerca del umbral", "beyond": "pasado el umbral"},
        "acts": {"past": "pasado", "present": "presente", "planned": "previsto", "natural": "natural"},
        "sign": {"plus": "suma", "minus": "quita", "no effect": "sin efecto", "unknown": "nadie lo sabe"},
        "mode": {
            "additive": "se suma", "synergistic": "juntos hacen más que su suma",
            "compensating": "se anulan en parte",
        },
        "confidence": {"low": "baja", "medium": "media", "high": "alta"},
        "form": {"products": "productos", "productivity": "productividad", "cluster": "clúster"},
        "family": {
            "socio_economic": "socioeconómica", "environmental": "ambiental", "innovation": "innovación",
            "diversification": "diversificación",
        },
        "hybrid_evidence": {"none": "sin evidencia", "plausible": "posible", "tested": "probada"},
        "rule": {
            "few": "menos de 5 años", "constant": "un valor no cambia", "line": "una sale de la otra",
            "zero": "el azar lo explicaría", "few changes": "pocos cambios de año a año",
            "changes": "los cambios no van juntos", "contradicted": "una comparación habla en contra",
            "not compared": "nada lo ha comparado", "too short": "menos de 10 años",
            "compared": "una comparación lo apoya",
        },
    },
}  # fmt: skip


def told(
    headers: Sequence[str], rows: Iterable[Sequence[Cell]], language: str
) -> tuple[list[str], list[list[Cell]]]:
    """Return a table in a language: its columns' names, and of its cells the words that the program itself put there."""
    words = [_words_of(header, language) for header in headers]
    return [spoken(header, language) for header in headers], [
        [_said(cell, known) for cell, known in zip(row, words, strict=True)] for row in rows
    ]


def _words_of(column: str, language: str) -> dict[str, str]:
    known = WORDS.get(language, {})
    parts = column.split(".")
    return known.get(parts[-1]) or (known.get(parts[-2], {}) if len(parts) > 1 else {})


def _said(cell: Cell, words: dict[str, str]) -> Cell:
    """Return a cell in words; one of several words has each between semicolons."""
    if not words or not isinstance(cell, str):
        return cell
    return "; ".join(words.get(each, each) for each in cell.split("; "))


def spoken(column: str, language: str) -> str:
    """Return a column's name in a language; what follows `sectors.` is a code and stays."""
    known = NAMES.get(language, {})
    parts = column.split(".")
    codes = {place + 1 for place, part in enumerate(parts) if part == "sectors"}
    return ".".join(
        part if place in codes else known.get(part, part) for place, part in enumerate(parts)
    )
