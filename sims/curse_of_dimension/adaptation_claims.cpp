#include <algorithm>
#include <cmath>

#include "curse_of_dimension/matched_samples.hpp"
#include "curse_of_dimension/parts.hpp"
#include "models/normal_law.hpp"

namespace mongecarlo::curse_of_dimension {
namespace {

/// W_2 between n draws of a law on {0, 1} of two equal atoms and the law: W_2^2 = |p^ - 1/2|.
Certified two_atoms(const CubeSample& s, const Stream& stream) {
  Stream draws = stream.purpose("sample");
  double ones = 0;
  for (int i = 0; i < s.n; ++i) ones += draws.uniform() < 0.5;
  return std::sqrt(std::abs(ones / s.n - 0.5));
}

/// W_2 between n uniform draws and U[0, 1], by quantiles: sum of the integrals of (x_(i) - u)^2 over [(i-1)/n, i/n].
auto interval_root(const CubeSample& s) {
  return [sample = std::vector<double>(static_cast<std::size_t>(s.n))](const Stream& stream) mutable -> Certified {
    Stream draws = stream.purpose("sample");
    for (double& x : sample) x = draws.uniform();
    std::sort(sample.begin(), sample.end());
    const auto n = static_cast<double>(sample.size());
    double sum = 0;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      const double off = sample[i] - (static_cast<double>(i) + 0.5) / n;
      sum += off * off / n;
    }
    return std::sqrt(sum + 1 / (12 * n * n));
  };
}

std::vector<CubeSample> line(std::initializer_list<int> sizes) {
  std::vector<CubeSample> cells;
  for (int n : sizes) cells.push_back({1, n});
  return cells;
}

/// The root of the bound on W_p^p is n^-1/(2p): attained by atoms, far from it for a density.
Claim rooted_atoms(const Design& design) {
  return rate_equals<CubeSample>({
      .id = "root.atoms",
      .statement = "two atoms: E W_2 falls like n^-1/4, the root of the rate of W_2^2",
      .source = "fournier:15",
      .design = line({25, 101, 401}),
      .n = size,
      .exponent = 0.25,
      .replicate = two_atoms,
      .range =
          [](const CubeSample&) {
            return Range{0, std::sqrt(0.5)};
          },
      .margin = 0.05,
      .replicates = design.count("sum_replicates"),
      .control = Control<CubeSample>::wrong_exponent("like n^-1/2", 0.5),
      .plot = "n",
      .estimate_label = "E W_2",
  });
}

Claim rooted_density(const Design& design) {
  return rate_equals<CubeSample>({
      .id = "root.density",
      .statement = "uniform law on the line: E W_2 falls like n^-1/2, faster than the root of the bound on W_2^2",
      .source = "fournier:15; derived here",
      .design = line({25, 100, 400}),
      .n = size,
      .exponent = 0.5,
      .replicate = interval_root,
      .range =
          [](const CubeSample&) {
            return Range{0, 1};
          },
      .margin = 0.05,
      .replicates = design.count("sum_replicates"),
      .control = Control<CubeSample>::wrong_exponent("like n^-1/4", 0.25),
      .plot = "n",
      .estimate_label = "E W_2",
  });
}

/// W_2^2(mu_n, nu) - W_2^2(mu, nu) for mu = U[-1, 1]^d and nu = atoms of weight 1/2 at +e_1 and -e_1: the half with the
/// largest x_1 goes to +e_1, and W_2^2 = d / 3 + 1 - 1.
class ErrorToAtoms {
 public:
  explicit ErrorToAtoms(const CubeSample& s) : s_(s), first_(static_cast<std::size_t>(s.n)) {}
  double operator()(const Stream& stream) {
    Stream draws = stream.purpose("sample");
    double squares = 0;
    for (double& coordinate : first_) {
      coordinate = 2 * draws.uniform() - 1;
      squares += coordinate * coordinate;
      for (int k = 1; k < s_.d; ++k) {
        const double x = 2 * draws.uniform() - 1;
        squares += x * x;
      }
    }
    const auto half = first_.begin() + s_.n / 2;
    std::nth_element(first_.begin(), half, first_.end());
    double gain = 0;  // n is even
    for (auto x = first_.begin(); x != first_.end(); ++x) gain += x < half ? -*x : *x;
    return (squares - 2 * gain) / s_.n + 1 - s_.d / 3.0;
  }

 private:
  CubeSample s_;
  std::vector<double> first_;
};

auto size_of_error(const CubeSample& s) {
  return [error = ErrorToAtoms(s)](const Stream& stream) mutable -> Certified { return std::abs(error(stream)); };
}

Claim few_atoms(const Design& design) {
  return rate_equals<CubeSample>({
      .id = "adaptation.two_atoms",
      .statement = "d = 20 against two atoms: E |W_2^2(mu_n, nu) - W_2^2(mu, nu)| falls like n^-1/2, the rate of the "
                   "simpler law",
      .source = "hundrieser:24",
      .design = {{20, 20}, {20, 80}, {20, 320}},
      .n = size,
      .exponent = 0.5,
      .replicate = size_of_error,
      .range = unbounded,
      .margin = 0.05,
      .replicates = design.count("sum_replicates"),
      .control = Control<CubeSample>::wrong_exponent("like n^-2/d", 0.1),
      .plot = "n",
      .estimate_label = "mean error",
  });
}

/// sqrt(n) times the error, centred at the law's value plus `centre`. Its mean is about 1 / n more than that: samples
/// of both halves have to be balanced.
auto scaled_error(double centre) {
  return [centre](const CubeSample& s) {
    return [s, centre, error = ErrorToAtoms(s)](const Stream& stream) mutable -> Certified {
      return std::sqrt(s.n) * (error(stream) - centre);
    };
  };
}

/// N(0, Var(|X|^2 - 2 |X_1|)): the derivative is the potential. Var(X_1^2 - 2 |X_1|) = 4/45 + 1/3 - 1/3.
double potential_variance(const CubeSample& s) { return 4.0 * s.d / 45; }

LawStatement<CubeSample> limit_statement(const Design& design, Control<CubeSample> control) {
  return {
      .id = {},
      .statement = {},
      .source = "hundrieser:24; derived here",
      .design = {{2, 6}, {2, 24}, {2, 96}, {2, 384}},
      .law = {.cdf = [](const CubeSample& s, double x) { return models::normal_cdf(x, potential_variance(s)); }},
      .replicate = scaled_error(0),
      .tolerance = [](const CubeSample& s) { return 0.03 + 1.2 / std::sqrt(s.n); },
      .replicates = design.count("law_replicates"),
      .control = std::move(control),
      .n = size,
      .plot = "n",
  };
}

Claim limit_law(const Design& design) {
  auto claim = limit_statement(
      design,
      Control<CubeSample>::wrong_law("N(0, Var |X|^2 + Var 2 |X_1|): two parts of the potential taken for independent",
                                     {.cdf = [](const CubeSample& s, double x) {
                                       return models::normal_cdf(x, potential_variance(s) + 1.0 / 3);
                                     }}));
  claim.id = "adaptation.limit_law";
  claim.statement =
      "d = 2 against two atoms: sqrt(n) (W_2^2(mu_n, nu) - W_2^2(mu, nu)) tends to N(0, Var(|X|^2 - 2 |X_1|)), "
      "within .03 + 1.2 / sqrt(n) at each n";
  return law_tends_to(claim);
}

Claim approach(const Design& design) {
  auto claim = limit_statement(design, Control<CubeSample>::wrong_procedure(
                                           "centred at the mean for 6 points at every n", scaled_error(1.0 / 6)));
  claim.id = "adaptation.approach";
  claim.statement = "... and is nearer to it at n = 384 than at n = 6";
  return law_approaches(claim);
}

constexpr double kShift = 3;

/// W_1 of samples of two cubes three apart, less the distance of their means: at least 0 (W_1 is at least the mean
/// shift along the axis), and what is taken off has mean 3, the distance of the laws.
auto separated(const CubeSample& s) {
  return [sample = MatchedSamples(s, MatchedSamples::Space::cube, 1, kShift)](const Stream& stream) mutable {
    const Certified distance = sample(stream);
    return distance - Certified(sample.mean_shift());
  };
}

auto together(const CubeSample& s) { return MatchedSamples(s, MatchedSamples::Space::cube, 1); }

/// Away from the diagonal |x - y| is smooth, 3 + x_1 - y_1 + |x' - y'|^2 / 6 + ... in the other d - 1 coordinates.
Claim smooth(const Design& design) {
  return rate_at_least<CubeSample>({
      .id = "smooth.separated",
      .statement =
          "d = 6, cubes apart: the bias E W_1(mu_n, nu_n) - W_1(mu, nu) falls at least as fast as n^-2/d, though the "
          "cost is that of n^-1/d",
      .source = "manole:24; chizat:20",
      .design = over_n(6, design.integer("n")),
      .n = size,
      .exponent = 2.0 / 6,
      .replicate = separated,
      .range = unbounded,
      .margin = 0.05,
      .replicates = design.count("sum_replicates"),
      .control = Control<CubeSample>::wrong_procedure("the same cubes, not apart", together),
      .plot = "n",
      .estimate_label = "bias of W_1",
  });
}

}  // namespace

std::vector<Claim> adaptation_claims(const Design& design) {
  return {rooted_atoms(design), rooted_density(design), few_atoms(design),
          limit_law(design),    approach(design),       smooth(design)};
}

}  // namespace mongecarlo::curse_of_dimension
