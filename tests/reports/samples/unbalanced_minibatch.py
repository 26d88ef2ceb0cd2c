"""A sample result of the simulation unbalanced_minibatch."""


def curve(claim_id, name, x, y):
    return {"name": f"{claim_id}/{name}", "claim": claim_id, "x": {"label": "x", "values": x}, "y": {"label": "y", "values": y}}


def document(form):
    def cells(settings, share, verdict="supported", factor=2):
        return [form.inference(verdict, share(t), None, share(factor * t), 0, {"tau": t}, replicates="1") for t in settings]

    def share(tau):
        return 0.2 * tau / (tau + 80)

    taus = [1, 4, 16, 64, 256]
    claim_id = "classes.share_falls_with_tau"
    claims = [form.claim(claim_id, "smaller at tau than at 2 tau", "fatras:21b", "order", cells(taus, share),
                         ("tau doubled twice", cells(taus, lambda t: share(4 * t), "refuted", 0.5)))]
    series = form.with_estimates(claims, ["tau"], "share of mass between the classes")
    points = [0.0, 1.0, 8.0, 9.0]
    series += [curve(claim_id, "source points", points, [0.0, 1.0, 0.0, 1.0]),
               curve(claim_id, "target points", points, [1.0, 2.0, 1.0, 2.0])]
    for name, crossing in (("plan, OT", 0.1), ("plan, UOT, tau = 10", 0.01), ("plan, UOT, tau = 2", 1e-6)):
        series.append(curve(claim_id, name, [0, 3, 5, 10, 15], [0.2, crossing, 0.2, 0.2, 0.2]))
    series.append(curve(claim_id, "share under OT", [1, 256], [0.2, 0.2]))
    return form.result("unbalanced_minibatch", "Unbalanced minibatch transport", claims, series, {"margin": 0.03})
