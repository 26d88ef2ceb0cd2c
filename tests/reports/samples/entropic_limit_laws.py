"""A sample result of the simulation entropic_limit_laws."""

import math


def document(form):
    def law(claim_id):
        cells = [form.inference("supported", 0.012, 0.01, 0.0, 0.05, {"n": 1600, "m": 400})]
        return form.claim(claim_id, f"sample of {claim_id}", "klatt:20", "limit_law", cells,
                          ("something wrong", [form.inference("refuted", 0.2, 0.01, 0.0, 0.05, {"n": 1600, "m": 400})]))

    def distance(claim_id, kind, sizes):
        cells = [form.inference("supported", 0.5 * n**-0.5, 0.1 * n**-0.5, None, 0.0, {"n": n}) for n in sizes]
        twin = [form.inference("refuted", 0.5, 0.01, None, 0.0, {"n": n}) for n in sizes]
        return form.claim(claim_id, f"sample of {claim_id}", "klatt:20", kind, cells, ("something wrong", twin))

    def curve(claim_id):
        x = [0.2 * k - 3 for k in range(31)]
        cdf = [0.5 * math.erfc(-v / 2**0.5) for v in x]
        return {"name": f"{claim_id}/distribution function", "claim": claim_id, "cell": 0,
                "x": {"label": "statistic", "values": x},
                "y": {"label": "P(statistic <= x)", "values": cdf, "lower": [max(0, p - 0.02) for p in cdf],
                      "upper": [min(1, p + 0.02) for p in cdf]},
                "reference": {"label": "truth", "values": cdf}}

    def grid(side):
        cells = [form.inference("supported", side / (9 * n**0.5), 0.02, None, 0.0, {"L": side, "epsilon_over_median": 1, "n": n})
                 for n in (25, 100, 1000, 10000)]
        return form.claim(f"grid.approach_L{side}", f"sample of a grid of side {side}", "klatt:20", "limit_law", cells,
                          ("something wrong", [form.inference("refuted", 0.9, 0.02, None, 0.0, {"n": 10000})]))

    laws = [law(claim_id) for claim_id in ("three_points.transport_cost", "three_points.objective", "circle.law", "bootstrap.transport_cost",
                                           "bootstrap.degenerate")]
    distances = [distance("two_points.approach", "limit_law", [40, 160, 640, 2560]),
                 distance("enumeration.law_rate", "rate", [200, 400, 800, 1600])]
    blames = [distance(f"blame.{part}", "rate", [100, 200, 400]) for part in ("centre", "spread", "shape")]
    claims = laws + distances + [grid(side) for side in (3, 5, 10)] + blames
    return form.result("entropic_limit_laws", "Limit laws of entropic transport", claims,
                       form.with_estimates(claims, [None] * 5 + ["n"] * 8, "distance") + [curve(c["id"]) for c in laws],
                       {"m": 1600})
