#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "minibatch_unbiasedness/parts.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/io/read_points.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::minibatch_unbiasedness {
namespace {

/// Pairs of subsets that are enumerated for the truth of one cell: a few seconds.
constexpr double kMostPairs = 5e5;

/// Two clouds of the user's and a loss on batches of them.
struct Data {
  Points x, y;
  const KernelFamily* family = nullptr;
  double distance = 0;  ///< no two points are farther apart
};
using DataPtr = std::shared_ptr<const Data>;

struct Batches {
  DataPtr data;
  int m = 1, k = 1;
  CellParameters parameters() const {
    return {{"n_x", static_cast<double>(data->x.rows())},
            {"n_y", static_cast<double>(data->y.rows())},
            {"d", static_cast<double>(data->x.cols())},
            {"m", m},
            {"k", k}};
  }
};

Points read_cloud(const Design& design, const char* name) {
  const std::string& file = design.text(name);
  if (file.empty()) throw DataError(fmt::format("--set {}", name), "is missing: source and target belong together");
  auto points = read_points(file);
  if (!points) throw DataError(fmt::format("--set {}={}", name, file), "is no .csv, .tsv, .txt or .npy file");
  const Index most = design.integer("data_n");
  if (most > 0 && most < points->rows()) points->conservativeResize(most, Eigen::NoChange);
  return *points;
}

/// Largest distance in the box that holds both clouds: O(n), and never too small.
double box_diagonal(const Points& x, const Points& y) {
  const Eigen::RowVectorXd top = x.colwise().maxCoeff().cwiseMax(y.colwise().maxCoeff());
  const Eigen::RowVectorXd bottom = x.colwise().minCoeff().cwiseMin(y.colwise().minCoeff());
  return (top - bottom).norm();
}

const KernelFamily* chosen_kernel(const Design& design) {
  const std::string& name = design.text("data_kernel").empty() ? "transport_cost" : design.text("data_kernel");
  if (const KernelFamily* family = find_kernel(name)) return family;
  std::vector<std::string> names;
  for (const KernelFamily* family : kernel_table()) names.emplace_back(family->name);
  throw DataError("--set data_kernel=" + name, fmt::format("is no kernel; there are {}", fmt::join(names, ", ")));
}

DataPtr read_data(const Design& design) {
  Data data{read_cloud(design, "source"), read_cloud(design, "target"), chosen_kernel(design), 0};
  if (data.x.cols() != data.y.cols())
    throw DataError("--set target=" + design.text("target"),
                    fmt::format("has {} columns, but the source has {}", data.y.cols(), data.x.cols()));
  data.distance = box_diagonal(data.x, data.y);
  return std::make_shared<const Data>(std::move(data));
}

void check_batch_size(const Data& data, int m) {
  const Index fewest = std::min(data.x.rows(), data.y.rows());
  if (m > fewest) throw DataError("--set data_m", fmt::format("is {}, but the smaller cloud has {} points", m, fewest));
}

void check_enumerable(const Data& data, int m) {
  const double pairs = number_of_batches(data.x.rows(), m, SubsetLaw::without_replacement) *
                       number_of_batches(data.y.rows(), m, SubsetLaw::without_replacement);
  if (pairs > kMostPairs)
    throw DataError(
        "--set data_m",
        fmt::format("{} is too large: {} and {} points have {:.3g} pairs of subsets, and at most {:.0g} are "
                    "enumerated; take fewer points with --set data_n=N, or smaller batches",
                    m, data.x.rows(), data.y.rows(), pairs, kMostPairs));
}

/// `extra` is what a careless author adds to k in the denominator.
auto incomplete_estimate(int extra) {
  return [extra](const Batches& s) {
    return [s, extra, kernel = s.data->family->make({}),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      const double factor = static_cast<double>(s.k) / (s.k + extra);
      return factor * estimator(*kernel, view(s.data->x), view(s.data->y), stream.purpose("batches"));
    };
  };
}

Certified mean_over_subsets(const Batches& s) {
  return complete_minibatch(*s.data->family->make({}), view(s.data->x), view(s.data->y), s.m);
}

Claim unbiased_on_data(const Design& design, const DataPtr& data) {
  check_batch_size(*data, design.integer("data_m"));
  std::vector<Batches> cells;
  for (int m = 1; m <= design.integer("data_m"); ++m) {
    check_enumerable(*data, m);
    cells.push_back({data, m, design.integer("data_k")});
  }
  return mean_equals<Batches>({
      .id = "data.unbiased",
      .statement = "on the given clouds E[h_k | X, Y] is the mean over all pairs of m-subsets, h: " +
                   std::string(data->family->summary),
      .source = "fatras:20, Prop. 2",
      .design = cells,
      .truth = mean_over_subsets,
      .replicate = incomplete_estimate(0),
      .range =
          [](const Batches& s) {
            const Certified range = s.data->family->make({})->range(s.data->distance);
            return Range{range.lower - 1e-9 * range.gap(), range.upper + 1e-9 * range.gap()};
          },
      .margin = Margin::relative(design.real("data_margin")),
      .replicates = design.count("replicates"),
      .control = Control<Batches>::wrong_procedure("the sum over k batches divided by k + 1", incomplete_estimate(1)),
      .plot = "m",
  });
}

}  // namespace

std::vector<Claim> data_claims(const Design& design) {
  if (design.text("source").empty() && design.text("target").empty()) return {};
  return {unbiased_on_data(design, read_data(design))};
}

}  // namespace mongecarlo::minibatch_unbiasedness
