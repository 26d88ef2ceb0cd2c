"""The rows of the comparison: what is measured, on which problem, against whom, and how far we want to get.

`reach` is what a release must show, `aim` what we work towards; both in the unit of the row. Times of peers that are not
in a Debian package are not compared with.
"""

from dataclasses import dataclass, field

#: unit -> (what it says, whether more is better)
UNITS = {
    "ratio": ("times as fast as the peer", True),
    "per_second": ("problems a second", True),
    "seconds": ("seconds", False),
    "ns_per_entry": ("nanoseconds an entry of the matrix", False),
    "matrices": ("greatest resident memory in units of the cost matrix", False),
    "bytes": ("greatest resident bytes", False),
    "bytes_per_replicate": ("resident bytes a replicate", False),
}


@dataclass(frozen=True)
class Contestant:
    name: str
    method: str
    settings: dict = field(default_factory=dict)
    slow: bool = False  # left out by --quick


@dataclass(frozen=True)
class Row:
    name: str
    work: str
    unit: str
    reach: float
    aim: float
    sizes: dict
    problem: dict = field(default_factory=dict)  # arguments of problems.write beside sizes
    ours: Contestant = None
    peers: tuple = ()
    goal_peer: str = ""  # whose time a ratio is of
    tolerance: float = 1e-9  # values agree to this, relative
    clock: str = "cpu_seconds"
    heavy: bool = False  # left out by --quick
    compares_values: bool = True
    ends_early: bool = False  # ours is stopped on purpose, and need not converge


def ours(solver, **settings):
    return Contestant("monge carlo", "solve", {"solver": solver, **settings})


POT = Contestant("POT", "pot_emd2")
POT_CORE = Contestant("POT C++", "pot_core")
SCIPY = Contestant("SciPy", "scipy_assignment")
LEMON = Contestant("LEMON", "lemon", slow=True)
DLIB = Contestant("dlib", "dlib", slow=True)


def _exact():
    for n, d, reach, aim in ((1000, 2, 8, 16), (1000, 10, 15, 30), (4000, 2, 10, 20), (4000, 10, 20, 30)):
        yield Row(f"exact_uniform_{n}_d{d}", "exact, equal weights, from the cost matrix", "ratio", reach, aim,
                  {"n": n, "d": d}, ours=ours("exact"), goal_peer="POT", heavy=n > 1000,
                  peers=(POT, SCIPY, DLIB, LEMON) if n <= 1000 else (POT, SCIPY))
    for n, d, reach, aim in ((1000, 2, 5, 8), (1000, 10, 5, 8), (4000, 2, 4, 8), (4000, 10, 4, 8)):
        yield Row(f"exact_weighted_{n}_d{d}", "exact, random weights, from the cost matrix", "ratio", reach, aim,
                  {"n": n, "d": d}, {"weighted": True}, ours("exact"), goal_peer="POT", heavy=n > 1000,
                  peers=(POT, LEMON) if n <= 1000 else (POT,))
    for d, reach, aim in ((2, 15e3, 20e3), (10, 35e3, 45e3)):
        yield Row(f"exact_uniform_64_d{d}", "exact, equal weights, small problems one after another", "per_second",
                  reach, aim, {"n": 64, "d": d, "count": 400}, ours=ours("exact"), goal_peer="POT C++", peers=(POT_CORE, POT))
    for d in (2, 10):
        yield Row(f"exact_weighted_64_d{d}", "exact, random weights, small problems one after another", "per_second",
                  10e3, 15e3, {"n": 64, "d": d, "count": 400}, {"weighted": True}, ours("exact"), goal_peer="POT C++",
                  peers=(POT_CORE, POT))


def _points():
    yield Row("exact_points_4000", "exact, equal weights, from points of the plane", "ratio", 20, 40, {"n": 4000, "d": 2},
              {"points": True}, ours("exact"), (Contestant("POT", "pot_from_points"),), "POT", heavy=True)
    yield Row("exact_points_100000", "exact, equal weights, from points of the plane", "seconds", 60, 3,
              {"n": 100_000, "d": 2}, {"points": True}, ours("exact"), heavy=True)


def _entropic():
    for d, epsilon, reach, aim in ((2, 0.1, 2, 4), (2, 0.01, 5, 8), (2, 0.001, 12, 25), (10, 0.001, 40, 60)):
        settings = {"epsilon": epsilon, "tolerance": 1e-9}
        # In ten dimensions the plain iteration needs millions of steps: with a limit its ratio is a lower bound.
        plain, log = ({**settings, "max_iterations": limit} if d > 2 else settings for limit in (20_000, 5_000))
        yield Row(f"sinkhorn_1000_d{d}_eps{epsilon}", f"entropic to 1e-9 in the marginals, epsilon = {epsilon} of the largest cost",
                  "ratio", reach, aim, {"n": 1000, "d": d}, {"normalise": True}, ours("entropic", **settings),
                  (Contestant("POT sinkhorn", "pot_sinkhorn", plain, slow=d > 2),
                   Contestant("POT sinkhorn_log", "pot_sinkhorn_log", log, slow=True)),
                  "POT sinkhorn", heavy=d > 2)
    settings = {"epsilon": 0.01, "tolerance": 1e-9}
    yield Row("sinkhorn_batch_64", "entropic to 1e-9, epsilon = 0.01 of the largest cost, many small problems", "per_second",
              15e3, 25e3, {"n": 64, "d": 2, "count": 200}, {"normalise": True}, Contestant("monge carlo", "batch", settings),
              (Contestant("POT sinkhorn", "pot_sinkhorn", settings),), "POT sinkhorn")
    for simd, reach, aim in (("avx512", 0.9, 0.5), ("avx2", 1.4, 0.8), ("baseline", 4, 2)):
        settings = {"epsilon": 0.001, "tolerance": 1e-300, "max_iterations": 60}
        yield Row(f"log_iteration_512_{simd}", f"a full iteration in the log domain, {simd} instructions", "ns_per_entry",
                  reach, aim, {"n": 512, "d": 2}, {"normalise": True},
                  ours("entropic", store_cost=0, want_plan=0, simd=simd, **settings),
                  (Contestant("POT sinkhorn_log", "pot_log_iterations", {"epsilon": 0.001, "iterations": 60}),),
                  compares_values=False, ends_early=True)
    for epsilon in (0.05, 0.01):
        settings = {"epsilon": epsilon, "tau": 1, "tolerance": 1e-9}
        yield Row(f"unbalanced_1000_eps{epsilon}", f"unbalanced entropic to 1e-9, epsilon = {epsilon} and tau = 1 of the largest cost",
                  "ratio", 10, 20, {"n": 1000, "d": 2}, {"normalise": True, "weighted": True, "total": 1.3},
                  ours("unbalanced", **settings),
                  (Contestant("POT", "pot_unbalanced", settings),
                   Contestant("translation invariant", "numpy_translation_invariant", settings)), "POT")


def _line():
    yield Row("univariate_100000", "W_2 on the line, unsorted, equal weights, value alone", "ratio", 20, 30,
              {"n": 100_000, "d": 1}, {"points": True}, ours("univariate", want_plan=0, want_potentials=0),
              (Contestant("POT", "pot_wasserstein_1d"), Contestant("numpy sort", "numpy_sort")), "POT")
    yield Row("sliced_1000_d10", "sliced W_2 over 100 given directions", "ratio", 40, 50, {"n": 1000, "d": 10},
              {"points": True, "directions": 100}, Contestant("monge carlo", "sliced"), (Contestant("POT", "pot_sliced"),), "POT")


def _minibatch():
    sizes = {"n": 1000, "m": 64, "k": 100, "repetitions": 50}
    for d, reach, aim in ((2, 8, 20), (10, 15, 40)):
        yield Row(f"incomplete_minibatch_d{d}", "incomplete minibatch estimator, 50 repetitions, one core", "ratio", reach, aim,
                  {"d": d, **sizes}, {"points": True}, Contestant("monge carlo", "incomplete", sizes),
                  (Contestant("POT", "pot_incomplete", sizes),), "POT")
    many = dict(sizes, repetitions=400)
    yield Row("incomplete_minibatch_two_threads", "the same on two cores against one", "ratio", 1.9, 1.95, {"d": 2, **many},
              {"points": True}, Contestant("two threads", "incomplete", dict(many, threads=2)),
              (Contestant("one thread", "incomplete", many),), "one thread", clock="seconds")


def _memory():
    yield Row("memory_exact_4000", "memory of an exact solve, equal weights, cost matrix included", "matrices", 1.3, 1.1,
              {"n": 4000, "d": 2}, ours=ours("exact"), heavy=True)
    yield Row("memory_exact_weighted_4000", "memory of an exact solve, random weights, cost matrix included", "matrices", 1.3, 1.1,
              {"n": 4000, "d": 2}, {"weighted": True}, ours("exact"), heavy=True)
    yield Row("memory_points_100000", "memory of an exact solve from points of the plane", "bytes", 2**30, 2**29,
              {"n": 100_000, "d": 2}, {"points": True}, ours("exact"), heavy=True)
    yield Row("memory_of_a_run", "what one replicate more adds to a simulation", "bytes_per_replicate", 48, 24,
              {"replicates": 4_000, "more": 104_000})


ROWS = tuple(row for group in (_exact, _points, _entropic, _line, _minibatch, _memory) for row in group())
