#pragma once
#include <nlohmann/json_fwd.hpp>

#include "mongecarlo/io/read_problem.hpp"

namespace mongecarlo {

/// The answer of `mongecarlo solve`: the fields of Result by their names, potentials {f, g}, and the plan as a list of
/// [i, j, mass] (entries of mass > 0) where the problem's options want it. What the solver did not compute is left out;
/// so is a number that an algorithm which did not converge could not make finite.
nlohmann::ordered_json solve_result_json(const ProblemFile& problem, const Result& result, double solve_seconds);

}  // namespace mongecarlo
