"""A sample result of the simulation wasserstein_limit_laws."""

import math


def document(form):
    def law(claim_id, cells):
        supported = [form.inference("supported", 0.012, 0.01, 0.0, 0.05, cell) for cell in cells]
        twin = ("something wrong", [form.inference("refuted", 0.2, 0.01, 0.0, 0.05, cells[-1])])
        return form.claim(claim_id, f"sample of {claim_id}", "sommerfeld:18", "limit_law", supported, twin)

    def distribution(claim_id, cell, of_several):
        x = [0.1 * k for k in range(-15, 26)]
        cdf = [0.5 * math.erfc(-v / 2**0.5) for v in x]
        return {"name": f"{claim_id}/distribution function" + (f"/cell {cell}" if of_several else ""), "claim": claim_id, "cell": cell,
                "x": {"label": "statistic", "values": x},
                "y": {"label": "P(statistic <= x)", "values": cdf, "lower": [max(0, p - 0.02) for p in cdf],
                      "upper": [min(1, p + 0.02) for p in cdf]},
                "reference": {"label": "truth", "values": cdf}}

    def sizes(name, end):
        x = [50 * 2**k for k in range(10)]
        return {"name": f"bootstrap.naive_size/{name}", "claim": "bootstrap.naive_size", "x": {"label": "n", "values": x},
                "y": {"label": "size of the test at level 5 %", "values": [end + 0.5 / n**0.5 for n in x]}}

    null = law("null.line", [{"space": 2, "p": p, "n": 1600, "m": 400} for p in (1, 2)])
    alternative = law("alternative.line", [{"space": 2, "p": 2, "n": n, "m": 2000 - n} for n in (1600, 400)])
    tied = law("alternative.tied", [{"n": 1600, "m": 400}])
    naive = form.claim("bootstrap.naive_size", "sample of bootstrap.naive_size", "fang:19", "identity",
                       [form.inference("supported", 0.1, 0.0, 0.1, 0.004, {"n": 20000, "p": 1})],
                       ("something wrong", [form.inference("refuted", 0.1, 0.0, 0.05, 0.004, {"n": 20000, "p": 1})]))
    claims = [null, alternative, tied, naive]
    curves = [distribution("null.line", cell, True) for cell in (0, 1)] + [distribution("alternative.line", cell, True) for cell in (0, 1)]
    curves += [distribution("alternative.tied", 0, False)]
    curves += [sizes(name, end) for name, end in (("naive", 0.1), ("recentred", 0.05), ("m out of n, m = sqrt(n)", 0.055))]
    return form.result("wasserstein_limit_laws", "Limit laws of Wasserstein distances on finite spaces", claims,
                       form.with_estimates(claims, ["p", "n", None, None], "distance") + curves, {"m": 400})
