#include <cmath>

#include "computational_cost/parts.hpp"
#include "computational_cost/square_matching.hpp"

namespace mongecarlo::computational_cost {
namespace {

struct Points2D {
  int n = 16;
  CellParameters parameters() const { return {{"n", n}}; }
};

double size(const Points2D& s) { return s.n; }
double log_size(const Points2D& s) { return std::log(s.n); }
Range possible(const Points2D& s) { return {0, most_entries_read(s.n)}; }

std::vector<Points2D> doublings(int first, int last) {
  std::vector<Points2D> cells;
  for (int n = first; n <= last; n *= 2) cells.push_back({n});
  return cells;
}

auto random_work(const Points2D& s) {
  return [sample = SquareMatching(s.n), assignment = Assignment()](const Stream& stream) mutable -> Certified {
    return entries_read(assignment, sample.refill(stream));
  };
}

RateStatement<Points2D> random_points(const Design& design, Control<Points2D> control) {
  return {
      .id = {},
      .statement = {},
      .source = {},
      .design = doublings(16, design.integer("n")),
      .n = size,
      .exponent = 3,
      .replicate = random_work,
      .range = possible,
      .margin = 0.2,
      .replicates =
          [base = design.count("replicates")](const Points2D& s) {
            return std::max<std::uint64_t>(100, base * 16 / static_cast<std::uint64_t>(s.n));
          },
      .control = std::move(control),
      .shape = log_size,
      .estimate_label = "entries of the cost matrix read",
  };
}

Claim bound(const Design& design) {
  auto statement = random_points(design, Control<Points2D>::wrong_exponent("at most like n^(3/2) log n", 1.5));
  statement.id = "exact.bound";
  statement.statement = "exact transport of n to n points reads O(n^3 log n) entries: on random points, at most that";
  statement.source = "Fatras 2021, thesis defence (as an upper bound)";
  return growth_at_most(statement);
}

Claim as_equality(const Design& design) {
  auto statement = random_points(design, CorrectedBy{"exact.bound"});
  statement.id = "exact.as_equality";
  statement.statement = "exact transport of n to n random points takes time like n^3 log n";
  statement.source = "Fatras 2021, thesis defence (read as a rate)";
  return growth_equals(statement);
}

/// C_ij = i j (Machol and Wien 1976): every row wants the same columns.
Certified worst_case_work(const Points2D& s, const Stream&) {
  Matrix costs(s.n, s.n);
  for (Index i = 0; i < s.n; ++i)
    for (Index j = 0; j < s.n; ++j) costs(i, j) = static_cast<double>((i + 1) * (j + 1));
  Assignment assignment;
  return entries_read(assignment, costs);
}

Claim worst_case(const Design& design) {
  return growth_equals<Points2D>({
      .id = "exact.worst_case",
      .statement = "there are costs, C_ij = i j, on which shortest augmenting paths read entries like n^3",
      .source = "machol:76",
      .design = doublings(16, 2 * design.integer("n")),
      .n = size,
      .exponent = 3,
      .replicate = worst_case_work,
      .range = without_chance,
      .margin = 0.1,
      .replicates = 1,
      .control = Control<Points2D>::wrong_exponent("like n^2", 2),
      .correction = 1.0,
      .estimate_label = "entries of the cost matrix read",
  });
}

}  // namespace

std::vector<Claim> exact_claims(const Design& design) {
  return {bound(design), as_equality(design), worst_case(design)};
}

}  // namespace mongecarlo::computational_cost
