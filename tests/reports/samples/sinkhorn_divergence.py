"""A sample result of the simulation sinkhorn_divergence."""

import math


def document(form):
    def loss(power, epsilon):
        return 1 + 0.5 * epsilon * math.log((1 + math.exp(-(2**power) / epsilon)) / 2)

    def cells(truth, verdict):
        return [form.inference(verdict, loss(4, e), None, truth(e), 1e-9, {"epsilon": e, "power": 4}, replicates="1")
                for e in (0.5, 2, 8, 32)]

    epsilons = [10 ** (i / 10 - 1) for i in range(31)]
    curves = [{"name": f"kernel.line/p = {power}", "claim": "kernel.line", "cell": 0, "x": {"label": "epsilon", "values": epsilons},
               "y": {"label": "S", "values": [loss(power, e) for e in epsilons]}} for power in (1, 2, 3, 4)]
    claims = [form.claim("kernel.line", "negative for p > 2", "feydy:19", "identity", cells(lambda e: loss(4, e), "supported"),
                         ("as for p = 2", cells(lambda e: loss(2, e), "refuted")))]
    return form.result("sinkhorn_divergence", "The Sinkhorn divergence", claims,
                       form.with_estimates(claims, ["epsilon"], "S") + curves, {"m": 500})
