"""The peers of tools/bench that are Python libraries, behind the same protocol as the C++ ones (contestant.hpp):

    python_peers.py METHOD FOLDER [key=value]...

prepares, prints "ready", and for each line with a number N runs N times and answers with one line of JSON.
Exit codes: 64 usage, 69 the library is missing.
"""

import json
import pathlib
import sys
import time
import warnings


def _missing(error):
    print(f"missing: {error.name}", file=sys.stderr)
    sys.exit(69)


try:
    import numpy as np
except ImportError as error:
    _missing(error)


class Problems:
    """What the folder holds: `count` problems of one size."""

    def __init__(self, folder, settings):
        self.folder, self.settings = pathlib.Path(folder), settings
        self.count = int(settings.get("count", 1))
        self.C, self.x, self.y, self.a, self.b = (self._array(name) for name in "Cxyab")

    def _array(self, name):
        path = self.folder / f"{name}.npy"
        return np.load(path) if path.exists() else None

    def number(self, key, otherwise=None):
        return float(self.settings.get(key, otherwise))

    def _part(self, array, i):
        if array is None:
            return None
        size = len(array) // self.count
        return np.ascontiguousarray(array[i * size:(i + 1) * size])

    def each(self):
        """(C, a, b) of every problem; weights are written out."""
        for i in range(self.count):
            cost = self._part(self.C, i)
            a, b = self._part(self.a, i), self._part(self.b, i)
            yield (cost, np.full(cost.shape[0], 1 / cost.shape[0]) if a is None else a,
                   np.full(cost.shape[1], 1 / cost.shape[1]) if b is None else b)


def pot_emd2(problems):
    """POT's network simplex as its users call it. Its default limit of iterations stops before the optimum."""
    import ot
    cases = list(problems.each())
    return lambda: [ot.emd2(a, b, cost, numItermax=10**8) for cost, a, b in cases]


def pot_core(problems):
    """The same without the checks of its Python wrapper: the C++ code of POT."""
    import ot
    cases = list(problems.each())
    return lambda: [ot.lp.emd_c(a, b, cost, 10**8, 1)[1] for cost, a, b in cases]


def pot_from_points(problems):
    """POT from points: the cost matrix, then the solver."""
    import ot
    n, m = len(problems.x), len(problems.y)
    a = np.full(n, 1 / n) if problems.a is None else problems.a
    b = np.full(m, 1 / m) if problems.b is None else problems.b
    return lambda: [ot.emd2(a, b, ot.dist(problems.x, problems.y), numItermax=10**8)]


def scipy_assignment(problems):
    from scipy.optimize import linear_sum_assignment

    def solve(cost):
        rows, columns = linear_sum_assignment(cost)
        return cost[rows, columns].mean()

    cases = [cost for cost, _, _ in problems.each()]
    return lambda: [solve(cost) for cost in cases]


def _product_plan(cost, a, b, epsilon, log_u, log_v):
    """(potentials f and g, plan)"""
    f, g = epsilon * (log_u - np.log(a)), epsilon * (log_v - np.log(b))
    return f, g, a[:, None] * np.exp((f[:, None] + g[None, :] - cost) / epsilon) * b


def _product_value(a, b, epsilon, f, g, plan):
    """V = <C, P> + epsilon KL(P | a x b) at the potentials: second order in what is left of the marginal error."""
    return float(a @ f + b @ g + epsilon * (1 - plan.sum()))


def _marginal_error(a, b, plan):
    return float(np.abs(plan.sum(1) - a).sum() + np.abs(plan.sum(0) - b).sum())


def _pot_entropic(problems, method):
    import ot
    epsilon, tolerance = problems.number("epsilon"), problems.number("tolerance", 1e-9)
    limit = int(problems.number("max_iterations", 10**6))
    cases = list(problems.each())
    solver = ot.bregman.sinkhorn_log if method == "sinkhorn_log" else ot.bregman.sinkhorn_knopp

    def solve(cost, a, b):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return solver(a, b, cost, epsilon, numItermax=limit, stopThr=tolerance, log=True)[1]

    def found(log, cost, a, b):
        scalings = (log["log_u"], log["log_v"]) if "log_u" in log else (np.log(log["u"]), np.log(log["v"]))
        return _product_plan(cost, a, b, epsilon, *scalings)

    def stopped(logs):
        """Where the limit ended a run: how far it was from the marginals."""
        if all(log["err"][-1] <= tolerance for log in logs):
            return None
        errors = [_marginal_error(a, b, found(log, cost, a, b)[2]) for log, (cost, a, b) in zip(logs, cases)]
        return {"iterations": limit, "marginal_error": max(errors)} if np.all(np.isfinite(errors)) else None

    run = lambda: [solve(*case) for case in cases]  # noqa: E731
    run.values = lambda logs: [_product_value(a, b, epsilon, *found(log, cost, a, b)) for log, (cost, a, b) in zip(logs, cases)]
    run.stopped = stopped
    return run


def pot_sinkhorn(problems):
    return _pot_entropic(problems, "sinkhorn")


def pot_sinkhorn_log(problems):
    return _pot_entropic(problems, "sinkhorn_log")


def _unbalanced_value(plan, cost, a, b, epsilon, tau):
    """The full objective with its mass terms, of the plan itself."""
    def divergence(p, q):
        return (np.where(p > 0, p * np.log(np.where(p > 0, p, 1) / q), 0) - p + q).sum()

    return float((plan * cost).sum() + epsilon * divergence(plan, np.outer(a, b)) + tau * divergence(plan.sum(1), a)
                 + tau * divergence(plan.sum(0), b))


def pot_unbalanced(problems):
    """POT regularises by the entropy of the plan (kernel exp(-C / epsilon)): the cost takes the rest, so that the plan is
    that of KL(P | a x b). Its value is identically zero, so the objective is taken from the plan."""
    import ot
    epsilon, tau, tolerance = problems.number("epsilon"), problems.number("tau"), problems.number("tolerance", 1e-9)
    cases = [(cost, a, b, cost - epsilon * np.log(np.outer(a, b))) for cost, a, b in problems.each()]
    run = lambda: [ot.unbalanced.sinkhorn_knopp_unbalanced(a, b, shifted, epsilon, tau, numItermax=10**6, stopThr=tolerance)  # noqa: E731
                   for _, a, b, shifted in cases]
    run.values = lambda plans: [_unbalanced_value(plan, cost, a, b, epsilon, tau)
                                for plan, (cost, a, b, _) in zip(plans, cases)]
    return run


def numpy_translation_invariant(problems):
    """The translation-invariant Sinkhorn iteration (Sejourne, Vialard, Peyre 2022) in plain numpy, which POT 0.8.2 lacks."""
    epsilon, tau, tolerance = problems.number("epsilon"), problems.number("tau"), problems.number("tolerance", 1e-9)
    cases = [(cost, a, b, np.exp(-cost / epsilon)) for cost, a, b in problems.each()]
    damping = tau / (tau + epsilon)

    def translated(f, g, a, b):
        shift = tau / 2 * (np.log(a @ np.exp(-f / tau)) - np.log(b @ np.exp(-g / tau)))
        return f + shift, g - shift

    def solve(cost, a, b, kernel):
        f, g = np.zeros(len(a)), np.zeros(len(b))
        for _ in range(10**5):
            f_before = f
            g = -damping * epsilon * np.log(kernel.T @ (a * np.exp(f / epsilon)))
            f, g = translated(f, g, a, b)
            f = -damping * epsilon * np.log(kernel @ (b * np.exp(g / epsilon)))
            f, g = translated(f, g, a, b)
            if np.abs(f - f_before).max() < tolerance * epsilon:
                break
        return f, g

    run = lambda: [solve(*case) for case in cases]  # noqa: E731
    run.values = lambda found: [
        _unbalanced_value(np.outer(a * np.exp(f / epsilon), b * np.exp(g / epsilon)) * kernel, cost, a, b, epsilon, tau)
        for (f, g), (cost, a, b, kernel) in zip(found, cases)]
    return run


def pot_wasserstein_1d(problems):
    import ot
    x, y = problems.x[:, 0], problems.y[:, 0]
    return lambda: [float(ot.wasserstein_1d(x, y, p=2))]


def numpy_sort(problems):
    x, y = problems.x[:, 0], problems.y[:, 0]
    return lambda: [float(((np.sort(x) - np.sort(y)) ** 2).mean())]


def pot_sliced(problems):
    """W_2 is rooted in POT, and its projections are columns. It divides by n_projections even where they are given."""
    import ot
    directions = np.ascontiguousarray(np.load(problems.folder / "directions.npy").T)
    return lambda: [float(ot.sliced_wasserstein_distance(problems.x, problems.y, n_projections=directions.shape[1],
                                                         projections=directions)) ** 2]


def pot_incomplete(problems):
    """The loop that a user of POT writes for the incomplete minibatch estimator, over the batches our side drew."""
    import ot
    k, m = int(problems.number("k")), int(problems.number("m"))
    batches = np.loadtxt(problems.settings["batches"], dtype=np.int64).reshape(-1, k, 2, m)
    a = np.full(m, 1 / m)

    def estimate(pairs):
        return float(np.mean([ot.emd2(a, a, ot.dist(problems.x[i], problems.y[j])) for i, j in pairs]))

    return lambda: [estimate(pairs) for pairs in batches]


def pot_log_iterations(problems):
    """A fixed number of full iterations in the log domain: what one costs."""
    import ot
    epsilon, iterations = problems.number("epsilon"), int(problems.number("iterations"))
    cases = list(problems.each())

    def run():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for cost, a, b in cases:
                ot.bregman.sinkhorn_log(a, b, cost, epsilon, numItermax=iterations, stopThr=0)
        return []

    run.iterations = iterations * problems.count
    return run


METHODS = {method.__name__: method for method in (
    pot_emd2, pot_core, pot_from_points, scipy_assignment, pot_sinkhorn, pot_sinkhorn_log, pot_unbalanced,
    numpy_translation_invariant, pot_wasserstein_1d, numpy_sort, pot_sliced, pot_incomplete, pot_log_iterations)}


def peak_bytes():
    with open("/proc/self/status", encoding="ascii") as status:
        return next((int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")), 0)


def answer(run, times):
    start, start_cpu = time.perf_counter(), time.process_time()
    for _ in range(times):
        found = run()
    cpu, wall = time.process_time() - start_cpu, time.perf_counter() - start
    values = [float(value) for value in getattr(run, "values", lambda values: values)(found)]
    stopped = getattr(run, "stopped", lambda found: None)(found)
    # JSON has no NaN: a value that is none travels as null, and agrees with nothing.
    return json.dumps({"seconds": wall, "cpu_seconds": cpu, "peak_bytes": peak_bytes(), "converged": stopped is None,
                       "stopped": stopped, "iterations": getattr(run, "iterations", 0),
                       "values": [value if np.isfinite(value) else None for value in values]})


def main(arguments):
    if len(arguments) < 2 or arguments[0] not in METHODS:
        print(f"usage: python_peers.py METHOD FOLDER [key=value]...\nmethods: {' '.join(METHODS)}", file=sys.stderr)
        return 64
    settings = dict(word.split("=", 1) for word in arguments[2:])
    try:
        run = METHODS[arguments[0]](Problems(arguments[1], settings))
    except ImportError as error:
        _missing(error)
    print("ready", flush=True)
    for line in sys.stdin:
        print(answer(run, int(line)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
