#include "mongecarlo/measure/distributions/tree_leaves.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {

void TreeShape::validate() const {
  check_at_least("tree_leaves", "branching", branching, 2);
  check_at_least("tree_leaves", "depth", depth, 1);
  check_positive("tree_leaves", "ratio", ratio);
  check_between("tree_leaves", "ratio", ratio, 0, 1);
  check_between("tree_leaves", "branching^depth", std::pow(branching, depth), 2, 1 << 22);
}

Index TreeShape::leaves() const {
  Index count = 1;
  for (int level = 0; level < depth; ++level) count *= branching;
  return count;
}

double TreeShape::node_diameter(int level) const {
  check_between("TreeShape::node_diameter", "level", level, 0, depth);
  return level == depth ? 0 : std::pow(ratio, level);
}

double TreeShape::distance(Index leaf, Index other) const {
  check_between("TreeShape::distance", "leaf", static_cast<double>(leaf), 0, static_cast<double>(leaves() - 1));
  check_between("TreeShape::distance", "other", static_cast<double>(other), 0, static_cast<double>(leaves() - 1));
  int level = depth;
  for (; leaf != other; --level) {
    leaf /= branching;
    other /= branching;
  }
  return node_diameter(level);
}

DistributionPtr make_tree_leaves(const TreeShape& shape, const Vector& weights) {
  shape.validate();
  Points points(shape.leaves(), 1);
  for (Index i = 0; i < points.rows(); ++i) points(i, 0) = static_cast<double>(i);
  return std::make_shared<FiniteLaw>("tree_leaves", std::move(points), weights);
}

DistributionPtr make_tree_leaves(const TreeShape& shape) {
  shape.validate();
  return make_tree_leaves(shape, Vector::Ones(shape.leaves()));
}

namespace distributions {

const DistributionFamily tree_leaves{
    .name = "tree_leaves",
    .summary = "The leaves of a regular tree, by number, equally likely.",
    .parameters = {{"branching", 2, "children of a node"}, {"depth", 5, "level of the leaves"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(tree_leaves, given);
          return make_tree_leaves(
              {.branching = p.integer("branching", 2, 1 << 22), .depth = p.integer("depth", 1, 22)});
        },
    .refused = {{{"branching", 1}}, {{"branching", 2.5}}, {{"depth", 0}}, {{"depth", 22}, {"branching", 3}}},
};

}  // namespace distributions
}  // namespace mongecarlo
