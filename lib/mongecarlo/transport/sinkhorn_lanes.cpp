#include "mongecarlo/transport/sinkhorn_lanes.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr Index kLanes = SinkhornLanes::kLanes;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLeastSum = 1e-100, kLargestSum = 1e100;  // entries of the kernel stop at 1e-307
constexpr double kLargestPotential = 200;                  // in epsilons
constexpr long long kLanePatience = 150;
constexpr double kDualNoise = 1e-13;

}  // namespace

void SinkhornLanes::solve(std::span<const PreparedProblem> problems, const EntropicSettings& settings) {
  settings_ = settings;
  load(problems);
  build_kernel(problems);
  anderson_.reset(m_, b_.data());
  const long long budget = std::min(settings.max_iterations, kLanePatience);
  double advances[kLanes], returns[kLanes];
  for (long long iteration = 0; iteration < budget; ++iteration) {
    sweep();
    judge(advances, returns);
    if (std::none_of(lanes_, lanes_ + kLanes, [](const Lane& lane) { return lane.state == State::active; })) return;
    anderson_.step(g_, safe_, image_, advances, returns);
  }
}

void SinkhornLanes::load(std::span<const PreparedProblem> problems) {
  n_ = problems[0].n;
  m_ = problems[0].m;
  for (Vector* vector : {&a_, &start_f_, &row_sum_, &log_row_}) vector->resize(kLanes * n_);
  for (Vector* vector : {&b_, &image_, &weight_, &column_sum_}) vector->resize(kLanes * m_);
  for (Vector* vector : {&g_, &safe_, &zeros_}) vector->setZero(kLanes * m_);
  kernel_.resize(kLanes * n_ * m_);
  lines_.resize(kLanes * m_);
  found_f_.resize(kLanes, n_);
  found_g_.resize(kLanes, m_);
  for (Index l = 0; l < kLanes; ++l) {
    const bool is_used = l < static_cast<Index>(problems.size());
    const PreparedProblem& p = problems[is_used ? static_cast<std::size_t>(l) : 0];
    for (Index i = 0; i < n_; ++i) a_[kLanes * i + l] = p.a[i];
    for (Index j = 0; j < m_; ++j) b_[kLanes * j + l] = p.b[j];
    lanes_[l] = {.state = is_used ? State::active : State::given_up, .mass = p.mass};
  }
}

// With f the least cost of each row, so that the largest entry of a row is 1.
void SinkhornLanes::build_kernel(std::span<const PreparedProblem> problems) {
  const double inverse_epsilon = 1 / settings_.epsilon;
  const double* rows[kLanes];
  for (Index l = 0; l < kLanes; ++l) rows[l] = lines_.data() + l * m_;
  for (Index i = 0; i < n_; ++i) {
    for (Index l = 0; l < kLanes; ++l) {
      if (l >= static_cast<Index>(problems.size())) {
        rows[l] = rows[0];
        start_f_[kLanes * i + l] = start_f_[kLanes * i];
        continue;
      }
      const double* cost = problems[static_cast<std::size_t>(l)].row(i);
      const double least = loops_.least_difference(cost, zeros_.data(), m_);
      start_f_[kLanes * i + l] = least * inverse_epsilon;
      loops_.exponentiate(cost, zeros_.data(), least, inverse_epsilon, lines_.data() + l * m_, m_);
    }
    lane_loops_.interleave(rows, kernel_.data() + kLanes * m_ * i, m_);
  }
}

// The softmins of g, and of what they give.
void SinkhornLanes::sweep() {
  loops_.exponentiate(zeros_.data(), g_.data(), 0, 1, weight_.data(), kLanes * m_);
  loops_.multiply(weight_.data(), b_.data(), 1, kLanes * m_);
  lane_loops_.sweep(kernel_.data(), a_.data(), weight_.data(), n_, m_, row_sum_.data(), column_sum_.data());
  loops_.logarithm(row_sum_.data(), log_row_.data(), kLanes * n_);
  loops_.logarithm(column_sum_.data(), image_.data(), kLanes * m_);
  image_ = -image_;
}

bool SinkhornLanes::is_sound(Index lane) const {
  double least = kInfinity, largest = 0, farthest = 0;
  for (Index i = lane; i < kLanes * n_; i += kLanes) {
    least = std::min(least, row_sum_[i]);
    largest = std::max(largest, row_sum_[i]);
  }
  for (Index j = lane; j < kLanes * m_; j += kLanes) {
    least = std::min(least, column_sum_[j]);
    largest = std::max(largest, column_sum_[j]);
    farthest = std::max(farthest, std::abs(g_[j]));
  }
  return least >= kLeastSum && largest <= kLargestSum && farthest <= kLargestPotential;
}

void SinkhornLanes::judge(double* advances, double* returns) {
  double error[kLanes] = {}, start[kLanes] = {}, loss[kLanes] = {}, now[kLanes] = {}, next[kLanes] = {};
  lane_loops_.add_errors(weight_.data(), column_sum_.data(), b_.data(), m_, error);
  lane_loops_.add_products(start_f_.data(), a_.data(), n_, start);
  lane_loops_.add_products(g_.data(), b_.data(), m_, now);
  lane_loops_.add_products(image_.data(), b_.data(), m_, next);
  lane_loops_.add_products(log_row_.data(), a_.data(), n_, loss);
  for (Index l = 0; l < kLanes; ++l) {
    advances[l] = returns[l] = 0;
    Lane& lane = lanes_[l];
    if (lane.state != State::active) continue;
    ++lane.iterations;
    if (!is_sound(l)) {
      lane.state = State::given_up;
      continue;
    }
    const double rise = next[l] - now[l];  // KL(b | column sums)
    judge(lane, std::max(error[l], rise), start[l] - loss[l] + now[l], advances[l], returns[l]);
    if (lane.state == State::converged) keep_potentials(l);
  }
}

// As in SinkhornIteration: a step that lowers the dual value without lowering the marginal error is taken back.
void SinkhornLanes::judge(Lane& lane, double error, double dual, double& advances, double& returns) const {
  if (error <= settings_.tolerance * lane.mass) {
    lane.state = State::converged;
    return;
  }
  const double noise = kDualNoise * (std::abs(lane.dual) + lane.mass);
  const bool is_better = dual >= lane.dual - noise || (error <= lane.error && dual >= lane.dual - lane.mass);
  if (!lane.is_plain && !is_better) {
    returns = 1;
    lane.is_plain = true;
    return;
  }
  lane.error = error;
  lane.dual = dual;
  lane.is_plain = false;
  advances = 1;
}

void SinkhornLanes::keep_potentials(Index lane) {
  for (Index i = 0; i < n_; ++i)
    found_f_(lane, i) = settings_.epsilon * (start_f_[kLanes * i + lane] - log_row_[kLanes * i + lane]);
  for (Index j = 0; j < m_; ++j) {
    const Index at = kLanes * j + lane;
    found_g_(lane, j) = settings_.epsilon * (b_[at] > 0 ? g_[at] : image_[at]);
  }
}

void SinkhornLanes::potentials(Index lane, Vector& f, Vector& g) const {
  f = found_f_.row(lane);
  g = found_g_.row(lane);
}

}  // namespace mongecarlo
