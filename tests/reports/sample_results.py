"""Sample result files of the documented form, for tests of the figures and of the page.

    sample_results.py FOLDER     writes minibatch_unbiasedness.json, minibatch_deviation.json, bench.json and what samples/ adds there

A simulation with a figure needs a sample here: one file samples/<simulation>.py with `document(form)`, form being this module.

Numbers follow the closed forms of the theorems with a small departure that is a fixed function of the position; they are
no results of a simulation. The circle is enumerated (all pairs of 2-subsets of 8 points), as its claim is.
"""

import functools
import importlib.util
import itertools
import json
import math
import pathlib
import sys


def departure(index):
    """A number in [-1, 1] that looks irregular and is always the same."""
    return math.sin(12.9898 * (index + 1) + 0.5)


def inference(verdict, estimate=None, half_width=None, truth=None, margin=0.0, parameters=None, **more):
    cell = {"verdict": verdict, "flags": [], "margin": margin, "alpha": 1e-4, "guarantee": "exact", "replicates": "20000",
            "solver_gap_share": 0.001, "failures": []}
    if estimate is not None:
        cell["estimate"] = estimate
    if half_width is not None:
        cell["interval"] = [estimate - half_width, estimate + half_width]
        cell["resolution"] = 1.2 * half_width
    if truth is not None:
        cell["truth"] = truth
    if parameters is not None:
        cell["parameters"] = parameters
    return {**cell, **more}


def arm(statement, cells):
    cells = [{"cell": i, "complete": True, **cell} for i, cell in enumerate(cells)]
    worst = max(cells, key=lambda c: abs(c.get("estimate", 0) - c.get("truth", 0)) / (c["margin"] or 1))
    summary = {key: value for key, value in worst.items() if key not in ("cell", "complete", "parameters")}
    return {"statement": statement, **summary, "binding_cell": cells.index(worst), "cells": cells}


def claim(claim_id, statement, source, kind, cells, twin=None, corrected_by=None):
    result = {"id": claim_id, "source": source, "kind": kind, "expected": "supported" if twin else "refuted",
              **arm(statement, cells)}
    if twin:
        result["false_twin"] = arm(*twin)
    if corrected_by:
        result["corrected_by"] = corrected_by
    return result


def estimates(claim_id, arm_json, x_label, y_label):
    cells = arm_json["cells"]
    y = {"label": y_label, "values": [c["estimate"] for c in cells]}
    if all("interval" in c for c in cells):
        y["lower"], y["upper"] = ([c["interval"][side] for c in cells] for side in (0, 1))
    series = {"name": claim_id, "claim": claim_id.split("/")[0],
              "x": {"label": x_label, "values": [c["parameters"][x_label] for c in cells]}, "y": y}
    if all("truth" in c for c in cells):
        series["reference"] = {"label": "truth", "values": [c["truth"] for c in cells]}
    return series


def with_estimates(claims, x_labels, y_label):
    series = []
    for item, x_label in zip(claims, x_labels):
        if x_label:
            series.append(estimates(item["id"], item, x_label, y_label))
            if "false_twin" in item and x_label in item["false_twin"]["cells"][0]["parameters"]:
                series.append(estimates(item["id"] + "/false_twin", item["false_twin"], x_label, y_label))
    return series


def result(simulation, title, claims, series, parameters):
    return {"schema": "mongecarlo/result", "schema_version": 1, "simulation": simulation, "title": title, "preset": "quick",
            "seed": "1", "alpha": 1e-3, "parameters": parameters, "claims": claims, "series": series, "status": "complete",
            "verdict": "supported",
            "provenance": {"version": "0.1.0", "build": {"type": "Release"}, "machine": {"name": "sample"},
                           "threads": {"given": 0, "used": 2}, "started": "2026-01-01T00:00:00Z", "seconds": 9.5,
                           "arguments": [f"build/bin/{simulation}", "--preset", "quick"]}}


def expectation(shift, length, m):
    return (1 - length) ** 2 / 3 - shift * (1 - length) + shift**2 + length / (3 * (m + 1))


def unbiased(sampling_with_replacement, laws=((0.3, 1.7),)):
    cells = []
    for i, ((shift, length), m) in enumerate(itertools.product(laws, [1, 2, 4, 8, 16])):
        truth = expectation(shift, length, m)
        wrong = 0.03 + 0.29 * m / 16 if sampling_with_replacement else 0
        estimate = truth * (1 + wrong + 0.004 * departure(i))
        cells.append(inference("refuted" if sampling_with_replacement and m > 1 else "supported", estimate, 0.009 * truth,
                               truth, 0.02 * truth, {"shift": shift, "length": length, "n": 50, "m": m, "k": 20}))
    return cells


def circle_value(kernel, phi, n=8, m=2):
    def batch_cost(x, y):
        power = {"squared_w2": 2, "w2": 2, "w1": 1}[kernel]
        cost = min(sum(math.dist(x[i], y[s[i]]) ** power for i in range(m)) / m
                   for s in itertools.permutations(range(m)))
        return math.sqrt(cost) if kernel == "w2" else cost

    def points(rotation):
        return [(math.cos(2 * math.pi * i / n + rotation), math.sin(2 * math.pi * i / n + rotation)) for i in range(n)]

    def mean(a, b):
        pairs = itertools.product(itertools.combinations(a, m), itertools.combinations(b, m))
        return sum(batch_cost(x, y) for x, y in pairs) / math.comb(n, m) ** 2

    a, b = points(0.0), points(phi)
    return mean(a, b) - 0.5 * mean(a, a) - 0.5 * mean(b, b)


def circle(kernel):
    return [inference("supported", circle_value(kernel, k * math.pi / 64), None, circle_value(kernel, k * math.pi / 64), 1e-9,
                      {"phi": k * math.pi / 64, "n": 8, "m": 2}, replicates="1") for k in range(17)]


def large_batch(sides, factor=1.0):
    cells = []
    for i, m in enumerate([4, 8, 16, 32, 64, 128]):
        truth = sides / (m + 1)
        cells.append(inference("supported" if factor == 1 else "refuted", factor * truth * (1 + 0.03 * departure(i)), 0.06 * truth,
                               truth, 0.1 * truth, {"m": m, "d": 2}))
    return cells


def given_clouds(factor):
    return [inference("supported" if factor == 1 else "refuted", factor * truth, 0.004, truth, 0.002 * truth,
                      {"n_x": 12, "n_y": 12, "d": 2, "m": m, "k": 8}) for m, truth in ((1, 1.9), (2, 1.5), (3, 1.4))]


def minibatch_unbiasedness():
    claims = [
        claim("incomplete.unbiased", "E[h_k] = E_h for every n, m, k", "fatras:20, Prop. 2", "equality", unbiased(False),
              ("batches drawn with replacement", unbiased(True, ((0.0, 1.0),)))),
        claim("complete.unbiased", "E[hbar^m] = E_h", "fatras:20, Prop. 2", "equality", unbiased(False),
              ("source and target drawn from the same stream", unbiased(True))),
        claim("plug_in.unbiased", "E W_2^2(a_n, b_n) = W_2^2(a, b)", "denied by bellemare:17", "equality",
              [inference("refuted", 0.3444, 0.002, 0.3267, 0.0065, {"n": 32})], corrected_by="incomplete.unbiased"),
        claim("self.positive", "E_h(a, a) > 0 unless a is a Dirac", "fatras:20, Prop. 3", "order",
              [inference("supported", 0.0, 0.003, None, 0.01, {"m": 4}, replicates="2000")],
              ("E_h(a, a) = 0", [inference("refuted", 1.0, 0.004, None, 0.01, {"m": 4}, replicates="4")])),
    ]
    for kernel in ("squared_w2", "w2", "w1"):
        claims.append(claim({"squared_w2": "debiased.circle", "w2": "debiased.circle_rooted", "w1": "debiased.circle_w1"}[kernel], f"the debiased loss of 8 points on a circle, kernel {kernel}, has its "
                            "enumerated value", "fatras:21", "identity", circle(kernel),
                            ("the debiased loss is zero", [inference("refuted", circle_value(kernel, math.pi / 16), None, 0.0, 1e-9,
                                                                     {"phi": math.pi / 16, "n": 8, "m": 2})])))
    for name, sides in (("one_sample", 1), ("two_samples", 2)):
        claims.append(claim(f"large_batch.{name}", f"m times the bias tends to {sides}", "boite:26, Prop. 3.3", "rate",
                            large_batch(sides), ("the bias of the other design", large_batch(sides, 2 / sides**2))))
    claims.append(claim("data.unbiased", "on the given clouds the mean over batches is that over subsets", "fatras:20, Prop. 2",
                        "equality", given_clouds(1.0), ("the sum divided by k + 1", given_clouds(8 / 9))))
    x_labels = ["m", "m", None, None, "phi", "phi", "phi", "m", "m", "m"]
    return result("minibatch_unbiasedness", "Minibatch estimators are unbiased for the minibatch expectation", claims,
                  with_estimates(claims, x_labels, "mean"), {"n": 50, "k": 20})


def bound(n, m, k, delta):
    return math.sqrt(math.log(2 / delta) / (2 * (n // m))) + math.sqrt(2 * math.log(2 / delta) / k)


DELTAS = [10 ** (-3 + 0.15 * i) for i in range(18)]


def quantiles(name, claim_id, scale, n, m, k):
    """Sub-Gaussian quantiles at `scale` times what the first term of the bound allows."""
    y = [scale * math.sqrt(math.log(2 / d) / (2 * n)) for d in DELTAS]
    return {"name": name, "claim": claim_id, "cell": 0, "x": {"label": "delta", "values": DELTAS},
            "y": {"label": "upper quantile of the deviation", "values": y, "lower": [0.93 * v for v in y],
                  "upper": [1.08 * v for v in y]},
            "reference": {"label": "truth", "values": [bound(n, m, k, d) for d in DELTAS]}}


def induced(name, claim_id, shape):
    u = [1e-3 ** (1 - i / 32) for i in range(33)]
    y = [min(1.0, v**shape) for v in u]
    return {"name": name, "claim": claim_id, "cell": 0, "x": {"label": "delta", "values": u},
            "y": {"label": "share beyond bound(delta)", "values": y, "lower": [max(0, v - 0.03) for v in y], "upper": [min(1, v + 0.03) for v in y]},
            "reference": {"label": "truth", "values": u}}


def variance(k, alone=False):
    complete, single = 2.4e-4, 6.2e-3
    return single / k if alone else (1 - 1 / k) * complete + single / k


def variance_cells(alone):
    cells = []
    for i, k in enumerate([1, 2, 4, 8, 16, 32, 64, 128, 256]):
        truth, actual = variance(k, alone), variance(k) * (1 + 0.02 * departure(i))
        cells.append(inference("refuted" if alone and k > 2 else "supported", actual, 0.05 * actual, truth, 0.1 * truth,
                               {"n": 100, "m": 4, "k": k}))
    return cells


def minibatch_deviation():
    ordinary, tight = {"n": 1300, "m": 128, "k": 200}, {"n": 1000, "m": 1, "k": 100000}
    claims = [
        claim("deviation.bound.transport_cost", "|h_k - E_h| <= M (sqrt(log(2/d) / (2 floor(n/m))) + sqrt(2 log(2/d) / k)) with probability "
              ">= 1 - d", "fatras:20, Thm. 1", "bound",
              [inference("supported", 0.0, 0.002, 0.05, 0.01, ordinary, slack=0.00065, flags=["vacuous_here"])],
              ("the bound over 2000", [inference("refuted", 0.34, 0.02, 0.05, 0.01, ordinary, slack=1.3)])),
        claim("deviation.witness", "the same where it is nearly tight: Bernoulli(1/2) against a Dirac, m = 1", "fatras:20, Thm. 1",
              "bound", [inference("supported", 0.0006, 0.002, 0.05, 0.01, tight, slack=0.604)],
              ("the bound with half its constant", [inference("refuted", 0.12, 0.02, 0.05, 0.01, tight, slack=1.21)])),
        claim("variance.decomposition", "Var(h_k) = (1 - 1/k) Var(complete) + Var(h) / k", "fatras:20; clemencon:16", "equality",
              variance_cells(False), ("Var(h_k) = Var(h) / k", variance_cells(True))),
    ]
    series = with_estimates(claims, [None, None, "k"], "variance")
    series += [quantiles("deviation.bound.transport_cost/quantile of the deviation", "deviation.bound.transport_cost", 0.03, **ordinary),
               induced("deviation.bound.transport_cost/share of deviations beyond the bound", "deviation.bound.transport_cost", 6),
               quantiles("deviation.witness/quantile of the deviation", "deviation.witness", 0.72, **tight),
               induced("deviation.witness/share of deviations beyond the bound", "deviation.witness", 1.6),
               induced("deviation.witness/false_twin/share of deviations beyond the bound", "deviation.witness", 0.7)]
    return result("minibatch_deviation", "Deviations of minibatch estimators stay below their bounds", claims, series,
                  {"n": 1300})


def spread(median, width=0.05):
    return {"median": median, "lower": median * (1 - width), "upper": median * (1 + width)}


def bench_row(name, unit, median, reach, aim, status, more_is_better=True, goal_peer=None, peers=()):
    row = {"name": name, "work": name.replace("_", " "), "unit": unit, "unit_means": unit, "more_is_better": more_is_better,
           "reach": reach, "aim": aim, "goal_peer": goal_peer, "sizes": {"n": 1000}, "clock": "cpu_seconds", "status": status}
    if median is None:
        return {**row, "reason": "there is no solver", "peers": []}
    stopped = {"is_lower_bound": True} if any(peer["name"] == goal_peer and "stopped" in peer for peer in peers) else {}
    return {**row, "measured": spread(median), **stopped, "peers": list(peers)}


def bench_peer(name, ratio, **more):
    times = {"cpu_seconds": spread(ratio), "seconds": spread(ratio), "rounds": 1, "runs_a_round": 1, "peak_bytes": 1000}
    return {"name": name, **times, "ratio": spread(ratio), "ratios": [ratio], "value_difference": 1e-12, "agrees": True, **more}


def bench():
    """Measurements of the documented form; the numbers are made up."""
    wrong = bench_peer("other", 3.0, value_difference=None, agrees=False)
    missing = {"name": "absent", "skipped": "missing: ot"}
    rows = [bench_row("exact_uniform_1000_d2", "ratio", 17.0, 8, 16, "aim", goal_peer="POT", peers=[bench_peer("POT", 17.0), wrong]),
            bench_row("exact_uniform_64_d2", "per_second", 16e3, 15e3, 20e3, "reach"),
            bench_row("univariate_100000", "ratio", 2.0, 20, 30, "short", goal_peer="POT", peers=[bench_peer("POT", 2.0), missing]),
            bench_row("sinkhorn_1000_d10", "ratio", 90.0, 40, 60, "aim", goal_peer="POT",
                      peers=[bench_peer("POT", 90.0, stopped={"iterations": 20000, "marginal_error": 3e-7})]),
            bench_row("memory_points", "bytes", 2.0**29, 2**30, 2**28, "reach", more_is_better=False),
            bench_row("exact_points", "seconds", None, 60, 3, "not measured", more_is_better=False)]
    provenance = {"started": "2026-01-01T00:00:00+00:00", "processor": "one", "cores": 1, "system": "s", "commit": None,
                  "packages": {}, "load": 0.0, "simd": None, "arguments": ["--quick", "-o", "elsewhere.json"]}
    return {"schema": "mongecarlo/bench", "schema_version": 1, "preset": "quick", "rows": rows, "provenance": provenance}


def further_samples():
    """The documents of samples/, in the order of their names."""
    for path in sorted(pathlib.Path(__file__).with_name("samples").glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"sample_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module.document(sys.modules[__name__])


@functools.lru_cache(maxsize=None)
def texts():
    """{file name: text}"""
    return {f"{document.get('simulation', document['schema'].partition('/')[2])}.json": json.dumps(document, indent=1, allow_nan=False) + "\n"
            for document in (minibatch_unbiasedness(), minibatch_deviation(), bench(), *further_samples())}


def write(folder):
    """The paths of the files."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, text in texts().items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    return paths


if __name__ == "__main__":
    print(*write(sys.argv[1]), sep="\n")
