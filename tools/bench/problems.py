"""The problems of the comparisons, as .npy files in a folder: the same bytes for every contestant."""

import numpy as np


def _clouds(count, n, d, seed, shift=0.0):
    """`count` pairs of clouds of n points, one below the other: uniform on the cube, the second moved by `shift`."""
    generator = np.random.default_rng([seed, n, d])
    return generator.random((count * n, d)), generator.random((count * n, d)) + shift


def _costs(x, y, count):
    """Squared distances by differences of coordinates, problem after problem."""
    x, y = x.reshape(count, -1, x.shape[1]), y.reshape(count, -1, y.shape[1])
    cost = np.zeros((count, x.shape[1], y.shape[1]))
    for k in range(x.shape[2]):
        cost += (x[:, :, None, k] - y[:, None, :, k]) ** 2
    return cost.reshape(-1, y.shape[1])


def _weights(count, n, seed):
    drawn = np.random.default_rng([seed, n]).random((count, n)) + 0.05
    return (drawn / drawn.sum(axis=1, keepdims=True)).reshape(-1)


def write(folder, *, n, d, count=1, weighted=False, points=False, shift=0.0, normalise=False, total=1.0,
          directions=0, seed=1):
    """Writes C.npy, or with `points` x.npy and y.npy; with `weighted` a.npy and b.npy too. `normalise` divides the costs
    by the largest, so that epsilon is in units of it; `total` is the mass of the target; `directions` writes so
    many unit vectors, one a row."""
    x, y = _clouds(count, n, d, seed, shift)
    if points:
        np.save(folder / "x.npy", x)
        np.save(folder / "y.npy", y)
    else:
        cost = _costs(x, y, count)
        np.save(folder / "C.npy", cost / cost.max() if normalise else cost)
    if directions:
        drawn = np.random.default_rng([seed + 3, d]).standard_normal((directions, d))
        np.save(folder / "directions.npy", drawn / np.linalg.norm(drawn, axis=1, keepdims=True))
    if weighted:
        np.save(folder / "a.npy", _weights(count, n, seed + 1))
        np.save(folder / "b.npy", total * _weights(count, n, seed + 2))
