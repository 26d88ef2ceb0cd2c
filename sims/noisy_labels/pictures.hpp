#pragma once
#include <vector>

#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo::noisy_labels {

/// Accuracy on clean test labels and on noisy training labels over training: median, least and greatest of five seeds
/// that belong to the picture alone.
std::vector<Curve> progress_picture();
/// One sample of each kind, and what each method makes of it: the probability of class 1 (two classes) or the likeliest
/// class (four) over a grid.
std::vector<Curve> boundary_picture();

}  // namespace mongecarlo::noisy_labels
