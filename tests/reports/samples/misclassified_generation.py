"""A sample result of the simulation misclassified_generation."""

import math

LAMBDAS = (1, 3, 10, 100)


def critic(form, verdict, estimate, lambda_=0, box=0):
    return form.inference(verdict, estimate, 0.03, 0.8, 0.1, {"constraint": 2 if box else 0, "lambda": lambda_, "box": box, "steps": 1500})


def shortfall(form, verdict, factor, sizes):
    return [form.inference(verdict, factor / size, 0.01 / size, 0.45 / size, 0.1 / size, {"batch": size, "data": 0}) for size in sizes]


def critics(form):
    yield form.claim("printed.critic_below_w1", "a lower bound of W_1", "gulrajani:17", "order",
                     [critic(form, "refuted", 1 + 0.56 / x, x) for x in LAMBDAS[:3]], corrected_by="critics.divided_below_w1")
    yield form.claim("printed.clipped_value", "W_1 within a factor of 2", "arjovsky:17", "order",
                     [critic(form, "refuted", 0.3, box=0.1)], corrected_by="critics.clipped_divided")
    yield form.claim("critics.penalty_is_tight", "divided by its largest slope", "gulrajani:17", "order",
                     [critic(form, "supported", 0.9, x) for x in LAMBDAS], ("clipped", [critic(form, "refuted", 0.5, box=0.1)]))
    yield form.claim("critics.clipped_divided", "divided by its largest slope", "arjovsky:17", "order",
                     [critic(form, "supported", 0.5, box=0.1)], ("not divided", [critic(form, "refuted", 0.3, box=0.1)]))
    yield form.claim("critics.envelope_is_tight", "its lower envelope", "gulrajani:17", "order",
                     [critic(form, "supported", 0.95, x) for x in LAMBDAS[2:]],
                     ("others too", [critic(form, "refuted", 0.7, 1), critic(form, "refuted", 0.3, box=0.1)]))


def curve(name, x, y):
    claim_id = "generation.finds_errors"
    return {"name": f"{claim_id}/{name}", "claim": claim_id, "x": {"label": "x", "values": x}, "y": {"label": "y", "values": y}}


def pictures():
    turns = [math.pi * k / 8 for k in range(9)]
    upper = ([math.cos(t) - 0.5 for t in turns], [math.sin(t) - 0.25 for t in turns])
    yield curve("class 0", *upper)
    yield curve("class 1", [-x for x in upper[0]], [-y for y in upper[1]])
    yield curve("weights, soft", list(range(9)), [0.1] * 8 + [5.0])
    yield curve("boundary", [-1.75, 1.75], [-0.35, 0.35])
    for k, weighting in enumerate(("uniform", "soft", "hard")):
        yield curve(f"samples, {weighting}", [x + 0.05 for x in upper[0][4 * k:]], upper[1][4 * k:])
        yield curve(f"density, {weighting}", list(range(16)), [abs(math.sin(i + k)) for i in range(16)])
    yield curve("misclassified share", [0, 2, 5, 10, 20], [0.12, 0.2, 0.45, 0.7, 0.88])
    yield curve("misclassified weight", [0, 5, 10, 20], [0.11, 0.44, 0.71, 0.87])


def pair(form, verdict, estimate):
    return form.inference(verdict, estimate, 0.05, 0.25, 0.1, {"weighting": 1, "w": 20, "constraint": 0, "steps": 600})


def generators(form):
    for claim_id, gain in (("generation.finds_errors", 0.77), ("generation.near_boundary", 0.4)):
        yield form.claim(claim_id, "soft weights find more", "burnel:21", "order", [pair(form, "supported", gain)],
                         ("the other way round", [pair(form, "refuted", -gain)]))


def document(form):
    claims = [
        form.claim("batches.lose_share", "at least to first order", "derived here", "order", shortfall(form, "supported", 0.5, (64, 128, 256)),
                   ("over all data", shortfall(form, "refuted", 0.001, (64, 128, 256)))),
        form.claim("batches.none_wrong", "small batches lose more", "derived here", "order", shortfall(form, "supported", 2.0, (8, 16)),
                   ("over all data", shortfall(form, "refuted", 0.001, (8, 16)))),
        *critics(form),
        *generators(form),
    ]
    series = form.with_estimates(claims[:2], ["batch", "batch"], "shortfall") + list(pictures())
    return form.result("misclassified_generation", "Generating misclassified samples", claims, series, {"seeds": 16})
