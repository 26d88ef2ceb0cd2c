"""A sample result of the simulation gradient_exchange."""

import math


def document(form):
    def cells(sizes, truth, verdict="supported", wrong=None):
        return [form.inference(verdict, truth(m) + 0.004 * form.departure(m), 0.02, (wrong or truth)(m), 0.02, {"m": m})
                for m in sizes]

    def over_m(claim_id, sizes, truth, wrong):
        return form.claim(claim_id, f"sample of {claim_id}", "fatras:21", "equality", cells(sizes, truth),
                          ("something wrong", cells(sizes[:1], truth, "refuted", wrong)))

    def curve(name, x, y, reference=None):
        series = {"name": name, "claim": name.split("/")[0], "x": {"label": "x", "values": x}, "y": {"label": "y", "values": y}}
        if reference is not None:
            series["reference"] = {"label": "truth", "values": reference}
        return series

    def cloud(name, radius, count):
        angles = [2.4 * i for i in range(count)]
        return curve(f"fit.modes/{name}", [radius * math.cos(a) for a in angles], [radius * math.sin(a) for a in angles])

    claims = [
        over_m("scale.gradient", [1, 4, 16], lambda m: 0.767 + 1 / (3 * (m + 1)), lambda m: 0.767),
        over_m("fit.length", [2, 5, 9], lambda m: (m - 1) / (m + 1), lambda m: 1.0),
        over_m("fit.length.debiased", [5, 9, 17], lambda m: 1.0, lambda m: (m - 1) / (m + 1)),
        form.claim("fit.modes", "sample of fit.modes", "fatras:20", "order",
                   [form.inference("supported", 1.0, 0.1, 0.95, 0.1, {"particles": 48})],
                   ("something wrong", [form.inference("refuted", 0.0, 0.1, 0.95, 0.1, {"particles": 48})])),
    ]
    steps = list(range(1, 41))
    pictures = [curve("fit.length/descent, minibatch loss", steps, [0.667 - 0.4 / t for t in steps], [0.667] * 40),
                curve("fit.length/descent, debiased loss", steps, [1 - 0.6 / t for t in steps], [1.0] * 40),
                cloud("particles after 0 steps", 0.1, 20), cloud("particles after 150 steps", 0.95, 20), cloud("data", 1.0, 60),
                cloud("all particles after 0 steps", 0.1, 20), cloud("all particles after 150 steps", 1.0, 20), cloud("sample", 1.0, 20)]
    series = form.with_estimates(claims, ["m", "m", "m", "particles"], "mean")
    return form.result("gradient_exchange", "Gradients of minibatch losses", claims, series + pictures, {"replicates": 200000})
