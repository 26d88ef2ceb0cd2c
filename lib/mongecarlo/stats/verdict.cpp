#include "mongecarlo/stats/verdict.hpp"

namespace mongecarlo {

const char* to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::supported:
      return "supported";
    case Verdict::refuted:
      return "refuted";
    case Verdict::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

}  // namespace mongecarlo
