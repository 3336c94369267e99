"""What a world's plan says for the files that are made of it."""

from __future__ import annotations

from inference.contract.attribution import Attribution
from inference.contract.makings.plan import Plan


def attribution_of(plan: Plan) -> Attribution:
    return Attribution(plan.title, plan.description, [credit.name for credit in plan.credits], plan.roots)


def film_tags(about: Attribution) -> dict[str, str]:
    """As MP4 tags, by FFmpeg's names."""
    return {
        "title": about.title,
        "artist": ", ".join(about.names),
        "description": about.description,
        "comment": about.credit_line,
    }
