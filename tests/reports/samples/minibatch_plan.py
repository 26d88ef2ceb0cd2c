"""A sample of minibatch_plan: pictures of plans, points and images, and cells near their closed forms."""

import math


def picture(claim_id, name, x, y, x_label="entry, row by row", y_label="mass"):
    return {"name": f"{claim_id}/{name}", "claim": claim_id, "x": {"label": x_label, "values": x},
            "y": {"label": y_label, "values": y}}


def plans(claim_id):
    n = 6
    kinds = [(f"minibatch plan, m = {m}", 3.0 / m) for m in (1, 2, 6)] + [(f"entropic plan, epsilon = {e}", 4 * e) for e in (1, 0.1)]
    for name, width in kinds:
        weights = [[math.exp(-((i - j) / (0.3 + width)) ** 2) for j in range(n)] for i in range(n)]
        total = sum(map(sum, weights))
        masses = [w / total for row in weights for w in row]
        entries = [entry for entry, mass in enumerate(masses) if mass > 1e-9]
        yield picture(claim_id, name, entries, [masses[entry] for entry in entries])


def two_classes(claim_id):
    x = [0.0, 0.4, 8.0, 8.3]
    yield picture(claim_id, "source points", x, [0.0, 0.5, 0.2, 0.6], "first coordinate", "second coordinate")
    yield picture(claim_id, "target points", x, [1.0, 1.5, 1.2, 1.6], "first coordinate", "second coordinate")
    yield picture(claim_id, "plan, m = 2", [0, 2, 5, 10, 13, 15], [0.2, 0.05, 0.25, 0.2, 0.05, 0.25])
    yield picture(claim_id, "plan, m = 4", [0, 5, 10, 15], [0.25] * 4)


def images(claim_id):
    for number, name in enumerate(("source", "target", "barycentric", "published")):
        for shift, channel in enumerate(("red", "green", "blue")):
            levels = [(40 * k + 60 * shift + 17 * number) % 256 for k in range(12)]
            yield picture(claim_id, f"image {name}, 4 pixels wide, {channel}", list(range(12)), levels, "pixel, row by row", "level")


def l1_error(claim_id):
    for m in (10, 50):
        k = [1, 10, 100, 1000]
        yield picture(claim_id, f"exact mean, m = {m}", k, [4 / math.sqrt(1 + v * m / 100) for v in k], "k", "L1 error of both marginals")


def document(form):
    cells = [form.inference("supported", 4 / math.sqrt(1 + k * m / 100) * 1.002, 0.03, 4 / math.sqrt(1 + k * m / 100), 0.1,
                            {"n": 1000, "m": m, "k": k}) for m in (10, 50) for k in (3, 10, 30)]
    cross = [form.inference("supported", value + 0.001, 0.005, value, 0.01, {"n": 32, "m": m, "k": 10})
             for m, value in ((1, 0.5), (2, 0.37), (4, 0.26), (8, 0.17))]
    one = form.inference("supported", 0.0, 0.001, 0.0, 0.01, {"n": 12, "m": 4, "k": 20})
    wrong = form.inference("refuted", 0.5, 0.1, 0.0, 0.01, {"n": 12, "m": 4, "k": 20})
    claims = [
        form.claim("marginals.l1_error", "the L1 error of both marginals has its exact mean", "fatras:20", "equality", cells,
                   ("batches with replacement", [wrong])),
        form.claim("closed_form.narrows_with_m", "plans narrow from m to m + 1", "fatras:20", "order", [one], ("the reverse", [wrong])),
        form.claim("two_class.cross_mass", "mass between the classes", "fatras:21b", "equality", cross, ("with replacement", [wrong])),
        form.claim("colour.barycentric_in_range", "the barycentric map stays in range", "fatras:20", "order", [one],
                   ("the published map", [wrong])),
    ]
    series = form.with_estimates(claims, ["k", None, "m", None], "mean")
    for pictures, item in zip((l1_error, plans, two_classes, images), claims):
        series += pictures(item["id"])
    return form.result("minibatch_plan", "Averaged minibatch plans", claims, series, {"l1_n": 1000})
