"""A sample result of the simulation divergences."""

import math


def document(form):
    def cells(name, values, of, truth=None, verdict="supported"):
        return [form.inference(verdict, of(x), 0.0, (truth or of)(x), 0.0, {name: x}) for x in values]

    distances = [0.001, 0.1, 0.5, 1, 2, 4]
    values = {
        "w1": lambda t: t,
        "energy": lambda t: math.sqrt(2 * t),
        "mmd": lambda t: math.sqrt(-2 * math.expm1(-2 * t * t)),
        "unbalanced": lambda t: -1.2 * math.expm1(-t * t / 1.2),
        "total_variation": lambda t: 1.0,
        "jensen_shannon": lambda t: math.log(2),
    }

    def excess(root):
        def at(t):
            long, short = values["unbalanced"](2 * t), values["unbalanced"](t)
            return math.sqrt(long) - 2 * math.sqrt(short) if root else long - 2 * short
        return at

    def loss(m):
        return 0.5 / math.sqrt(m)

    claims = [
        form.claim(f"diracs.{name}", f"{name} of two Diracs", "villani:09", "identity", cells("t", distances, of),
                   ("three times as much", cells("t", distances, of, lambda t, of=of: 3 * of(t), "refuted")))
        for name, of in values.items()
    ]
    steps, sizes = [0.1, 0.25, 0.5, 1, 2], [1, 2, 4, 8]
    claims += [
        form.claim("minibatch.positive_at_equality", "positive", "fatras:20", "identity", cells("m", sizes, loss),
                   ("0.49 / m", cells("m", sizes, loss, lambda m: 0.49 / m, "refuted"))),
        form.claim("unbalanced.triangle", "obeys the triangle inequality", "fatras:21b", "order",
                   cells("t", steps, excess(False), lambda t: 0.0, "refuted"), corrected_by="unbalanced.rooted_triangle"),
        form.claim("unbalanced.rooted_triangle", "its root does", "derived here", "order",
                   cells("t", steps, excess(True), lambda t: 0.0),
                   ("without the root", cells("t", steps, excess(False), lambda t: 0.0, "refuted"))),
    ]
    labels = ["t"] * len(values) + ["m", "t", "t"]
    return form.result("divergences", "Divergences of Diracs", claims, form.with_estimates(claims, labels, "value"),
                       {"orders": 2000})
