#include <algorithm>
#include <cmath>
#include <memory>

#include "minibatch_plan/batch_plans.hpp"
#include "minibatch_plan/parts.hpp"
#include "models/image.hpp"
#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

namespace mongecarlo::minibatch_plan {
namespace {

using models::Image;

// Colour transfer: the pixels of one image take the colours of another by a minibatch plan Pi (source pixels by target
// pixels). Published is the map n Pi Y; where the rows of Pi do not sum to 1/n it is no average of colours. The
// barycentric map divides each row by its own sum.

Points published_map(const Matrix& plan, const Points& y) { return static_cast<double>(plan.rows()) * (plan * y); }

/// Pixels that no batch held keep their colour.
Points barycentric_map(const Matrix& plan, const Points& x, const Points& y) {
  Points mapped = plan * y;
  const Vector mass = plan.rowwise().sum();
  for (Index i = 0; i < plan.rows(); ++i) mapped.row(i) = mass[i] > 0 ? (mapped.row(i) / mass[i]).eval() : x.row(i);
  return mapped;
}

// ---- on grey values, where the complete plan has a closed form ----

/// Grey values of two images of n pixels, sorted.
struct Greys {
  int n = 12, m = 4, k = 20;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"k", k}}; }
};

auto of_grey_plan(double (*read)(const Greys&, const Matrix& plan, const Points& x, const Points& y)) {
  return [read](const Greys& s) {
    return [s, read, sample = sorted_sample(s.n), kernel = models::make_kernel("transport_cost"), plan = Matrix(),
            estimator = IncompleteMinibatch({.m = s.m, .k = s.k})](const Stream& stream) mutable {
      estimator.plan(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), plan);
      return Certified(read(s, plan, sample.x, sample.y));
    };
  };
}

/// How far all mapped greys are inside the range of the target's; negative when one is outside.
double slack_in_range(const Points& mapped, const Points& y) {
  constexpr double kRounding = 1e-12;
  return std::min(y.maxCoeff() - mapped.maxCoeff(), mapped.minCoeff() - y.minCoeff()) + kRounding;
}

double published_slack(const Greys&, const Matrix& plan, const Points&, const Points& y) {
  return slack_in_range(published_map(plan, y), y);
}

double barycentric_slack(const Greys&, const Matrix& plan, const Points& x, const Points& y) {
  // A pixel that was never drawn has no average; it takes a colour of the target for this question.
  const Points inside = Points::Constant(x.rows(), 1, y(0, 0));
  return slack_in_range(barycentric_map(plan, inside, y), y);
}

Claim average_in_range(const Design& design) {
  return holds_always<Greys>({
      .id = "colour.barycentric_in_range",
      .statement = "the barycentric map, rows divided by their own sums, stays within the colours of the target",
      .source = "derived here",
      .design = {{}, {.n = 12, .m = 4, .k = 3}},
      .replicate = of_grey_plan(barycentric_slack),
      .replicates = design.count("orders"),
      .control = Control<Greys>::wrong_procedure("the published map n Pi_k Y", of_grey_plan(published_slack)),
  });
}

Claim published_is_average(const Design& design) {
  return holds_always<Greys>({
      .id = "colour.published_map_averages",
      .statement = "n Pi_k Y is a mean of colours of the target, for an incomplete plan too",
      .source = "practice of published code for fatras:20",
      .design = {{}},
      .replicate = of_grey_plan(published_slack),
      .replicates = design.count("orders"),
      .control = CorrectedBy{"colour.barycentric_in_range"},
  });
}

double published_middle(const Greys& s, const Matrix& plan, const Points&, const Points& y) {
  return published_map(plan, y)(s.n / 2, 0);
}

Claim published_unbiased(const Design& design) {
  return mean_equals<Greys>({
      .id = "colour.published_map_unbiased",
      .statement =
          "E[n Pi_k Y | images] = n Pibar^m Y, the map of the complete plan: what the published map is good for",
      .source = "fatras:20, Prop. 2; derived here",
      .design = {{}},
      .truth =
          [](const Greys& s) {
            const Matrix complete = univariate_complete_plan(s.n, s.n, s.m);
            return Certified(published_map(complete, sorted_sample(s.n).y)(s.n / 2, 0));
          },
      .replicate = of_grey_plan(published_middle),
      .range =
          [](const Greys& s) {
            return Range{0, static_cast<double>(s.n) / s.m};
          },
      .margin = Margin::relative(design.real("margin")),
      .replicates = design.count("replicates"),
      .control =
          Control<Greys>::wrong_truth("the grey of the same rank, as for the optimal plan of all pixels",
                                      [](const Greys& s) { return Certified(sorted_sample(s.n).y(s.n / 2, 0)); }),
  });
}

/// Both maps of the complete plan by enumeration, against the closed form.
Claim complete_maps_agree() {
  const auto difference = [](bool divides_by_row_sums) {
    return [divides_by_row_sums](const Greys& s, const Stream&) -> Certified {
      const auto sample = sorted_sample(s.n);
      Matrix plan;
      complete_minibatch_plan(*models::make_kernel("transport_cost"), view(sample.x), view(sample.y), s.m, plan);
      const Matrix exact = univariate_complete_plan(s.n, s.n, s.m);
      const Points mapped = divides_by_row_sums ? barycentric_map(plan, sample.x, sample.y) : Points(plan * sample.y);
      return (mapped - published_map(exact, sample.y)).cwiseAbs().maxCoeff();
    };
  };
  return identity<Greys>({
      .id = "colour.complete_maps_agree",
      .statement =
          "for the complete plan the barycentric and the published map are one, n Pibar^m Y of the closed form",
      .source = "fatras:20, Prop. 1; derived here",
      .design = {{.n = 6, .m = 3, .k = 0}},
      .truth = [](const Greys&) { return Certified(0); },
      .replicate = difference(true),
      .tolerance = 1e-12,
      .control =
          Control<Greys>::wrong_procedure("rows neither divided by their sums nor multiplied by n", difference(false)),
      .estimate_label = "largest difference",
  });
}

// ---- pictures ----

/// One channel as whole numbers from 0 to 255; what lies outside is clipped, as it is shown.
Curve channel_curve(const std::string& image, const Image& shape, const Points& pixels, int channel) {
  constexpr const char* kNames[] = {"red", "green", "blue"};
  Curve curve{.name = "image " + image + ", " + std::to_string(shape.width) + " pixels wide, " + kNames[channel],
              .x_label = "pixel, row by row",
              .y_label = "level"};
  for (Index i = 0; i < pixels.rows(); ++i) {
    curve.x.push_back(static_cast<double>(i));
    curve.y.push_back(std::round(255 * std::clamp(pixels(i, channel), 0.0, 1.0)));
  }
  return curve;
}

struct Images {
  Image source, target;
  int m, k;
};

std::vector<Curve> transferred(const Images& images) {
  const Points &x = images.source.pixels, &y = images.target.pixels;
  const auto m = std::min({static_cast<Index>(images.m), x.rows(), y.rows()});
  Matrix plan;
  IncompleteMinibatch({.m = m, .k = images.k})
      .plan(*models::make_kernel("transport_cost"), view(x), view(y),
            Stream(stream_key(0, "minibatch_plan", "colour transfer"), 0), plan);
  std::vector<Curve> curves;
  for (int channel = 0; channel < 3; ++channel) {
    curves.push_back(channel_curve("source", images.source, x, channel));
    curves.push_back(channel_curve("target", images.target, y, channel));
    curves.push_back(channel_curve("barycentric", images.source, barycentric_map(plan, x, y), channel));
    curves.push_back(channel_curve("published", images.source, published_map(plan, y), channel));
  }
  return curves;
}

Image chosen_image(const Design& design, const char* parameter, Image (*own)(Index)) {
  const std::string& file = design.text(parameter);
  const Index side = design.integer("image_side");
  return file.empty() ? own(side) : models::shrunk(models::read_image(file), side);
}

}  // namespace

std::vector<Claim> colour_claims(const Design& design) {
  const auto images =
      std::make_shared<const Images>(Images{.source = chosen_image(design, "source_image", models::dunes),
                                            .target = chosen_image(design, "target_image", models::lagoon),
                                            .m = design.integer("image_m"),
                                            .k = design.integer("image_k")});
  Claim in_range = average_in_range(design);
  in_range.picture = [images] { return transferred(*images); };
  return {std::move(in_range), published_is_average(design), published_unbiased(design), complete_maps_agree()};
}

}  // namespace mongecarlo::minibatch_plan
