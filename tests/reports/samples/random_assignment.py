"""A sample result of the simulation random_assignment."""

import math


def document(form):
    def cells(sizes, mean, verdict="supported", **more):
        return [form.inference(verdict, mean(n) * (1 + 0.005 * form.departure(i)), 0.02 * mean(n), mean(n), 0.05 * mean(n),
                               {"n": n, **more}) for i, n in enumerate(sizes)]

    def parisi(n):
        return sum(1 / k**2 for k in range(1, n + 1))

    def harmonic(n):
        return sum(1 / k for k in range(1, n + 1))

    def torus(constant):
        return lambda n: math.log(n / 8) / (constant * math.pi)

    claims = [
        form.claim("exponential.mean", "Parisi's formula", "linusson:04", "equality", cells([1, 2, 5, 10, 50], parisi),
                   ("each row in turn", cells([1, 2, 5, 10, 50], harmonic, "refuted"))),
        form.claim("uniform.same_limit", "the difference falls like 1/n", "aldous:01", "rate",
                   cells([5, 10, 20, 40], lambda n: 2.4 / n), ("like n^-1/2", cells([5, 10, 20, 40], lambda n: 2.4 / n, "refuted"))),
        form.claim("matching.torus", "log(n / 8) / (2 pi)", "ambrosio:19", "equality", cells([16, 32, 64], torus(2), n_small=8),
                   ("log(n / 8) / (4 pi)", cells([16, 32, 64], torus(4), "refuted", n_small=8))),
    ]
    return form.result("random_assignment", "The exact solver against random assignments", claims,
                       form.with_estimates(claims, ["n", "n", "n"], "mean"), {"n": 50})
