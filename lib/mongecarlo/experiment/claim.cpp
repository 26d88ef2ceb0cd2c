#include "mongecarlo/experiment/claim.hpp"

namespace mongecarlo {

const char* to_string(ClaimKind kind) {
  switch (kind) {
    case ClaimKind::equality:
      return "equality";
    case ClaimKind::bound:
      return "bound";
    case ClaimKind::rate:
      return "rate";
    case ClaimKind::limit_law:
      return "limit_law";
    case ClaimKind::identity:
      return "identity";
    case ClaimKind::order:
      return "order";
  }
  return "equality";
}

}  // namespace mongecarlo
