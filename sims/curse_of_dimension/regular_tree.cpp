#include "curse_of_dimension/regular_tree.hpp"

#include <algorithm>
#include <cmath>

#include "models/binomial_deviation.hpp"

namespace mongecarlo::curse_of_dimension {
namespace {

/// Calls visit(number of leaves, number of others) for every node of the level that has one; `width` leaves a node.
/// Both lists sorted.
template <class Visit>
void for_each_node(const std::vector<std::uint64_t>& leaves, const std::vector<std::uint64_t>& others,
                   std::uint64_t width, Visit visit) {
  std::size_t i = 0, j = 0;
  while (i < leaves.size() || j < others.size()) {
    const std::uint64_t first = i < leaves.size() ? leaves[i] / width : ~std::uint64_t{0};
    const std::uint64_t second = j < others.size() ? others[j] / width : ~std::uint64_t{0};
    const std::uint64_t node = std::min(first, second);
    std::size_t here = 0, there = 0;
    for (; i < leaves.size() && leaves[i] / width == node; ++i) ++here;
    for (; j < others.size() && others[j] / width == node; ++j) ++there;
    visit(static_cast<double>(here), static_cast<double>(there));
  }
}

}  // namespace

double RegularTree::edge(int level) const {
  const double above = std::pow(2, -power * (level - 1));
  return 0.5 * (above - (level < levels ? std::pow(2, -power * level) : 0));
}

std::uint64_t RegularTree::leaves() const {
  std::uint64_t count = 1;
  for (int level = 0; level < levels; ++level) count *= static_cast<std::uint64_t>(children);
  return count;
}

double RegularTree::expected_distance(double n) const {
  double sum = 0, nodes = 1;
  for (int level = 1; level <= levels; ++level) {
    nodes *= children;
    sum += edge(level) * nodes * models::binomial_deviation(n, 1 / nodes) / n;
  }
  return sum;
}

double RegularTree::distance_to_law(std::vector<std::uint64_t>& sampled) const {
  std::sort(sampled.begin(), sampled.end());
  const auto n = static_cast<double>(sampled.size());
  double sum = 0;
  std::uint64_t width = leaves();
  for (int level = 1; level <= levels; ++level) {
    width /= static_cast<std::uint64_t>(children);
    const double share = static_cast<double>(width) / static_cast<double>(leaves());
    double flow = 0, empty = 1 / share;
    for_each_node(sampled, {}, width, [&](double here, double) {
      flow += std::abs(here / n - share);
      --empty;
    });
    sum += edge(level) * (flow + empty * share);
  }
  return sum;
}

double RegularTree::distance(std::vector<std::uint64_t>& sampled, std::vector<std::uint64_t>& others) const {
  std::sort(sampled.begin(), sampled.end());
  std::sort(others.begin(), others.end());
  const auto n = static_cast<double>(sampled.size());
  double sum = 0;
  std::uint64_t width = leaves();
  for (int level = 1; level <= levels; ++level) {
    width /= static_cast<std::uint64_t>(children);
    for_each_node(sampled, others, width,
                  [&](double here, double there) { sum += edge(level) * std::abs(here - there) / n; });
  }
  return sum;
}

double RegularTree::cost(std::uint64_t leaf, std::uint64_t other) const {
  if (leaf == other) return 0;
  int level = levels;
  while (leaf != other) {
    leaf /= static_cast<std::uint64_t>(children);
    other /= static_cast<std::uint64_t>(children);
    --level;
  }
  return std::pow(2, -power * level);
}

void RegularTree::sample(std::vector<std::uint64_t>& sampled, Stream stream) const {
  for (std::uint64_t& leaf : sampled) leaf = stream.below(leaves());
}

}  // namespace mongecarlo::curse_of_dimension
