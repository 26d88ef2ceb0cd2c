#pragma once
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::bench {

/// What one run of a contestant computed: one value a problem, so that contestants can be held against each other.
struct Answer {
  std::vector<double> values;
  bool converged = true;
  double gap = 0;            ///< greatest certified gap over value; what the values can be off
  long long iterations = 0;  ///< of all problems together, where iterations are counted
};

/// The words of the command line: where the problem lies, and key=value.
class Settings {
 public:
  Settings(std::string folder, std::map<std::string, std::string> values)
      : folder_(std::move(folder)), values_(std::move(values)) {}

  /// The array in <folder>/<name>.npy; empty where there is no such file and it is `optional`.
  Matrix array(const std::string& name) const;
  Matrix optional_array(const std::string& name) const;
  /// Throws std::invalid_argument where the key is missing or no number.
  double number(const std::string& key) const;
  double number(const std::string& key, double otherwise) const;
  std::string text(const std::string& key) const;

 private:
  std::string folder_;
  std::map<std::string, std::string> values_;
};

using Work = std::function<Answer()>;
/// Reads the problem and prepares; what it returns is what is timed.
using Preparation = std::function<Work(const Settings&)>;

/// The main function of a contestant:
///
///     PROGRAM METHOD FOLDER [key=value]...
///
/// prepares, prints "ready", and then, for each line with a number N on standard input, runs N times and answers with
/// one line of JSON: wall and processor seconds of the N runs together, the greatest resident memory since it was
/// ready, whether every run converged, and gap, iterations and values of the last one. Exit status: 0, 64 usage, 70 a
/// fault with its message.
int run_contestant(int argc, char** argv, const std::map<std::string_view, Preparation>& methods);

}  // namespace mongecarlo::bench
