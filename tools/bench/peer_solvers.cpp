// The peers of tools/bench that are C++ libraries. Both work on integers, to 2^-40 of the largest cost; the value is
// that of their plan at the true costs.
#ifdef MONGECARLO_HAS_DLIB
#include <dlib/optimization/max_cost_assignment.h>
#endif

#include <cmath>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "contestant.hpp"
#ifdef MONGECARLO_HAS_LEMON
#include "lemon_transport.hpp"
#endif

namespace mongecarlo::bench {
namespace {

#ifdef MONGECARLO_HAS_LEMON
Work lemon_network_simplex(const Settings& settings) {
  const auto cost = std::make_shared<Matrix>(settings.array("C"));
  const Matrix a = settings.optional_array("a"), b = settings.optional_array("b");
  const auto sources = integer_masses(a.size() > 0 ? a.data() : nullptr, cost->rows());
  const auto targets = integer_masses(b.size() > 0 ? b.data() : nullptr, cost->cols());
  return [=] { return Answer{.values = {lemon_transport(view(*cost), sources, targets)}}; };
}
#endif

#ifdef MONGECARLO_HAS_DLIB
Work dlib_assignment(const Settings& settings) {
  const auto cost = std::make_shared<Matrix>(settings.array("C"));
  const double largest = cost->maxCoeff();
  // dlib maximises.
  const auto gain = std::make_shared<dlib::matrix<std::int64_t>>(cost->rows(), cost->cols());
  for (Index i = 0; i < cost->rows(); ++i)
    for (Index j = 0; j < cost->cols(); ++j) (*gain)(i, j) = std::llround((1 - (*cost)(i, j) / largest) * 0x1p40);
  return [=] {
    const std::vector<long> partner = dlib::max_cost_assignment(*gain);
    double total = 0;
    for (std::size_t i = 0; i < partner.size(); ++i) total += (*cost)(static_cast<Index>(i), partner[i]);
    return Answer{.values = {total / static_cast<double>(partner.size())}};
  };
}
#endif

}  // namespace
}  // namespace mongecarlo::bench

int main(int argc, char** argv) {
  using namespace mongecarlo::bench;
  return run_contestant(argc, argv,
                        {
#ifdef MONGECARLO_HAS_LEMON
                            {"lemon", lemon_network_simplex},
#endif
#ifdef MONGECARLO_HAS_DLIB
                            {"dlib", dlib_assignment},
#endif
                        });
}
