#pragma once
#include "mongecarlo/transport/result.hpp"
#include "mongecarlo/transport/solver.hpp"

namespace mongecarlo {

/// Where a solver keeps potentials that it needs and nobody wants: lent to the result that is being filled and taken
/// back at the end, so that the result has none and the next solve has memory for them. Leaves those alone that the
/// options want. O(1).
class SparePotentials {
 public:
  explicit SparePotentials(const SolverOptions& options) : are_wanted_(options.want_potentials) {}

  void lend(Result& result) {
    if (!are_wanted_) exchange(result);
  }
  void take_back(Result& result) {
    if (are_wanted_) return;
    exchange(result);
    result.f.resize(0);
    result.g.resize(0);
  }

 private:
  void exchange(Result& result) {
    f_.swap(result.f);
    g_.swap(result.g);
  }

  bool are_wanted_;
  Vector f_, g_;
};

}  // namespace mongecarlo
