#pragma once
#include <vector>

#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo::misclassified_generation {

/// A data set, and what generators of `steps` steps make of it; the same in every run. Curves "class 0" and "class 1"
/// (points), "weights, soft" (of class 0, over their index, times n), "boundary" (the ends of the classifier's line),
/// and for each weighting "samples, <weighting>" (300 points) and "density, <weighting>": over the cells of a grid of
/// kGridCells x kGridCells over [-kGridReach, kGridReach]^2, first row on top, the density of 20000 samples; and over w
/// "misclassified share" of what is generated, and "misclassified weight" of the data.
std::vector<Curve> pictures_of_generators(int steps);

inline constexpr int kGridCells = 24;
inline constexpr double kGridReach = 1.75;

}  // namespace mongecarlo::misclassified_generation
