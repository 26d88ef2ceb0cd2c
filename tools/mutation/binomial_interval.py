"""The exact interval of Clopper and Pearson."""
import math


def tail(successes, trials, p):
    """P(X >= successes) for X binomial."""
    return math.fsum(math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(successes, trials + 1))


def root(increasing, value):
    lower, upper = 0.0, 1.0
    for _ in range(60):
        middle = (lower + upper) / 2
        if increasing(middle) < value:
            lower = middle
        else:
            upper = middle
    return (lower + upper) / 2


def clopper_pearson(successes, trials, error=0.05):
    """Ends that each miss the probability of success at most every second of 1 / error times."""
    lower = root(lambda p: tail(successes, trials, p), error / 2) if successes > 0 else 0.0
    upper = root(lambda p: tail(successes + 1, trials, p), 1 - error / 2) if successes < trials else 1.0
    return lower, upper
