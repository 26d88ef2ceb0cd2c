#pragma once
#include <chrono>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace mongecarlo {

/// What differs between two equal runs.
struct RunRecord {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< twins of options that were read
  std::chrono::system_clock::time_point started;
  double seconds = 0;
  int threads_given = 0;
  int ranks = 1;  ///< processes, each with that many threads
};

/// Threads that a run given `given` uses: 0 = all cores.
int threads_used(int given);

/// The `provenance` of a result: version, git id, compiler, libraries, machine, threads, command, times.
/// SOURCE_DATE_EPOCH, where it is set, stands for the time of the start.
nlohmann::ordered_json provenance_json(const RunRecord& record);

}  // namespace mongecarlo
