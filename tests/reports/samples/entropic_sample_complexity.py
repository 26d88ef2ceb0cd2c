"""A sample result of the simulation entropic_sample_complexity."""


def document(form):
    def rate(claim_id, sizes, name, mean, exponent, wrong_mean=None):
        def arm(verdict, means):
            cells = [form.inference(verdict, means(x), 0.03 * means(x), None, 0.0, {name: x}) for x in sizes]
            return {"statement": f"sample of {claim_id}", **form.inference(verdict, exponent, 0.02, exponent, 0.1),
                    "cells": [{"cell": i, "complete": True, **cell} for i, cell in enumerate(cells)]}

        return {"id": claim_id, "source": "delbarrio:23", "kind": "rate", "expected": "supported", **arm("supported", mean),
                "false_twin": arm("refuted", wrong_mean or mean)}

    def constants(claim_id, truths, factor):
        cells = [form.inference("supported", 0.98 * c, 0.05 * c, c, 0.1 * c, {"d": d}) for d, c in truths.items()]
        twin = [form.inference("refuted", 0.98 * c, 0.05 * c, factor * c, 0.1 * c, {"d": d}) for d, c in truths.items()]
        return form.claim(claim_id, f"sample of {claim_id}", "delbarrio:23", "equality", cells, ("something wrong", twin))

    def ratios(claim_id, cells, name):
        arm = [form.inference("supported", value, 1e-9, 1.0, 1e-6, parameters) for value, parameters in cells]
        return form.claim(claim_id, f"sample of {claim_id}", "genevay:19", "bound", arm,
                          ("something wrong", [form.inference("refuted", 1.9, 1e-9, 1.0, 1e-6, cells[0][1])]))

    n, strengths, epsilons = [12, 36, 108], [0.04, 0.08, 0.16], [0.005, 0.01, 0.02, 0.04]
    cubes = [rate(f"hypercube.rate_d{d}", n, "n", lambda x, d=d: (d / x) ** 0.5 / 2, 0.5) for d in (2, 5, 10)]
    tori = [rate(f"torus.rate_d{d}", n, "n", lambda x, d=d: d / x, 1) for d in (1, 3, 5)]
    biases = [constants("hypercube.bias", {2: 0.33, 5: 1.0, 10: 1.1}, 0.5), constants("torus.bias", {1: 1.0, 5: 1.6}, 0.5),
              constants("torus.bias_by_dimension", {2: 1.2, 4: 3.4}, 0.6)]
    small = [rate(f"constant.small_epsilon_d{d}", epsilons, "epsilon", lambda x, d=d: d * x ** (1 - d / 2), d / 2 - 1) for d in (3, 4, 5)]
    bounds = [ratios("approximation.published_bound", [(0.1 - 0.01 * e, {"d": d, "epsilon": e}) for d in (1, 3) for e in (0.01, 0.1, 1.0)],
                     "epsilon"),
              ratios("approximation.witness", [(0.49, {"points": 1e50})], "points")]
    laws = [rate("divergence.rate", strengths, "lambda", lambda x: 0.1 * x**2, 2, lambda x: x),
            rate("richardson.rate", strengths, "lambda", lambda x: 0.2 * x**4, 3, lambda x: 0.2 * x**2)]
    estimators = [rate("estimator.divergence_rate", n, "n", lambda x: 5 / x**0.6, 0.25, lambda x: 9.0),
                  rate("estimator.plug_in_rate", n, "n", lambda x: 7 / x**0.4, 0.4)]
    claims = cubes + tori + biases + small + bounds + laws + estimators
    labels = ["n"] * 6 + ["d"] * 3 + ["epsilon"] * 4 + ["points"] + ["lambda"] * 2 + ["n"] * 2
    return form.result("entropic_sample_complexity", "Entropic transport between samples", claims,
                       form.with_estimates(claims, labels, "mean"), {"n": 108})
