"""A scoring grid of 200 projects and 60 criteria: how long the figures take, on one core.

python bench/scoring.py [PROJECTS] [CRITERIA]
"""

import sys
import time

import numpy as np

from analysis import frames
from analysis.figures import scoring


def grid(projects: int, criteria: int) -> tuple:
    """Groups, criteria, variants and ratings, one rating in a hundred missing."""
    draw = np.random.default_rng(1)
    groups = frames.conform(
        frames.SCORING_GROUPS,
        [{"group_id": str(n), "title": str(n), "weight": 20, "minimum": None, "source_row": 2} for n in range(5)],
    )
    catalogue = frames.conform(
        frames.CRITERIA,
        [
            {
                "criterion_id": f"{n % 5}.{n // 5}",
                "group_id": str(n % 5),
                "kind": "points",
                "limit": 100,
                "reference": 60,
                "target": 20,
                "factor": 1 + n % 3,
                "binding": False,
                "source_row": 2,
            }
            for n in range(criteria)
        ],
    )
    variants = frames.conform(
        frames.VARIANTS,
        [
            {"project_id": f"P{n}", "title": f"P{n}", "lifecycle_cost": draw.uniform(1, 9), "source_row": 2}
            for n in range(projects)
        ],
    )
    ratings = frames.conform(
        frames.RATINGS,
        [
            {"project_id": f"P{n}", "criterion_id": number, "value": value}
            for n in range(projects)
            for number, value in zip(catalogue["criterion_id"], draw.uniform(10, 110, criteria), strict=True)
            if n % 100 or number != "0.0"
        ],
    )
    return groups, catalogue, variants, ratings


def main() -> None:
    projects, criteria = (int(text) for text in (*sys.argv[1:], "200", "60")[:2])
    groups, catalogue, variants, ratings = grid(projects, criteria)
    start = time.perf_counter()
    scores = scoring.scores(catalogue, variants, ratings, municipality="bench", year=2025)
    scoring.group_scores(scores, catalogue, groups)
    table = scoring.projects(scores, catalogue, groups, variants)
    scoring.first_place(scores, catalogue, groups, variants)
    print(
        f"{projects} Projekte × {criteria} Kriterien: {time.perf_counter() - start:.2f} s, "
        f"{table['rank'].notna().sum()} im Rang, {len(scores)} Bewertungen"
    )


if __name__ == "__main__":
    main()
