"""How a guard is written in SQL: triggers, as each vendor wants them.

They run after the row is written and undo the whole statement: a ballot that is stored or else
replaced in one statement asks once, not twice. Databases out there hold these very words: whoever
changes them writes a migration that puts every guard anew (docs/adr/0010).
"""

from dataclasses import dataclass

#: What the message of every guard begins with, on both vendors.
MARK = "kept: "
VERBS = ("insert", "update", "delete")


@dataclass(frozen=True, slots=True)
class Guard:
    """When the database refuses a row of a table: per verb a condition on OLD and NEW; '' is never.

    Conditions are SQL that both vendors read; DISTINCT compares what may be NULL.
    """

    table: str
    words: str
    insert: str = ""
    update: str = ""
    delete: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """Return the condition of each verb that is guarded."""
        return {verb: told for verb in VERBS if (told := getattr(self, verb))}


def statements(guard: Guard, vendor: str) -> list[str]:
    """Return what creates the triggers of a guard on 'sqlite' or 'postgresql'."""
    return _sqlite(guard) if vendor == "sqlite" else _postgresql(guard)


def _sqlite(guard: Guard) -> list[str]:
    return [_sqlite_trigger(guard, verb, told) for verb, told in guard.conditions.items()]


def _sqlite_trigger(guard: Guard, verb: str, condition: str) -> str:
    # The same comparison; the standard's name for it is younger than the SQLite of some laptops.
    condition = condition.replace(" IS DISTINCT FROM ", " IS NOT ")
    return (
        f'CREATE TRIGGER guard_{guard.table}_{verb} AFTER {verb.upper()} ON "{guard.table}"\n'
        f"WHEN {condition}\n"
        f"BEGIN SELECT RAISE(ABORT, '{MARK}{guard.words}'); END"
    )


def _postgresql(guard: Guard) -> list[str]:
    """One function for all verbs, and TRUNCATE refused where a row may be refused."""
    name = f"guard_{guard.table}"
    questions = "".join(
        f"IF TG_OP = '{verb.upper()}' THEN refused := {condition};\nEND IF;\n"
        for verb, condition in guard.conditions.items()
    )
    function = (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$\n"
        f"DECLARE refused boolean := TRUE;\nBEGIN\n{questions}"
        f"IF refused THEN RAISE EXCEPTION USING MESSAGE = '{MARK}{guard.words}',\n"
        "ERRCODE = 'restrict_violation'; END IF;\nRETURN NULL;\nEND $guard$"
    )
    verbs = " OR ".join(verb.upper() for verb in guard.conditions)
    rows = f'CREATE TRIGGER {name} AFTER {verbs} ON "{guard.table}"\nFOR EACH ROW'
    whole = f'CREATE TRIGGER {name}_truncate BEFORE TRUNCATE ON "{guard.table}"\nFOR EACH STATEMENT'
    run = f"EXECUTE FUNCTION {name}()"
    return [function, f"{rows} {run}", f"{whole} {run}"]


def is_refusal(error: BaseException | None) -> bool:
    """Say whether a driver's error is a guard's."""
    return error is not None and str(error).startswith(MARK)
