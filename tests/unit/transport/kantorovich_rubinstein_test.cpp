#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "mongecarlo/transport/graph_transport.hpp"
#include "mongecarlo/transport/tree_transport.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct RandomTree {
  std::vector<Index> parent;
  Vector length;
  std::vector<GraphTransport::Edge> edges;

  // Node k hangs below one of the nodes before it; the names of the nodes are then reversed.
  RandomTree(Index nodes, Numbers& numbers) : parent(static_cast<std::size_t>(nodes), -1), length(nodes) {
    length.setZero();
    for (Index v = 1; v < nodes; ++v) {
      const Index above = std::min(v - 1, static_cast<Index>(numbers.next() * static_cast<double>(v)));
      const Index name = nodes - 1 - v, name_above = nodes - 1 - above;
      parent[static_cast<std::size_t>(name)] = name_above;
      length[name] = numbers.next();
      edges.push_back({name, name_above, length[name]});
    }
  }
};

Matrix metric(Index nodes, const std::vector<GraphTransport::Edge>& edges) {  // Floyd and Warshall
  Matrix d = Matrix::Constant(nodes, nodes, std::numeric_limits<double>::infinity());
  d.diagonal().setZero();
  for (const auto& edge : edges) d(edge.v, edge.w) = d(edge.w, edge.v) = std::min(d(edge.v, edge.w), edge.length);
  for (Index k = 0; k < nodes; ++k)
    for (Index i = 0; i < nodes; ++i)
      for (Index j = 0; j < nodes; ++j) d(i, j) = std::min(d(i, j), d(i, k) + d(k, j));
  return d;
}

Vector with_zeros(Index nodes, Numbers& numbers) {
  Vector w = numbers.weights(nodes);
  for (Index k = 0; k < nodes; k += 3) w[k] = 0;
  if (w.sum() == 0) w[0] = 1;
  return w / w.sum();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("W1 on trees agrees with the exact solver on their metric") {
    Numbers numbers(1);
    for (Index nodes : {1, 2, 3, 8, 25, 60}) {
      const RandomTree shape(nodes, numbers);
      const TreeTransport tree(shape.parent, shape.length);
      const Matrix d = metric(nodes, shape.edges);
      const Vector mu = with_zeros(nodes, numbers), nu = numbers.weights(nodes);
      const auto solution = tree.solve(mu, nu);
      const Certified exact = solve("exact", problem_from_matrix(d, mu, nu)).certified_objective;
      CHECK(solution.w1.lower <= exact.upper);
      CHECK(solution.w1.upper >= exact.lower);
      CHECK(solution.w1.gap() < 1e-12);
      CHECK(solution.dual == doctest::Approx(solution.primal).epsilon(1e-13));
      for (Index v = 0; v < nodes; ++v)
        for (Index w = 0; w < nodes; ++w) {
          CHECK(tree.distance(v, w) == doctest::Approx(d(v, w)).epsilon(1e-14));
          CHECK(solution.potential[v] - solution.potential[w] <= d(v, w) + 1e-14);
        }
    }
  }

  TEST_CASE("W1 on graphs agrees with the exact solver on their metric and is certified from both sides") {
    Numbers numbers(2);
    for (Index nodes : {2, 5, 12, 40})
      for (int extra : {0, 10, 60}) {
        std::vector<GraphTransport::Edge> edges = RandomTree(nodes, numbers).edges;
        for (int k = 0; k < extra; ++k) {
          const auto end = [&] { return static_cast<Index>(numbers.next() * static_cast<double>(nodes)); };
          edges.push_back({end(), end(), k % 7 == 0 ? 0 : 2 * numbers.next()});
        }
        const GraphTransport graph(nodes, edges);
        const Matrix d = metric(nodes, edges);
        CHECK((graph.distances(0) - d.row(0).transpose()).cwiseAbs().maxCoeff() < 1e-13);
        const Vector mu = with_zeros(nodes, numbers), nu = numbers.weights(nodes);
        const auto solution = graph.solve(mu, nu);
        const Certified exact = solve("exact", problem_from_matrix(d, mu, nu)).certified_objective;
        CHECK(solution.w1.lower <= exact.upper);
        CHECK(solution.w1.upper >= exact.lower);
        CHECK(solution.w1.gap() < 1e-11);
        CHECK(solution.termination == Termination::converged);
        CHECK(solution.divergence_error < 1e-13);
        CHECK(solution.lipschitz_error < 1e-14);
        Vector divergence = Vector::Zero(nodes);
        for (std::size_t k = 0; k < edges.size(); ++k) {
          divergence[edges[k].v] += solution.flow[static_cast<Index>(k)];
          divergence[edges[k].w] -= solution.flow[static_cast<Index>(k)];
        }
        CHECK((divergence - (mu - nu)).cwiseAbs().maxCoeff() < 1e-13);
        for (const auto& edge : edges)
          CHECK(std::abs(solution.potential[edge.v] - solution.potential[edge.w]) <= edge.length + 1e-14);
      }
  }

  TEST_CASE("enclosures of W1 have the unit of the lengths") {
    Numbers numbers(3);
    const RandomTree shape(30, numbers);
    const Vector mu = with_zeros(30, numbers), nu = numbers.weights(30);
    const Certified once = TreeTransport(shape.parent, shape.length).solve(mu, nu).w1;
    for (double unit : {0x1p-100, 0x1p100}) {
      const Certified scaled = TreeTransport(shape.parent, Vector(unit * shape.length)).solve(mu, nu).w1;
      CHECK(scaled.lower == unit * once.lower);
      CHECK(scaled.upper == unit * once.upper);
    }
  }

  TEST_CASE("a cycle is cut where it is best and equal measures cost nothing") {
    std::vector<GraphTransport::Edge> edges;
    for (Index v = 0; v < 6; ++v) edges.push_back({v, (v + 1) % 6, 1});
    const GraphTransport cycle(6, edges);
    const Vector mu{{1.0, 0, 0, 0, 0, 0}}, nu{{0, 0.5, 0, 0, 0, 0.5}}, far{{0, 0, 0, 1.0, 0, 0}};
    CHECK(cycle.solve(mu, nu).primal == doctest::Approx(1));
    CHECK(cycle.solve(mu, far).primal == doctest::Approx(3));
    CHECK(cycle.solve(mu, mu).w1.upper == 0);
  }

  TEST_CASE("ultrametric trees give every power of the distance") {
    Numbers numbers(3);
    //        6            diameters: 6: 2, 4 and 5: 1 and 0.5
    //      4   5
    //     0 1 2 3
    const std::vector<Index> parent{4, 4, 5, 5, 6, 6, -1};
    const Vector diameter{{0, 0, 0, 0, 1, 0.5, 2}};
    Matrix d(4, 4);
    d << 0, 1, 2, 2, 1, 0, 2, 2, 2, 2, 0, 0.5, 2, 2, 0.5, 0;
    for (double power : {0.5, 1.0, 2.0, 3.0}) {
      const auto tree = TreeTransport::ultrametric(parent, diameter, power);
      const Matrix cost = d.array().pow(power);
      for (int round = 0; round < 5; ++round) {
        const Vector a = numbers.weights(4), b = numbers.weights(4);
        Vector mu = Vector::Zero(7), nu = Vector::Zero(7);
        mu.head(4) = a;
        nu.head(4) = b;
        CHECK(tree.solve(mu, nu).primal ==
              doctest::Approx(solve("exact", problem_from_matrix(cost, a, b)).objective).epsilon(1e-12));
      }
      CHECK(tree.distance(0, 3) == doctest::Approx(std::pow(2, power)).epsilon(1e-14));
    }
  }

  TEST_CASE("what is no tree and no graph is refused by name") {
    const Vector one{{1.0, 1.0, 1.0}};
    CHECK(mentions(complaint([&] { TreeTransport({-1, 2, 1}, one); }), "cycle"));
    CHECK(mentions(complaint([&] { TreeTransport({-1, -1, 0}, one); }), "2 roots"));
    CHECK(mentions(complaint([&] { TreeTransport({1, 2, 0}, one); }), "cycle"));
    CHECK(mentions(complaint([&] { TreeTransport({-1, 7, 0}, one); }), "parent[1] is 7"));
    CHECK(mentions(complaint([&] { TreeTransport({-1, 0}, one); }), "length has size 3"));
    CHECK(mentions(complaint([&] { TreeTransport({-1, 0, 0}, Vector{{0.0, -1.0, 1.0}}); }), "length[1] is -1"));
    CHECK(mentions(complaint([&] { TreeTransport({}, Vector()); }), "parent is empty"));
    CHECK(mentions(complaint([&] {
                     TreeTransport::ultrametric({-1, 0, 0}, Vector{{1.0, 2.0, 0.0}});
                   }),
                   "diameter[1] is 2"));
    CHECK(mentions(complaint([&] {
                     TreeTransport::ultrametric({-1, 0, 0}, Vector{{1.0, 0.5, 0.0}});
                   }),
                   "diameter[1] of a leaf is 0.5"));
    const TreeTransport tree({-1, 0, 0}, one);
    CHECK(mentions(complaint([&] { tree.solve(one, 2 * one); }), "mass of nu is 6"));
    CHECK(mentions(complaint([&] { tree.solve(one, Vector{{1.0}}); }), "nu has size 1"));
    CHECK(mentions(complaint([&] { GraphTransport(2, {{0, 2, 1}}); }), "edges[0] ends at 2"));
    CHECK(mentions(complaint([&] { GraphTransport(2, {{0, 1, -1}}); }), "length of edges[0] is -1"));
    CHECK(mentions(complaint([&] { GraphTransport(0, {}); }), "nodes is 0"));
    const GraphTransport apart(2, {});
    CHECK(mentions(complaint([&] {
                     apart.solve(Vector{{1.0, 0.0}}, Vector{{0.0, 1.0}});
                   }),
                   "no path leads from node 0"));
    CHECK(mentions(complaint([&] { apart.solve(Vector{{1.0, 0.0}}, Vector{{0.0, 2.0}}); }), "mass of nu is 2"));
  }
}
