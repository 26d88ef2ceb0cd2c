#pragma once
// How often a judge gives each verdict, over many seeds at an inflated alpha. Rates are compared by Clopper-Pearson at
// kSure, so that a test fails by chance with probability at most kSure.
#include <functional>
#include <ostream>
#include <vector>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"
#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo::testing {

constexpr double kSure = 1e-6;
constexpr double kAlpha = 0.05;
constexpr ErrorBudget kInflated{kAlpha, kAlpha};

using Draw = std::function<double(Stream&)>;
using MakeJudge = std::function<JudgePtr()>;

inline double coin(Stream& stream, double p) { return stream.uniform() < p ? 1 : 0; }

// How often each verdict falls, over seeds, when sampling stops as the runner stops it: at the end of a block.
struct Tally {
  std::uint64_t seeds = 0, supported = 0, refuted = 0;
  bool is_refuted_at_most(double rate) const { return clopper_pearson_lower(refuted, seeds, kSure) <= rate; }
  bool is_supported_at_most(double rate) const { return clopper_pearson_lower(supported, seeds, kSure) <= rate; }
  bool is_refuted_at_least(double rate) const { return clopper_pearson_upper(refuted, seeds, kSure) >= rate; }
  bool is_supported_at_least(double rate) const { return clopper_pearson_upper(supported, seeds, kSure) >= rate; }
  friend std::ostream& operator<<(std::ostream& out, const Tally& t) {
    return out << t.refuted << " refuted and " << t.supported << " supported of " << t.seeds;
  }
};

inline Tally tally(const MakeJudge& make_judge, const Draw& draw, int horizon, int seeds, int block = 20) {
  Tally result;
  std::vector<Certified> records(static_cast<std::size_t>(block));
  for (int seed = 0; seed < seeds; ++seed) {
    const JudgePtr judge = make_judge();
    Stream stream(stream_key(11, "calibration", "records"), static_cast<std::uint64_t>(seed));
    for (int i = 0; i < horizon && !judge->decided(); i += block) {
      for (Certified& record : records) record = draw(stream);
      judge->add(records);
    }
    const Verdict verdict = judge->conclude().verdict;
    ++result.seeds;
    result.supported += verdict == Verdict::supported;
    result.refuted += verdict == Verdict::refuted;
  }
  return result;
}

}  // namespace mongecarlo::testing
