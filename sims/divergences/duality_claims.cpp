#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "divergences/parts.hpp"
#include "divergences/random_measures.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/cumulative_difference.hpp"
#include "mongecarlo/transport/graph_transport.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/tree_transport.hpp"

namespace mongecarlo::divergences {
namespace {

constexpr double kRounding = 1e-10;

struct Network {
  int nodes = 12, extra = 0;  ///< a random tree, and edges beside it
  CellParameters parameters() const { return {{"nodes", nodes}, {"extra", extra}}; }
};

/// A random tree with further edges, its metric, two random laws on the nodes.
struct Instance {
  RandomTree tree;
  std::vector<GraphTransport::Edge> edges;
  Matrix metric;
  Vector mu, nu;

  Instance(const Network& s, const Stream& stream)
      : tree(s.nodes, stream.purpose("tree")),
        mu(random_weights(s.nodes, stream.purpose("mu"))),
        nu(random_weights(s.nodes, stream.purpose("nu"))) {
    for (Index v = 1; v < tree.nodes(); ++v)
      edges.push_back({v, tree.parent[static_cast<std::size_t>(v)], tree.length[v]});
    Stream draws = stream.purpose("extra edges");
    const auto node = [&] { return static_cast<Index>(draws.below(static_cast<std::uint64_t>(s.nodes))); };
    for (int k = 0; k < s.extra; ++k) {
      const Index v = node(), w = node();
      edges.push_back({v, w, 0.1 + 0.9 * draws.uniform()});
    }
    Matrix lengths = Matrix::Constant(s.nodes, s.nodes, std::numeric_limits<double>::infinity());
    lengths.diagonal().setZero();
    for (const auto& edge : edges)
      lengths(edge.v, edge.w) = lengths(edge.w, edge.v) = std::min(lengths(edge.v, edge.w), edge.length);
    metric = path_lengths(lengths);
  }
  /// sup over pairs of phi(v) - phi(w) - d(v, w), at least 0: how far phi is from a critic.
  double steepness(const Vector& phi) const {
    double worst = 0;
    for (Index v = 0; v < phi.size(); ++v)
      for (Index w = 0; w < phi.size(); ++w) worst = std::max(worst, phi[v] - phi[w] - metric(v, w));
    return worst;
  }
  double gain(const Vector& phi) const { return phi.dot(mu - nu); }
};

Certified exact_w1(const Instance& instance) {
  Result result;
  find_solver("exact")->make({})->solve(problem_from_matrix(instance.metric, instance.mu, instance.nu), result);
  return result.certified_objective;
}

/// What a flow costs, and whether it carries mu to nu.
double flow_price(const Instance& instance, const Vector& flow, double& lost) {
  Vector balance = instance.nu - instance.mu;
  double price = 0;
  for (std::size_t k = 0; k < instance.edges.size(); ++k) {
    const auto& edge = instance.edges[k];
    const double mass = flow[static_cast<Index>(k)];
    balance[edge.v] += mass;
    balance[edge.w] -= mass;
    price += edge.length * std::abs(mass);
  }
  lost = balance.lpNorm<1>();
  return price;
}

/// rounding - (price of the flow - gain of the critic + what either lacks to be feasible).
auto both_sides(double shrink) {
  return [shrink](const Network& s, const Stream& stream) {
    const Instance instance(s, stream);
    const GraphTransport graph(s.nodes, instance.edges);
    const auto solution = graph.solve(instance.mu, instance.nu);
    const Vector critic = shrink * solution.potential;
    double lost = 0;
    const double price = flow_price(instance, solution.flow, lost);
    return Certified(kRounding - std::abs(price - instance.gain(critic)) - lost - instance.steepness(critic));
  };
}

std::vector<Network> networks() {
  return {{.nodes = 12, .extra = 0}, {.nodes = 12, .extra = 12}, {.nodes = 20, .extra = 60}};
}

Claim strong_duality(const Design& design) {
  return holds_always<Network>({
      .id = "duality.both_sides",
      .statement =
          "on a graph, the least sum of length |flow| over flows from mu to nu is the largest sum of phi (mu - nu) "
          "over phi that change by no more than the length along each edge",
      .source = "villani:09",
      .design = networks(),
      .replicate = both_sides(1),
      .replicates = design.count("orders"),
      .control = Control<Network>::wrong_procedure("a critic of slope 0.99", both_sides(0.99)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// On a tree the mass below an edge is what it carries: price, gain, and the exact solver on the metric are one number.
Claim on_trees(const Design& design) {
  const auto agreement = [](bool is_signed) {
    return [is_signed](const Network& s, const Stream& stream) {
      const Instance instance(s, stream);
      Vector below = instance.mu - instance.nu;
      double sum = 0;
      for (Index v = s.nodes - 1; v > 0; --v) {  // children come after their parents
        below[instance.tree.parent[static_cast<std::size_t>(v)]] += below[v];
        sum += instance.tree.length[v] * (is_signed ? below[v] : std::abs(below[v]));
      }
      const auto tree = TreeTransport(instance.tree.parent, instance.tree.length).solve(instance.mu, instance.nu);
      const Certified off = absolute(exact_w1(instance) - Certified(sum)) + absolute(tree.w1 - Certified(sum));
      return Certified(kRounding - instance.steepness(tree.potential)) - off -
             absolute(Certified(instance.gain(tree.potential) - sum));
    };
  };
  return holds_always<Network>({
      .id = "duality.tree",
      .statement =
          "W_1 on a tree is sum over edges of length |mu - nu|(below), and a critic that rises or falls by the whole "
          "length along each edge attains it",
      .source = "derived here",
      .design = {{.nodes = 2}, {.nodes = 12}, {.nodes = 20}},
      .replicate = agreement(false),
      .replicates = design.count("orders"),
      .control = Control<Network>::wrong_procedure("the signed mass in place of its absolute value", agreement(true)),
      .kind = ClaimKind::identity,
      .plot = "nodes",
      .estimate_label = "share of departures",
  });
}

/// W_1 - gain of a random critic phi(v) = min over k of c_k + slope d(v, k): 1-Lipschitz for slope 1.
Claim weak_duality(const Design& design) {
  const auto slack = [](double slope) {
    return [slope](const Network& s, const Stream& stream) {
      const Instance instance(s, stream);
      // The critic rises from where nu sits, with random head starts: some of them are nearly optimal.
      Stream draws = stream.purpose("critic");
      Vector phi = Vector::Constant(s.nodes, std::numeric_limits<double>::infinity());
      for (Index k = 0; k < s.nodes; ++k) {
        if (instance.nu[k] <= instance.mu[k]) continue;
        const double start = 0.2 * draws.uniform();
        phi = phi.cwiseMin((slope * instance.metric.col(k)).array().matrix() + Vector::Constant(s.nodes, start));
      }
      if (!phi.allFinite()) return Certified(0);  // equal laws
      return exact_w1(instance) - Certified(instance.gain(phi)) + Certified(kRounding);
    };
  };
  return holds_always<Network>({
      .id = "duality.every_critic_is_below",
      .statement = "every 1-Lipschitz critic gains at most W_1",
      .source = "villani:09",
      .design = {{.nodes = 12, .extra = 12}},
      .replicate = slack(1),
      .replicates = design.count("orders"),
      .control = Control<Network>::wrong_procedure("critics of slope 2", slack(2)),
      .estimate_label = "share of violations",
  });
}

/// On the line: int |F - G| of random weighted points against the exact solver on |x - y|.
Claim on_the_line(const Design& design) {
  const auto agreement = [](bool is_absolute) {
    return [is_absolute](const Network& s, const Stream& stream) {
      const Vector a = random_weights(s.nodes, stream.purpose("a")), b = random_weights(s.nodes, stream.purpose("b"));
      Stream draws = stream.purpose("points");
      Points x(s.nodes, 1), y(s.nodes, 1);
      for (Index k = 0; k < s.nodes; ++k) {
        x(k, 0) = draws.uniform();
        y(k, 0) = draws.uniform();
      }
      Result result;
      find_solver("exact")->make({})->solve(problem_from_points(x, y, GroundCost::euclidean(1), a, b), result);
      CumulativeDifference difference;
      const auto span = [](const Points& points) {
        return std::span<const double>(points.data(), static_cast<std::size_t>(points.size()));
      };
      difference.build({span(x), as_span(view(a))}, {span(y), as_span(view(b))});
      const double means = a.dot(x.col(0)) - b.dot(y.col(0));
      const Certified w1 = is_absolute ? difference.line_w1() : Certified(std::abs(means));
      return Certified(kRounding) - absolute(result.certified_objective - w1);
    };
  };
  return holds_always<Network>({
      .id = "duality.line",
      .statement = "W_1 on the line is int |F - G|",
      .source = "villani:09",
      .design = {{.nodes = 6}, {.nodes = 25}},
      .replicate = agreement(true),
      .replicates = design.count("orders"),
      .control = Control<Network>::wrong_procedure("|int (F - G)|, the difference of the means", agreement(false)),
      .kind = ClaimKind::identity,
      .plot = "nodes",
      .estimate_label = "share of departures",
  });
}

}  // namespace

std::vector<Claim> duality_claims(const Design& design) {
  return {strong_duality(design), on_trees(design), weak_duality(design), on_the_line(design)};
}

}  // namespace mongecarlo::divergences
