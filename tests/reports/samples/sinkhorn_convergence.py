"""A sample result of the simulation sinkhorn_convergence."""


def document(form):
    def cells(parameter, values, estimate, truth, verdict="supported"):
        return [form.inference(verdict, estimate(v), None, truth(v), 1e-9, {parameter: v}, replicates="1") for v in values]

    def pair(claim_id, parameter, values, estimate, truth, wrong, twin_estimate=None):
        return form.claim(claim_id, f"sample of {claim_id}", "franklin:89", "identity", cells(parameter, values, estimate, truth),
                          ("something wrong", cells(parameter, values, twin_estimate or estimate, wrong, "refuted")))

    cycles = [1, 2, 3, 5, 8, 12]
    claims = [
        pair("rate.over_cycles", "k", cycles, lambda k: 0.5 * 0.25**k, lambda k: 0.5 * 0.7**k, lambda k: 0.5 * 0.6**k,
             lambda k: 0.5 * 0.69**k),
        pair("rate.two_points", "epsilon", [0.2, 0.5, 1, 2], lambda e: 0.3 / (1 + e), lambda e: 0.3 / (1 + e),
             lambda e: (0.3 / (1 + e)) ** 0.5),
        pair("gap.over_cycles", "k", cycles, lambda k: max(0.0, 0.9 - 0.1 * k), lambda k: 1 / (1 + 0.05 * k),
             lambda k: 0.5 / (1 + 0.05 * k)),
    ]
    return form.result("sinkhorn_convergence", "Rates of Sinkhorn's iteration", claims,
                       form.with_estimates(claims, ["k", "epsilon", "k"], "value"), {"replicates": 2000})
