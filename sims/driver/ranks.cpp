#include "driver/ranks.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>

#include "driver/exit_code.hpp"
#include "driver/rank_message.hpp"
#include "mongecarlo/io/parse_number.hpp"

namespace mongecarlo {
namespace {

constexpr std::chrono::milliseconds kPause{1};

std::string_view environment_value(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// What a launcher says of the processes it started.
struct Launch {
  std::uint64_t size = 1;  ///< 0: it does not say
  std::uint64_t rank = 0;
};

// Open MPI; MPICH, Intel MPI and srun with PMI; PRRTE and srun with PMIx, which tell the rank alone. That Slurm has
// allocated several tasks says nothing: they may be shards.
Launch launch_of_environment() {
  constexpr const char* kNames[][2] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK"}, {"PMI_SIZE", "PMI_RANK"}};
  for (const auto& [size, rank] : kNames)
    if (const auto count = parse_unsigned(environment_value(size)))
      return {*count, parse_unsigned(environment_value(rank)).value_or(0)};
  if (const auto rank = parse_unsigned(environment_value("PMIX_RANK"))) return {0, *rank};
  return {};
}

bool may_join() {
  const std::string_view wish = environment_value("MONGECARLO_MPI");
  if (wish.empty() || wish == "auto") return true;
  if (wish == "never") return false;
  throw UsageError(fmt::format("MONGECARLO_MPI={}: must be one of auto, never", wish));
}

[[noreturn]] void cannot_meet(const Launch& launch, const std::string& why) {
  // One of them says so, if they can be told apart.
  if (launch.rank > 0) std::exit(kUsage);
  throw UsageError(fmt::format(
      "was started as one of {} processes, but {}. MONGECARLO_MPI=never runs each by itself",
      launch.size > 0 ? std::to_string(launch.size) : "several", why));
}

std::unique_ptr<MessagePort> open_port([[maybe_unused]] const Launch& launch) {
#ifdef MONGECARLO_MPI_MODULE
  // Open MPI loads parts of itself that look for its symbols everywhere.
  void* module = ::dlopen(MONGECARLO_MPI_MODULE, RTLD_NOW | RTLD_GLOBAL);
  if (!module) cannot_meet(launch, fmt::format("the module that speaks MPI cannot be loaded: {}", ::dlerror()));
  auto* open = reinterpret_cast<OpenPort*>(::dlsym(module, "mongecarlo_open_port"));
  if (!open) cannot_meet(launch, fmt::format("{} is not the module that speaks MPI", MONGECARLO_MPI_MODULE));
  return std::unique_ptr<MessagePort>(open());
#else
  cannot_meet(launch, "this build has no MPI (CMake did not find it, or has MONGECARLO_MPI=OFF)");
#endif
}

void silence_standard_output() {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) return;
  ::dup2(nowhere, STDOUT_FILENO);
  ::close(nowhere);
}

}  // namespace

RankError::RankError(int rank, Ending ending) : ending_(std::move(ending)) {
  if (ending_.complaint.empty()) ending_.complaint = "it left before the end of the run";
  ending_.complaint = fmt::format("rank {}: {}", rank, ending_.complaint);
}

Ranks& Ranks::of_process() {
  static Ranks ranks;
  return ranks;
}

void Ranks::join() {
  const Launch launch = launch_of_environment();
  if (launch.size == 1 || !may_join()) return;
  port_ = open_port(launch);
  const int size = port_->size();
  if (launch.size > 0 && static_cast<std::uint64_t>(size) != launch.size) {
    port_->close();
    port_.reset();
    cannot_meet(launch, fmt::format("the MPI of this build sees {}: it is not the one of the launcher", size));
  }
  if (is_guest()) silence_standard_output();
}

int Ranks::leave(const Ending& ending) {
  if (!port_) return ending.code;
  const int code = is_guest() ? leave_as_guest(ending) : leave_as_host(ending.code);
  port_->close();
  port_.reset();
  return code;
}

void Ranks::send_to_others(const std::string& bytes) {
  for (int to = 1; to < size(); ++to) port_->send(to, bytes);
}

int Ranks::leave_as_host(int code) {
  send_to_others(rank_packet(RankMessage::end).put(code).bytes());
  while (left_ < size() - 1) {
    const auto message = port_->receive();
    if (!message)
      std::this_thread::sleep_for(kPause);
    else if (PacketReader(message->bytes).get<RankMessage>() == RankMessage::leave)
      ++left_;
  }
  return code;
}

int Ranks::leave_as_guest(const Ending& ending) {
  Packet farewell = rank_packet(RankMessage::leave);
  put_ending(farewell, ending);
  port_->send(0, farewell.bytes());
  while (told_code_ < 0) {
    const auto message = port_->receive();
    if (!message) {
      std::this_thread::sleep_for(kPause);
      continue;
    }
    PacketReader reader(message->bytes);
    if (reader.get<RankMessage>() == RankMessage::end) told_code_ = reader.get<int>();
  }
  return told_code_;
}

}  // namespace mongecarlo
