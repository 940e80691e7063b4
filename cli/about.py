"""What an issue is about, in lines for a terminal."""

from corpus.determination import About, Drug


def about_lines(about: About) -> dict[str, str]:
    """Return what is known, by label."""
    cited = [f"{' '.join(filter(None, (one.source, one.topic, one.edition)))} ({one.by})" for one in about.guidelines]
    told = {
        "Category": about.category.name if about.category else "",
        "Procedure": about.procedure.name if about.procedure else "",
        "Drugs": ", ".join(map(_drug, about.drugs)),
        "Body parts": ", ".join(map(str, about.body_parts)),
        "Diagnoses": ", ".join(diagnosis.name for diagnosis in about.diagnoses),
        "Reasons": ", ".join(reason.name for reason in about.reasons),
        "Guidelines": "; ".join(cited),
        "Depends on": f"#{about.depends_on}" if about.depends_on else "",
    }
    return {label: value for label, value in told.items() if value}


def _drug(drug: Drug) -> str:
    quantity = f"{drug.quantity:g} {drug.unit}" if drug.unit else f"#{drug.quantity:g}" if drug.quantity else None
    return " ".join(filter(None, (drug.name, f"({drug.drug_class})", drug.dose, quantity)))
