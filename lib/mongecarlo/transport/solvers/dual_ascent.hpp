#pragma once
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::solvers {
extern const SolverFamily dual_ascent;
}
