"""A sample result of the simulation misclassified_generation."""

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


def document(form):
    claims = [
        form.claim("batches.lose_share", "at least to first order", "derived here", "order", shortfall(form, "supported", 0.5, (64, 128, 256)),
                   ("over all data", shortfall(form, "refuted", 0.001, (64, 128, 256)))),
        form.claim("batches.none_wrong", "small batches lose more", "derived here", "order", shortfall(form, "supported", 2.0, (8, 16)),
                   ("over all data", shortfall(form, "refuted", 0.001, (8, 16)))),
        *critics(form),
    ]
    series = form.with_estimates(claims[:2], ["batch", "batch"], "shortfall")
    return form.result("misclassified_generation", "Generating misclassified samples", claims, series, {"seeds": 16})
