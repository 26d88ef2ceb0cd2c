#include <numbers>

#include "mongecarlo/experiment/statement.hpp"
#include "random_assignment/cost_matrix.hpp"
#include "random_assignment/parts.hpp"

namespace mongecarlo::random_assignment {
namespace {

using std::numbers::pi;

/// The theorem is about n -> infinity, the records are about finite n: the truth is known to within what finite n may
/// add, and a departure counts from there. (Seen at a hundred times as many replicates: .005 on the torus, a twentieth
/// of the value in the square.)
constexpr double kTorusAllowance = 0.005, kSquareAllowance = 0.022;
Certified limit(double value, double allowance) { return {value - allowance, value + allowance}; }

/// n red and n blue uniform points of the unit torus or the unit square, matched at the least sum of squared distances.
///
/// The records are n W_2^2 less its fluctuations of low frequency. W_2^2 is nearly the squared norm of the difference
/// of both empirical measures in H^-1: the sum over the eigenfunctions e_k of the Laplacian of |<e_k, mu - nu>|^2 /
/// l_k. Each term has mean 2 / (n l_k) exactly, whatever the solver does; taking the centred terms of |k| <= 3 off
/// leaves the mean alone and a tenth of the variance.
class Matching {
 public:
  enum class Domain { torus, square };
  Matching(Domain domain, int n) : domain_(domain), n_(n), red_(n, 2), blue_(n, 2), costs_(n, n) {}

  /// n W_2^2 less its control: the mean is that of n W_2^2.
  Certified operator()(const Stream& stream) {
    refill(red_, stream.purpose("red"));
    refill(blue_, stream.purpose("blue"));
    for (Index i = 0; i < n_; ++i)
      for (Index j = 0; j < n_; ++j)
        costs_(i, j) = squared(red_(i, 0) - blue_(j, 0)) + squared(red_(i, 1) - blue_(j, 1));
    return least_sum(solver_, costs_) - Certified(control());
  }

 private:
  static constexpr int kFrequencies = 3;

  static void refill(Points& points, Stream stream) {
    for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  }
  double squared(double difference) const {
    if (domain_ == Domain::torus) difference -= std::round(difference);
    return difference * difference;
  }

  double control() const {
    double sum = 0;
    for (int k = 0; k <= kFrequencies; ++k)
      for (int l = domain_ == Domain::torus ? -kFrequencies : 0; l <= kFrequencies; ++l) {
        const int square = k * k + l * l;
        if (square == 0 || square > kFrequencies * kFrequencies || (k == 0 && l < 0)) continue;
        sum += domain_ == Domain::torus ? torus_term(k, l) / (4 * pi * pi * square)
                                        : square_term(k, l) / (pi * pi * square);
      }
    return sum;
  }
  /// n |<e, mu - nu>|^2 - 2 for both of sqrt(2) cos and sqrt(2) sin of 2 pi (k x + l y): the waves k and -k are one.
  double torus_term(int k, int l) const {
    double cosine = 0, sine = 0;
    const auto add = [&](const Points& points, double sign) {
      for (Index i = 0; i < n_; ++i) {
        const double phase = 2 * pi * (k * points(i, 0) + l * points(i, 1));
        cosine += sign * std::cos(phase);
        sine += sign * std::sin(phase);
      }
    };
    add(red_, 1);
    add(blue_, -1);
    return 2 * (cosine * cosine + sine * sine) / n_ - 4;
  }
  /// The same for sqrt(2) cos(pi k x), 2 cos(pi k x) cos(pi l y): Neumann's, since no mass leaves the square.
  double square_term(int k, int l) const {
    double sum = 0;
    const auto add = [&](const Points& points, double sign) {
      for (Index i = 0; i < n_; ++i) sum += sign * std::cos(pi * k * points(i, 0)) * std::cos(pi * l * points(i, 1));
    };
    add(red_, 1);
    add(blue_, -1);
    return (k > 0 && l > 0 ? 4 : 2) * sum * sum / n_ - 2;
  }

  Domain domain_;
  int n_;
  Points red_, blue_;
  Matrix costs_;
  ExactSolver solver_{{}};
};

/// Two sizes on the torus.
struct Pair {
  int small = 8, large = 32;
  CellParameters parameters() const { return {{"n", large}, {"n_small", small}}; }
  double log_ratio() const { return std::log(static_cast<double>(large) / small); }
};

auto torus_difference(const Pair& s) {
  return [small = Matching(Matching::Domain::torus, s.small), large = Matching(Matching::Domain::torus, s.large)](
             const Stream& stream) mutable { return large(stream.purpose("large")) - small(stream.purpose("small")); };
}

Claim torus(const Design& design) {
  std::vector<Pair> cells;
  for (int n = 16; n <= design.integer("torus_n"); n *= 2) cells.push_back({8, n});
  return mean_equals<Pair>({
      .id = "matching.torus",
      .statement =
          "torus: n E W_2^2(n) - n' E W_2^2(n') = log(n / n') / (2 pi) for two samples of n and of n' = 8 points",
      .source = "ambrosio:19; caracciolo:14",
      .design = cells,
      .truth = [](const Pair& s) { return limit(s.log_ratio() / (2 * pi), kTorusAllowance); },
      .replicate = torus_difference,
      .range = unbounded,
      .margin = Margin::absolute(design.real("torus_margin")),
      .replicates = design.count("sum_replicates"),
      .control =
          Control<Pair>::wrong_truth("log(n / n') / (4 pi), the constant of a sample against its law",
                                     [](const Pair& s) { return limit(s.log_ratio() / (4 * pi), kTorusAllowance); }),
      .plot = "n",
      .estimate_label = "difference of n E W_2^2",
  });
}

/// n, 4 n and 16 n points of the square.
struct Triple {
  int n = 6;
  CellParameters parameters() const { return {{"n", n}}; }
};

/// With T(n) = n E W_2^2(n) = log(n) / (2 pi) + c - c' / sqrt(n) + ..., the border's term goes out of 2 T(16 n) - 3 T(4
/// n)
/// + T(n).
auto square_difference(const Triple& s) {
  const auto of = [](int n) { return Matching(Matching::Domain::square, n); };
  return [small = of(s.n), middle = of(4 * s.n), large = of(16 * s.n)](const Stream& stream) mutable {
    return 2 * large(stream.purpose("large")) - 3 * middle(stream.purpose("middle")) + small(stream.purpose("small"));
  };
}

Claim square(const Design& design) {
  return mean_equals<Triple>({
      .id = "matching.square",
      .statement =
          "square: T(n) = n E W_2^2(n) grows by log(4) / (2 pi) from n to 4 n, in 2 T(16 n) - 3 T(4 n) + T(n), which "
          "is free of a border term of order n^-1/2",
      .source = "ambrosio:19; caracciolo:14",
      .design = {{design.integer("square_n")}},
      .truth = [](const Triple&) { return limit(std::log(4.0) / (2 * pi), kSquareAllowance); },
      .replicate = square_difference,
      .range = unbounded,
      .margin = Margin::relative(design.real("square_margin")),
      .replicates = design.count("sum_replicates"),
      .control =
          Control<Triple>::wrong_truth("log(4) / (4 pi), the constant of a sample against its law",
                                       [](const Triple&) { return limit(std::log(4.0) / (4 * pi), kSquareAllowance); }),
      .estimate_label = "difference of n E W_2^2",
  });
}

}  // namespace

std::vector<Claim> matching_claims(const Design& design) { return {torus(design), square(design)}; }

}  // namespace mongecarlo::random_assignment
