"""Medians and quartiles, and what the answers of two contestants say of each other."""

import math


def quantile(values, level):
    """By linear interpolation between order statistics."""
    ordered = sorted(values)
    place = level * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def spread(values):
    return {"median": quantile(values, 0.5), "lower": quantile(values, 0.25), "upper": quantile(values, 0.75)}


def paired_ratios(ours, theirs):
    """How many times as long the peer took, run by run: both see the same moment of a shared machine."""
    return [peer / own for own, peer in zip(ours, theirs)]


def difference(values, others):
    """Greatest relative difference; None where one of them gave no number, or another count of values."""
    if len(values) != len(others):
        return None
    worst = 0.0
    for value, other in zip(values, others):
        if value is None or other is None or not math.isfinite(value) or not math.isfinite(other):
            return None
        worst = max(worst, abs(value - other) / max(abs(value), abs(other), 1e-300))
    return worst


def attained(measured, reach, aim, more_is_better):
    """Which goal the measured number meets: 'aim', 'reach' or 'short'."""
    sign = 1 if more_is_better else -1
    for goal, name in ((aim, "aim"), (reach, "reach")):
        if sign * measured >= sign * goal:
            return name
    return "short"
