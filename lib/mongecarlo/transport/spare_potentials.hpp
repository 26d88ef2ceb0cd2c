#pragma once
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// Where a solver keeps potentials that it needs and nobody wants: lent to the result that is being filled and taken
/// back at the end, so that the result has none and the next solve has memory for them. O(1).
class SparePotentials {
 public:
  void lend(Result& result) { exchange(result); }
  void take_back(Result& result) {
    exchange(result);
    result.f.resize(0);
    result.g.resize(0);
  }

 private:
  void exchange(Result& result) {
    f_.swap(result.f);
    g_.swap(result.g);
  }

  Vector f_, g_;
};

}  // namespace mongecarlo
