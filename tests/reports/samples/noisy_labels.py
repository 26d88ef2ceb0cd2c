"""A sample result of noisy_labels: a triangle of values, curves of training, regions of two samples, seeds in order."""

import math


def curve(claim_id, name, x, y, band=None, x_label="x", y_label="y"):
    values = {"label": y_label, "values": y}
    if band:
        values.update(lower=[v - band for v in y], upper=[v + band for v in y])
    return {"name": f"{claim_id}/{name}", "claim": claim_id, "x": {"label": x_label, "values": x}, "y": values}


def triangle(claim_id):
    side = 6
    corners = [(i / side, j / side) for i in range(side + 1) for j in range(side + 1 - i)]
    for k, name in enumerate(("KL", "transport, equal costs", "transport, class costs", "transport part, lambda 0.5")):
        yield curve(claim_id, name, list(range(len(corners))), [abs(a - 0.7) + (1 + k / 4) * abs(b - 0.2) for a, b in corners])


def training(claim_id):
    steps = [0.25, 0.5, 0.75, 1.0]
    for rate in (0.2, 0.4):
        for k, method in enumerate(("cross_entropy", "vat", "war", "war_published")):
            for kind, slope in (("clean test labels", -6 + 4 * k), ("noisy training labels", 8 - 2 * k)):
                yield curve(claim_id, f"{method}, noise {rate}, {kind}", steps, [80 + slope * s for s in steps], 1.5)


def regions(claim_id):
    for task, classes, methods in (("two moons", 2, ("cross_entropy", "vat")), ("four classes", 4, ("war_close", "war_far"))):
        for label in range(classes):
            yield curve(claim_id, f"{task}, labelled {label}", [-0.5 + 0.3 * label, 0.2 * label], [0.1, -0.1])
        for shift, method in enumerate(methods):
            cells = [((j + shift) // 3) % classes for _ in range(8) for j in range(12)]
            yield curve(claim_id, f"{task}, {method}, 12 columns, 1.8 by 1.3, accuracy {70 + 9.5 * shift}", list(range(96)), cells)


def document(form):
    def trained(verdict, estimate, truth, rate=0.2, kind=0, classes=2):
        parameters = {"noise": rate, "inputs": 10 if classes == 2 else 2, "classes": classes, "noise_kind": kind}
        return form.inference(verdict, estimate, 2.0, truth, 1, parameters, replicates="12")

    simplex, falls, gains, printed = ("simplex.values", "overfitting.test_accuracy_falls", "table.vat_beats_cross_entropy",
                                      "slide.high_cost_gives_complex_boundaries")
    exact = form.inference("supported", 4e-7, 0, 0, 1e-6, {"class 1": 0.01})
    claims = [
        form.claim(simplex, "values on the simplex", "fatras:22", "identity", [exact],
                   ("V for T", [{**exact, "verdict": "refuted", "estimate": 0.01, "interval": [0.01, 0.01]}])),
        form.claim(falls, "accuracy falls", "fatras:22", "order", [trained("supported", 9, 3), trained("supported", 8, 3, 0.4)],
                   ("it rises", [trained("refuted", -9, 3), trained("refuted", -8, 3, 0.4)])),
        form.claim(gains, "VAT gains", "miyato:19", "order", [trained("supported", 7, 1)], ("it loses", [trained("refuted", -7, 1)])),
        form.claim(printed, "longer boundaries", "fatras:22", "order", [trained("refuted", -6, 0, 0.4, 1, 4)], corrected_by=gains),
    ]
    series = [*triangle(simplex), *training(falls), *regions(gains)]
    for claim_id, names, centre in ((falls, ("/cell 0", "/cell 1"), 8.5), (gains, ("",), 7), (printed, ("",), -6)):
        for name in names:
            series.append(curve(claim_id, "records in order" + name, [(k + 0.5) / 12 for k in range(12)],
                                [centre + 3 * math.sin(k / 4 - 1.5) for k in range(12)]))
    return form.result("noisy_labels", "Label noise", claims, series, {"seeds": 12})
