"""A sample of outlier_robustness: losses over the distance of the outlier."""

import math


def document(form):
    distances = [10 ** (0.25 * i - 1) for i in range(13)]
    losses = {"balanced": [0.1 + 0.2 * d * d for d in distances],
              "unbalanced": [0.1 + 0.04 * (1 - math.exp(-d)) for d in distances],
              "the bound": [0.15 + 0.04 * (1 - math.exp(-d)) for d in distances]}
    claims = [form.claim("growth.balanced", "balanced transport grows like the squared distance", "fatras:21b", "rate",
                         [form.inference("supported", 2.0, None, 2.0, 0.02, {"distance": d}) for d in (10, 100)],
                         ("the other loss", [form.inference("refuted", 0.0, None, 2.0, 0.02, {"distance": 10})]))]
    series = form.with_estimates(claims, ["distance"], "exponent")
    series += [{"name": f"growth.balanced/{name}", "claim": "growth.balanced", "x": {"label": "distance of the outlier", "values": distances},
                "y": {"label": "loss", "values": values}} for name, values in losses.items()]
    return form.result("outlier_robustness", "Robustness to outliers", claims, series, {"draws": 800})
