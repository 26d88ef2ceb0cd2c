#pragma once
#include <span>
#include <string_view>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// Every simulation of sims/, by name; generated from the folder.
std::span<const Simulation* const> simulation_table();

}  // namespace mongecarlo
