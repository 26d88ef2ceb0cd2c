"""A sample result of the simulation domain_adaptation."""

import math


def curve(claim_id, name, x, y, reference=None):
    series = {"name": f"{claim_id}/{name}", "claim": claim_id, "x": {"label": "x", "values": x}, "y": {"label": "y", "values": y}}
    if reference:
        series["reference"] = {"label": "truth", "values": reference}
    return series


def exact(form, claim_id, statement, value, taus, more, twin):
    def cells(verdict, factor):
        return [form.inference(verdict, value(t), None, value(factor * t), 1e-7, {**more, "tau": t}, replicates="1") for t in taus]

    return form.claim(claim_id, statement, "derived here", "identity", cells("supported", 1), (twin, cells("refuted", 2)))


def squares(claim_id):
    left_and_right = [0.0, 0.5, 3.0, 3.5]
    yield curve(claim_id, "source points", left_and_right, [0.0, 1.0, 0.0, 1.0])
    yield curve(claim_id, "target points", [0.2, 0.4, 0.6, 3.2], [0.5, 1.0, 0.0, 0.5])
    for name, crossing in (("plan, OT", 0.25), ("plan, UOT, tau = 30", 0.2), ("plan, UOT, tau = 10", 0.01), ("plan, UOT, tau = 3", 1e-6)):
        yield curve(claim_id, name, [0, 5, 10, 15], [0.25, 0.25, crossing, 0.25])
    taus = [1, 10, 100, 1000]
    yield curve(claim_id, "share over tau", taus, [0.25 * t / (t + 20) for t in taus], [0.25] * 4)


def band(claim_id, name, x, y, half_width):
    series = curve(claim_id, name, x, y)
    series["y"].update(lower=[v - half_width for v in y], upper=[v + half_width for v in y])
    return series


def accuracies(claim_id):
    """Of sets and methods; a method may be left out of a set, and batches differ."""
    for number, name in enumerate(("C", "R", "P", "B")):
        for place, method in enumerate(("source only", "DeepJDOT", "entropic DeepJDOT", "JUMBOT")):
            if method == "entropic DeepJDOT" and name != "C":
                continue
            batches = [16, 32, 64] if method in ("DeepJDOT", "JUMBOT") and name == "C" else [32]
            values = [0.8 + 0.04 * place - 0.02 * number + 0.0002 * m for m in batches]
            yield band(claim_id, f"accuracy, {name}, {method}", batches, values, 0.01)
            yield band(claim_id, f"least accuracy, {name}, {method}", batches, [v - 0.1 for v in values], 0)
            yield band(claim_id, f"share below start, {name}, {method}", batches, [number / 8] * len(batches), 0)
            if method != "source only":
                yield band(claim_id, f"wrong share, {name}, {method}", batches, [0.3 / (1 + place)] * len(batches), 0.01)
    for name in ("C", "P"):
        yield band(claim_id, f"accuracy over tau, {name}, m = 32", [0.1, 1, 10], [0.9, 0.98, 0.94], 0.02)


def document(form):
    def crossing(tau):
        if tau <= 2.4663:
            return 0.0
        e = math.exp(1 / tau)
        h = math.sqrt((0.6 + 0.4 * e) / (0.4 + 0.6 / e))
        return 0.6 / h - 0.4 * h

    def missing(tau):
        return 0.6 * math.exp(-1 / tau) / (0.4 + 0.6 * math.exp(-1 / tau))

    claim_id = "squares.share_falls_with_tau"
    falls = [form.inference("supported", 0.0, 0.01, 0.0, 0.01, {"tau": t, "m": 32, "target_in_first": 23}) for t in (5, 10, 20)]
    claims = [
        exact(form, "clusters.cross_mass", "nothing up to the threshold", crossing, [1, 2.4, 2.5, 5, 20, 1000],
              {"p": 0.6, "q": 0.4, "c": 1}, "the threshold without its factor 2"),
        exact(form, "clusters.missing_class", "p e^(-c/tau) / (1 - p + p e^(-c/tau))", missing, [0.1, 0.3, 1, 3],
              {"p": 0.6, "q": 0, "c": 1}, "e^(-c/(2 tau))"),
        form.claim(claim_id, "the share does not grow when tau is halved", "fatras:21b", "order", falls,
                   ("it grows", [{**cell, "verdict": "refuted", "estimate": 1.0} for cell in falls])),
    ]
    gains = "training.jumbot_gains"
    gain = [form.inference("supported", 0.08, 0.04, 0.03, 0.03, {"set": 0, "m": 32})]
    claims.append(form.claim(gains, "at least .03 above DeepJDOT", "fatras:21b", "order", gain,
                             ("the other way round", [{**gain[0], "verdict": "refuted", "estimate": -0.08}])))
    series = form.with_estimates(claims, ["tau", "tau", "tau", None], "mass") + list(squares(claim_id)) + list(accuracies(gains))
    return form.result("domain_adaptation", "Domain adaptation by minibatch transport", claims, series, {"margin": 0.05, "m": 32})
