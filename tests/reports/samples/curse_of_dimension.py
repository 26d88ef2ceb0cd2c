"""A sample result of the simulation curse_of_dimension."""

import math


def document(form):
    def judged(claim_id, sizes, mean, exponent, wrong):
        def arm(verdict, truth):
            cells = [form.inference(verdict, mean(n), 0.02 * mean(n), None, 0.0, {"n": n}) for n in sizes]
            summary = form.inference(verdict, exponent + 0.01, 0.02, truth, 0.05)
            return {"statement": f"sample of {claim_id}", **summary,
                    "cells": [{"cell": i, "complete": True, **cell} for i, cell in enumerate(cells)]}

        return {"id": claim_id, "source": "fournier:15", "kind": "rate", "expected": "supported", **arm("supported", exponent),
                "false_twin": arm("refuted", wrong)}

    def power(exponent):
        return lambda n: 0.8 * n**-exponent

    trees = [judged(f"tree.rate_s{s}", [64, 1024, 16384], power(1 / max(s, 2)), 1 / max(s, 2), 0.9) for s in (1, 2, 3, 4)]
    cubes = [judged(f"cube.d{d}", [8, 16, 32, 64], power(2 / d), 2 / d, 1 / d) for d in (2, 3, 5, 8)]
    others = [judged(claim_id, [8, 16, 32, 64], power(e), e, wrong)
              for claim_id, e, wrong in (("cube.bound_d3", 1 / 3, 0.5), ("cube.bound_d5", 0.2, 0.5), ("root.atoms", 0.25, 0.5),
                                         ("root.density", 0.5, 0.25), ("adaptation.two_atoms", 0.5, 0.1),
                                         ("smooth.separated", 1 / 3, 1 / 3))]
    x = [0.1 * i - 1.2 for i in range(25)]
    cdf = [0.5 * math.erfc(-v / 0.6) for v in x]
    law = form.claim("adaptation.limit_law", "sqrt(n) times the error tends to a normal law", "hundrieser:24", "limit_law",
                     [form.inference("supported", 1 / math.sqrt(n), 0.01, 0.0, 1.2 / math.sqrt(n), {"n": n}) for n in (6, 384)],
                     ("another variance", [form.inference("refuted", 0.2, 0.01, 0.0, 0.1, {"n": 384})]))
    curves = [{"name": f"adaptation.limit_law/distribution function/cell {cell}", "claim": "adaptation.limit_law", "cell": cell,
               "x": {"label": "statistic", "values": [v + shift for v in x]},
               "y": {"label": "P(statistic <= x)", "values": cdf, "lower": [max(0, p - 0.02) for p in cdf],
                     "upper": [min(1, p + 0.02) for p in cdf]}, "reference": {"label": "truth", "values": cdf}}
              for cell, shift in ((0, 0.3), (1, 0.0))]
    claims = trees + cubes + others + [law]
    return form.result("curse_of_dimension", "Rates of empirical Wasserstein distances", claims,
                       form.with_estimates(claims, ["n"] * len(claims), "mean") + curves, {"n": 64})
