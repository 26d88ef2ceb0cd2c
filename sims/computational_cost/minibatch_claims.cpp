#include <cmath>
#include <numeric>

#include "computational_cost/parts.hpp"
#include "computational_cost/square_matching.hpp"
#include "mongecarlo/random/subsets.hpp"

namespace mongecarlo::computational_cost {
namespace {

enum class Drawing { subsets, permutation };

struct Batches {
  int n = 1000, m = 16, k = 1;
  Drawing drawing = Drawing::subsets;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
};

/// Point i of a data set that needs no memory: a Kronecker sequence in the unit square (Roberts 2018).
void point(std::uint32_t i, double offset, double* coordinates) {
  coordinates[0] = std::fmod(offset + 0.7548776662466927 * (i + 1.0), 1);
  coordinates[1] = std::fmod(offset + 0.5698402909980532 * (i + 1.0), 1);
}

/// Work of an incomplete minibatch estimator: random words drawn, and entries of the m x m cost matrices read.
class MinibatchWork {
 public:
  explicit MinibatchWork(const Batches& s)
      : s_(s), indices_(static_cast<std::size_t>(s.m)), x_(s.m, 2), y_(s.m, 2), costs_(s.m, s.m) {}

  Certified operator()(const Stream& stream) {
    Stream source = stream.purpose("source"), target = stream.purpose("target");
    double entries = 0;
    for (int pair = 0; pair < s_.k; ++pair) {
      draw(source, 0.3, x_);
      draw(target, 0.6, y_);
      GroundCost::squared_euclidean().fill(view(x_), view(y_), costs_);
      entries += entries_read(assignment_, costs_);
    }
    return entries + static_cast<double>(source.words_drawn() + target.words_drawn());
  }

 private:
  void draw(Stream& stream, double offset, Points& points) {
    if (s_.drawing == Drawing::permutation) {
      all_.resize(static_cast<std::size_t>(s_.n));
      std::iota(all_.begin(), all_.end(), 0u);
      stream.shuffle(std::span(all_));
      std::copy_n(all_.begin(), s_.m, indices_.begin());
    } else {
      sampler_.draw(SubsetLaw::without_replacement, static_cast<std::uint32_t>(s_.n), stream, indices_);
    }
    for (Index i = 0; i < s_.m; ++i) point(indices_[static_cast<std::size_t>(i)], offset, points.row(i).data());
  }

  Batches s_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> indices_, all_;
  Points x_, y_;
  Matrix costs_;
  Assignment assignment_;
};

MinibatchWork work(const Batches& s) { return MinibatchWork(s); }

/// A bounded integer takes one word and rarely more: four on average do not happen (and would be told).
Range possible(const Batches& s) {
  const double drawn = s.drawing == Drawing::permutation ? s.n : s.m;
  return {0, s.k * (most_entries_read(s.m) + 8 * drawn)};
}

RateStatement<Batches> statement(const Design& design, std::vector<Batches> cells, Control<Batches> control) {
  return {
      .id = {},
      .statement = {},
      .source = "fatras:20; Fatras 2021, thesis defence",
      .design = std::move(cells),
      .n = {},
      .exponent = 1,
      .replicate = work,
      .range = possible,
      .margin = 0.15,
      .replicates = design.count("replicates"),
      .control = std::move(control),
      .estimate_label = "words drawn and entries read",
  };
}

std::vector<Batches> over_k() {
  std::vector<Batches> cells;
  for (int k : {1, 2, 4, 8}) cells.push_back({.k = k});
  return cells;
}

Claim in_k(const Design& design) {
  auto claim = statement(design, over_k(), Control<Batches>::wrong_exponent("like k^2", 2));
  claim.id = "minibatch.k";
  claim.statement = "averaging k minibatch terms takes work like k: O(k m^3 log m) in all";
  claim.n = [](const Batches& s) { return static_cast<double>(s.k); };
  return growth_equals(claim);
}

Claim in_k_as_printed(const Design& design) {
  auto claim = statement(design, over_k(), CorrectedBy{"minibatch.k"});
  claim.id = "minibatch.as_printed";
  claim.statement = "averaging several minibatch terms takes work O(m^3), whatever k";
  claim.n = [](const Batches& s) { return static_cast<double>(s.k); };
  claim.exponent = 0;
  return growth_at_most(claim);
}

Claim in_m(const Design& design) {
  std::vector<Batches> cells;
  for (int m : {8, 16, 32, 64}) cells.push_back({.m = m});
  auto claim = statement(design, cells, Control<Batches>::wrong_exponent("at most like m log m", 1));
  claim.id = "minibatch.m";
  claim.statement = "... and at most like m^3 log m";
  claim.n = [](const Batches& s) { return static_cast<double>(s.m); };
  claim.shape = [](const Batches& s) { return std::log(s.m); };
  claim.exponent = 3;
  return growth_at_most(claim);
}

Claim in_n(const Design& design) {
  std::vector<Batches> cells, permuted;
  for (int n : {100, 1000, 10000, 100000}) cells.push_back({.n = n});
  for (int n : {100, 1000, 10000}) permuted.push_back({.n = n, .drawing = Drawing::permutation});
  auto claim =
      statement(design, cells,
                Control<Batches>::wrong_procedure("each batch from a permutation of all n points", work).in(permuted));
  claim.id = "minibatch.n";
  claim.statement = "the work of minibatch transport does not depend on n";
  claim.n = [](const Batches& s) { return static_cast<double>(s.n); };
  claim.exponent = 0;
  claim.margin = 0.1;
  return growth_at_most(claim);
}

}  // namespace

std::vector<Claim> minibatch_claims(const Design& design) {
  return {in_k(design), in_k_as_printed(design), in_m(design), in_n(design)};
}

}  // namespace mongecarlo::computational_cost
