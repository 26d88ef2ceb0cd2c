"""A sample result of the simulation stochastic_dual."""


def document(form):
    def cells(size, exponent, verdict):
        return [form.inference(verdict, size * steps**-exponent * (1 + 0.01 * form.departure(i)),
                               0.03 * size * steps**-exponent, None, 0.06,
                               {"r": 0.3, "s": 0.6, "epsilon": 1.0, "steps": steps})
                for i, steps in enumerate([64, 256, 1024])]

    def claim(claim_id, size, exponent, twin):
        return form.claim(claim_id, f"sample of {claim_id}", "genevay:16; polyak:92", "rate", cells(size, exponent, "supported"),
                          ("something wrong", cells(*twin, "refuted")))

    claims = [
        claim("average.rate", 0.23, 0.5, (0.15, 0.25)),
        claim("last.rate", 0.15, 0.25, (0.15, 0.25)),
        claim("average.published_rate", 0.17, 0.5, (0.3, 0.0)),
        claim("dual_ascent.rate", 0.25, 0.33, (0.28, 0.01)),
    ]
    return form.result("stochastic_dual", "Stochastic ascent on the dual", claims,
                       form.with_estimates(claims, ["steps"] * len(claims), "mean root of the gap"), {"steps": 1024})
