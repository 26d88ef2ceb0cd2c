#include <deque>
#include <stdexcept>

#include "unit/learning/differences.hpp"

using namespace mongecarlo;
using doctest::Approx;

namespace {

using V = Variable<double>;
using Inputs = std::span<const V>;

const ColumnMatrix<double> kClasses = ColumnMatrix<double>::Identity(3, 2);

std::deque<DifferenceCheck> operations_checked() {
  std::deque<DifferenceCheck> checks;
  const auto add = [&](const char* name, std::vector<Shape> shapes, Expression expression, bool has_signs = false) {
    checks.emplace_back(name, std::move(shapes), std::move(expression), has_signs);
  };
  add(
      "sum", {{5, 3}, {5, 3}}, [](Inputs x) { return x[0] + x[1]; }, true);
  add(
      "difference", {{5, 3}, {5, 3}}, [](Inputs x) { return x[0] - x[1]; }, true);
  add(
      "product of entries", {{5, 3}, {5, 3}}, [](Inputs x) { return x[0] * x[1]; }, true);
  add("quotient", {{5, 3}, {5, 3}}, [](Inputs x) { return x[0] / x[1]; });
  add(
      "a repeated row", {{5, 3}, {1, 3}}, [](Inputs x) { return x[0] * x[1]; }, true);
  add("a repeated column", {{5, 1}, {5, 3}}, [](Inputs x) { return x[0] / x[1]; });
  add("a repeated number", {{5, 3}, {1, 1}}, [](Inputs x) { return x[0] / x[1]; });
  add(
      "affine", {{5, 3}}, [](Inputs x) { return affine(square(x[0]), -2, 0.7); }, true);
  add(
      "negative and factor", {{5, 3}}, [](Inputs x) { return -(3 * square(x[0])); }, true);
  add(
      "product", {{7, 5}, {5, 6}}, [](Inputs x) { return product(x[0], x[1]); }, true);
  add(
      "product_transposed", {{7, 5}, {6, 5}}, [](Inputs x) { return product_transposed(x[0], x[1]); }, true);
  add(
      "transposed_product", {{19, 5}, {19, 6}}, [](Inputs x) { return transposed_product(x[0], x[1]); }, true);
  add(
      "products of products", {{4, 3}, {4, 3}},
      [](Inputs x) { return product(product_transposed(x[0], x[1]), product(x[0], transposed_product(x[0], x[1]))); },
      true);
  add(
      "dense", {{7, 3}, {3, 5}, {1, 5}}, [](Inputs x) { return dense(x[0], x[1], x[2]); }, true);
  add(
      "broadcast", {{1, 3}}, [](Inputs x) { return square(broadcast(x[0], 4, 3)); }, true);
  add(
      "sums", {{5, 3}}, [](Inputs x) { return row_sums(x[0]) * row_sums(x[0]) + broadcast(sum(square(x[0])), 5, 1); },
      true);
  add(
      "column sums and mean", {{5, 3}}, [](Inputs x) { return square(column_sums(x[0])) * mean(x[0]); }, true);
  add(
      "dot", {{5, 3}, {5, 3}}, [](Inputs x) { return square(dot(x[0], x[1])); }, true);
  add(
      "relu", {{5, 3}}, [](Inputs x) { return square(relu(x[0])) * x[0]; }, true);
  add(
      "leaky relu", {{5, 3}}, [](Inputs x) { return square(leaky_relu(x[0], 0.1)) * x[0]; }, true);
  add(
      "abs", {{5, 3}}, [](Inputs x) { return abs(x[0]) * x[0] * x[0]; }, true);
  add(
      "tanh", {{5, 3}}, [](Inputs x) { return tanh(x[0]); }, true);
  add(
      "logistic", {{5, 3}}, [](Inputs x) { return logistic(x[0]); }, true);
  add(
      "exp", {{5, 3}}, [](Inputs x) { return exp(x[0]); }, true);
  add("log", {{5, 3}}, [](Inputs x) { return log(x[0]); });
  add("sqrt", {{5, 3}}, [](Inputs x) { return sqrt(x[0]); });
  add(
      "log_softmax", {{5, 3}}, [](Inputs x) { return log_softmax(x[0]); }, true);
  add(
      "softmax", {{5, 4}}, [](Inputs x) { return softmax(x[0]); }, true);
  add(
      "row_norms", {{5, 3}}, [](Inputs x) { return row_norms(x[0]); }, true);
  add(
      "squared_distances", {{5, 3}, {4, 3}},
      [](Inputs x) { return x[0].tape().filled(5, 4, 1) / affine(squared_distances(x[0], x[1]), 1, 1); }, true);
  add("cross_entropy", {{5, 3}, {5, 3}}, [](Inputs x) { return cross_entropy(x[0], x[1]); });
  // WAR: three iterations of Sinkhorn on a batch of three classes, unrolled.
  add("unrolled Sinkhorn", {{5, 3}, {5, 3}}, [](Inputs x) {
    Tape<double>& tape = x[0].tape();
    const V p = softmax(x[0]), q = softmax(x[1]);
    const V kernel = exp(-2 * squared_distances(tape.leaf(kClasses), tape.leaf(kClasses)));
    V v = tape.filled(5, 3, 1), u = v;
    for (int i = 0; i < 3; ++i) {
      u = p / product_transposed(v, kernel);
      v = q / product(u, kernel);
    }
    return u * product_transposed(v, kernel);
  });
  return checks;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("gradients of every operation agree with differences") {
    for (DifferenceCheck& check : operations_checked()) check.first_order();
  }

  TEST_CASE("gradients of gradients of every operation agree with differences") {
    for (DifferenceCheck& check : operations_checked()) check.second_order();
  }

  TEST_CASE("a quotient over zero is zero and so are its derivatives") {
    Tape<double> tape;
    const ColumnMatrix<double> zero = ColumnMatrix<double>::Zero(2, 3);
    const V x = tape.leaf(zero);
    const V norms = row_norms(x);
    CHECK(norms.value().isZero(0));
    const V gradient = tape.gradient(sum(norms), x);
    CHECK(gradient.value().isZero(0));
    CHECK(tape.gradient(sum(square(gradient)), x).value().isZero(0));
  }

  TEST_CASE("the third derivative of a power is its third derivative") {
    Tape<double> tape;
    const ColumnMatrix<double> two = ColumnMatrix<double>::Constant(1, 1, 2);
    const V x = tape.leaf(two);
    V y = x * x * x * x;
    for (int order = 0; order < 3; ++order) y = tape.gradient(y, x);
    CHECK(y.item() == Approx(48).epsilon(1e-14));
  }

  TEST_CASE("the gradient of a quadratic is its closed form and its Hessian the matrix") {
    Tape<double> tape;
    const auto a = random_matrix({4, 4}, 1), b = random_matrix({1, 4}, 2), point = random_matrix({1, 4}, 3);
    const V x = tape.leaf(point);
    const V value = 0.5 * dot(product(x, tape.leaf(a)), x) + dot(x, tape.leaf(b));
    const V gradient = tape.gradient(value, x);
    const ColumnMatrix<double> symmetric = 0.5 * (a + a.transpose());
    CHECK((gradient.value() - (point * symmetric + b)).norm() < 1e-14);
    for (Index k = 0; k < 4; ++k) {
      const ColumnMatrix<double> unit = ColumnMatrix<double>::Identity(4, 4).row(k);
      CHECK((tape.gradient(dot(gradient, tape.leaf(unit)), x).value() - symmetric.row(k)).norm() < 1e-14);
    }
  }

  TEST_CASE("the gradient of softmax regression is its closed form") {
    const auto x = random_matrix({9, 4}, 1, true), w = random_matrix({4, 3}, 2, true);
    ColumnMatrix<double> targets = ColumnMatrix<double>::Zero(9, 3);
    for (Index i = 0; i < 9; ++i) targets(i, i % 3) = 1;
    Tape<double> tape;
    const V weights = tape.leaf(w);
    const V loss = cross_entropy(product(tape.leaf(x), weights), tape.leaf(targets));
    const ColumnMatrix<double> scores = (x * w).array().exp();
    ColumnMatrix<double> p = scores;
    for (Index i = 0; i < 9; ++i) p.row(i) /= scores.row(i).sum();
    const ColumnMatrix<double> expected = x.transpose() * (p - targets) / 9;
    CHECK((tape.gradient(loss, weights).value() - expected).norm() < 1e-14);
    CHECK(loss.item() == Approx(-(targets.array() * p.array().log()).sum() / 9).epsilon(1e-14));
  }

  TEST_CASE("log softmax survives scores whose exponentials do not") {
    Tape<double> tape;
    ColumnMatrix<double> scores(2, 2);
    scores << 1000, -1000, -1e6, 0;
    const V result = log_softmax(tape.leaf(scores));
    CHECK(result.value()(0, 0) == 0);
    CHECK(result.value()(0, 1) == -2000);
    CHECK(result.value()(1, 0) == -1e6);
  }

  TEST_CASE("no derivative passes a detached variable") {
    Tape<double> tape;
    const auto point = random_matrix({2, 2}, 1);
    const V x = tape.leaf(point);
    const V gradient = tape.gradient(dot(x, tape.detach(x * x)), x);
    CHECK((gradient.value() - point.cwiseProduct(point)).norm() == 0);
    CHECK(tape.gradient(sum(tape.detach(x)), x).value().isZero(0));
  }

  TEST_CASE("an intermediate result may be an input beside what it depends on") {
    Tape<double> tape;
    const auto point = random_matrix({2, 2}, 1);
    const V x = tape.leaf(point), y = x * x;
    const std::vector<V> inputs{y, x};
    std::vector<V> gradients;
    tape.gradient(sum(y * y), inputs, gradients);
    CHECK((gradients[0].value() - 2 * point.cwiseProduct(point)).norm() < 1e-14);
    CHECK((gradients[1].value() - 4 * point.cwiseProduct(point).cwiseProduct(point)).norm() < 1e-14);
    CHECK(tape.gradient(sum(y), y).value() == ColumnMatrix<double>::Ones(2, 2));
  }

  TEST_CASE("single precision follows double precision") {
    const auto x = random_matrix({33, 5}, 1, true), w = random_matrix({5, 7}, 2, true),
               b = random_matrix({1, 7}, 3, true);
    const ColumnMatrix<float> xf = x.cast<float>(), wf = w.cast<float>(), bf = b.cast<float>();
    Tape<double> tape;
    Tape<float> single;
    const V weights = tape.leaf(w);
    const auto weights_f = single.leaf(wf);
    const V g = tape.gradient(sum(square(tanh(dense(tape.leaf(x), weights, tape.leaf(b))))), weights);
    const auto gf = single.gradient(sum(square(tanh(dense(single.leaf(xf), weights_f, single.leaf(bf))))), weights_f);
    CHECK((gf.value().cast<double>() - g.value()).norm() < 1e-5 * g.value().norm());
    CHECK((gf.value().cast<double>() - g.value()).norm() > 0);
  }

  TEST_CASE("shapes that do not fit and variables of another tape are refused by name") {
    Tape<double> tape, other;
    const auto m = random_matrix({2, 3}, 1), n = random_matrix({4, 5}, 2);
    const V a = tape.leaf(m), b = tape.leaf(n), c = other.leaf(m);
    CHECK_THROWS_WITH_AS(a + b, "sum: shapes 2 x 3 and 4 x 5 do not fit", std::invalid_argument);
    CHECK_THROWS_WITH_AS(product(a, b), "product: shapes 2 x 3 and 4 x 5 do not fit", std::invalid_argument);
    CHECK_THROWS_WITH_AS(product_transposed(a, b), "product_transposed: shapes 2 x 3 and 4 x 5 do not fit",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(transposed_product(a, b), "transposed_product: shapes 2 x 3 and 4 x 5 do not fit",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(dense(a, b, b), "dense: input and weights: shapes 2 x 3 and 4 x 5 do not fit",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(squared_distances(a, b), "squared_distances: shapes 2 x 3 and 4 x 5 do not fit",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(broadcast(a, 4, 3), "broadcast: shapes 2 x 3 and 4 x 3 do not fit", std::invalid_argument);
    CHECK_THROWS_WITH_AS(sum_to(a, 1, 2), "sum_to: shapes 2 x 3 and 1 x 2 do not fit", std::invalid_argument);
    CHECK_THROWS_WITH_AS(tape.gradient(a, a), "Tape: gradient of a 2 x 3 matrix, but the output must be 1 x 1",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(a + c, "Tape: a variable of another tape, or of none", std::invalid_argument);
    CHECK_THROWS_WITH_AS(a.item(), "Variable: item of a 2 x 3 matrix, but it must be 1 x 1", std::invalid_argument);
    CHECK_THROWS_WITH_AS(V{}.value(), "Variable: it is on no tape", std::invalid_argument);
    CHECK_THROWS_WITH_AS(tape.filled(0, 1, 1), "Tape: rows of a constant is 0, but must be at least 1",
                         std::domain_error);
    tape.rewind();
    CHECK_THROWS_WITH_AS(a.value(), "Tape: a variable from before the tape was rewound", std::invalid_argument);
  }

  TEST_CASE("a rewound tape gives the same bytes again") {
    const auto x = random_matrix({50, 8}, 1, true), w = random_matrix({8, 8}, 2, true);
    Tape<double> tape;
    ColumnMatrix<double> first;
    for (int round = 0; round < 3; ++round) {
      tape.rewind();
      const V weights = tape.leaf(w);
      const V inner = tape.gradient(sum(square(relu(product(tape.leaf(x), weights)))), weights);
      const ColumnMatrix<double> g = tape.gradient(sum(square(inner)), weights).value();
      if (round == 0) first = g;
      CHECK(g == first);
    }
  }
}
