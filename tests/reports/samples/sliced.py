"""A sample result of the simulation sliced."""

import math


def document(form):
    def cells(settings, mean, truth=None, verdict="supported"):
        truth = truth or mean
        return [form.inference(verdict, mean(s) * (1 + 0.005 * form.departure(i)), 0.03 * mean(s), truth(s), 0.05 * truth(s), s)
                for i, s in enumerate(settings)]

    def scaled_variance(setting):
        return 2 * (setting["d"] - 1) / (setting["d"] + 2)

    dimensions = [{"d": d, "n": 1, "directions": 1, "p": 2} for d in (2, 4, 8)]
    clouds = [{"d": d, "n": 100, "directions": 4} for d in (1, 3, 10, 50)]
    claims = [
        form.claim("directions.variance", "2 (d - 1) / (d^2 (d + 2))", "nietert:22", "equality", cells(dimensions, scaled_variance),
                   ("that of the plane", cells(dimensions[1:], scaled_variance, lambda s: s["d"] ** 2 / 8, "refuted"))),
        form.claim("rate.dimension_free", "at most R / sqrt(n)", "nietert:22", "bound",
                   cells(clouds, lambda s: 0.8 / math.sqrt(s["d"]), lambda s: 1.0),
                   ("R / (2 sqrt(n))", cells(clouds[:1], lambda s: 0.8, lambda s: 0.5, "refuted"))),
        form.claim("rate.unsliced_as_sliced", "the same without slicing", "nietert:22", "bound",
                   cells([clouds[2], {"d": 30, "n": 100, "directions": 4}], lambda s: s["d"] ** 0.5, lambda s: 1.0, "refuted"),
                   corrected_by="rate.dimension_free"),
    ]
    return form.result("sliced", "Sliced Wasserstein distances", claims, form.with_estimates(claims, ["d", "d", "d"], "mean"),
                       {"margin": 0.01})
