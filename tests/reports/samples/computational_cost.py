"""A sample result of the simulation computational_cost."""


def document(form):
    def cells(parameter, values, count, verdict):
        return [form.inference(verdict, count(v), 0.1 * count(v), None, 0.0, {parameter: v}) for v in values]

    def claim(claim_id, parameter, values, count, twin=None, corrected_by=None):
        verdict = "refuted" if corrected_by else "supported"
        wrong = ("something wrong", cells(parameter, values, twin or count, "refuted")) if not corrected_by else None
        return form.claim(claim_id, f"sample of {claim_id}", "machol:76", "rate", cells(parameter, values, count, verdict), wrong,
                          corrected_by)

    sizes = [16, 32, 64, 128]
    claims = [
        claim("exact.bound", "n", sizes, lambda n: 6 * n**2.4),
        claim("exact.worst_case", "n", sizes, lambda n: 0.6 * n**3),
        claim("sinkhorn.inverse_epsilon", "epsilon", [0.0025, 0.005, 0.01], lambda e: 0.16 / e),
        claim("sinkhorn.as_printed", "epsilon", [0.14, 0.2, 0.4], lambda e: 30 * 2.718 ** (1 / e - 2.5),
              corrected_by="sinkhorn.inverse_epsilon"),
        claim("minibatch.n", "n", [100, 1000, 10000], lambda n: 1750.0, lambda n: 1700.0 + 2 * n),
        claim("memory.exact", "n", sizes, lambda n: 280.0 * n),
        claim("memory.entropic_stored", "n", sizes, lambda n: 16.0 * n**2),
        claim("memory.entropic_computed", "n", sizes, lambda n: 420.0 * n),
        claim("memory.minibatch", "n", sizes, lambda n: 10280.0),
    ]
    labels = ["n", "n", "epsilon", "epsilon", *["n"] * 5]
    return form.result("computational_cost", "Exponents of counted work and memory", claims,
                       form.with_estimates(claims, labels, "count"), {"n": 128})
