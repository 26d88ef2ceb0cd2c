"""A sample result of the simulation minibatch_gromov."""

import math


def document(form):
    def moment(i, length, share):
        truth = (1 + length**2) / 12 - length / 9
        estimate = truth * (1 + 0.01 * form.departure(i))
        verdict = "supported" if share == 1 else "refuted"
        return form.inference(verdict, estimate, 0.03 * truth, share * truth, 0.05 * share * truth,
                              {"shift": 0.3, "length": length, "n": 8, "m": 2, "k": 5})

    lengths = [0.25, 0.5, 1.0, 1.5, 2.0]
    angles = [math.pi * step / 8 for step in range(9)]

    def turned(value, verdict):
        return [form.inference(verdict, value(angle), None, 0.11, 1e-8, {"angle": angle, "n": 7, "m": 4}) for angle in angles]

    claims = [
        form.claim("batch_of_two.expectation", "sample: E h = E (D - D')^2 / 2", "derived here", "equality",
                   [moment(i, length, 1) for i, length in enumerate(lengths)],
                   ("half as much", [moment(i, length, 0.5) for i, length in enumerate(lengths)])),
        form.claim("spirals.rotation", "sample: turning one spiral changes nothing", "fatras:21", "identity",
                   turned(lambda angle: 0.11, "supported"),
                   ("the optimal transport cost instead", turned(lambda angle: 0.4 * (1.3 - 0.3 * math.cos(angle)), "refuted"))),
    ]
    return form.result("minibatch_gromov", "Minibatch Gromov-Wasserstein", claims,
                       form.with_estimates(claims, ["length", "angle"], "mean"), {"replicates": 100000})
