#pragma once
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::noisy_labels {

// Laws on a few classes and what regularisers make of two of them, in double precision and by formula or by the solvers
// of the library: nothing here is used in training.

/// Uniform on the simplex of `classes` points.
Vector random_law(Index classes, const Stream& stream);
/// Symmetric costs uniform in (0, 1), 0 on the diagonal; no metric in general.
Matrix random_costs(Index classes, const Stream& stream);
Matrix equal_costs(Index classes);
/// Three classes: the first two at cost 1, the third at 0.4 from both.
Matrix figure_costs();

double kullback_leibler(const Vector& p, const Vector& q);
double total_variation(const Vector& p, const Vector& q);
/// The least cost <T, C> of a plan from p to q.
double transport_cost(const Vector& p, const Vector& q, const Matrix& costs);

/// Entropic transport: V = <T, C> + lambda KL(T | p x q) and its transport part <T, C>.
struct EntropicValues {
  double value, transport_part;
};
EntropicValues entropic(const Vector& p, const Vector& q, const Matrix& costs, double lambda);
/// V(p, q) - V(p, p) / 2 - V(q, q) / 2.
double sinkhorn_divergence(const Vector& p, const Vector& q, const Matrix& costs, double lambda);

/// The plan after so many of Sinkhorn's iterations from u = 1, columns first, rows last: as published, where 5 or 20
/// are made.
Matrix early_plan(const Vector& p, const Vector& q, const Matrix& costs, double lambda, int iterations);

}  // namespace mongecarlo::noisy_labels
