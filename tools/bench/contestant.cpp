#include "contestant.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <malloc.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <stdexcept>

#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/read_npy.hpp"

namespace mongecarlo::bench {
namespace {

double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The high-water mark of resident memory falls to what is resident now: reading the problem does not count.
void forget_peak() {
  malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << 5;
}

long long peak_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (word == "VmHWM:") {
      long long kilobytes = 0;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  return 0;
}

std::string run(const Work& work, long long times) {
  Answer answer;
  bool converged = true;
  const auto start = std::chrono::steady_clock::now();
  const double start_cpu = cpu_seconds();
  for (long long i = 0; i < times; ++i) {
    answer = work();
    converged = converged && answer.converged;
  }
  const double cpu = cpu_seconds() - start_cpu;
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
  return fmt::format(
      R"({{"seconds": {}, "cpu_seconds": {}, "peak_bytes": {}, "converged": {}, "gap": {}, "iterations": {}, "values": [{}]}})",
      wall.count(), cpu, peak_bytes(), converged, answer.gap, answer.iterations, fmt::join(answer.values, ", "));
}

std::map<std::string, std::string> read_settings(int argc, char** argv) {
  std::map<std::string, std::string> values;
  for (int i = 3; i < argc; ++i) {
    const std::string_view word = argv[i];
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) throw std::invalid_argument(fmt::format("'{}' is not key=value", word));
    values.emplace(word.substr(0, equals), word.substr(equals + 1));
  }
  return values;
}

}  // namespace

Matrix Settings::array(const std::string& name) const { return read_npy(folder_ + "/" + name + ".npy"); }

Matrix Settings::optional_array(const std::string& name) const {
  return std::filesystem::exists(folder_ + "/" + name + ".npy") ? array(name) : Matrix();
}

std::string Settings::text(const std::string& key) const {
  const auto found = values_.find(key);
  if (found == values_.end()) throw std::invalid_argument(fmt::format("{}=.. is missing", key));
  return found->second;
}

double Settings::number(const std::string& key) const {
  const auto value = parse_number(text(key));
  if (!value) throw std::invalid_argument(fmt::format("{}={} is no number", key, text(key)));
  return *value;
}

double Settings::number(const std::string& key, double otherwise) const {
  return values_.contains(key) ? number(key) : otherwise;
}

int run_contestant(int argc, char** argv, const std::map<std::string_view, Preparation>& methods) {
  if (argc < 3 || !methods.contains(argv[1])) {
    std::cerr << "usage: " << argv[0] << " METHOD FOLDER [key=value]...\nmethods:";
    for (const auto& [name, unused] : methods) std::cerr << ' ' << name;
    std::cerr << '\n';
    return 64;
  }
  try {
    const Work work = methods.at(argv[1])(Settings(argv[2], read_settings(argc, argv)));
    forget_peak();
    std::cout << "ready" << std::endl;
    for (long long times = 0; std::cin >> times;) std::cout << run(work, times) << std::endl;
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << '\n';
    return 70;
  }
}

}  // namespace mongecarlo::bench
