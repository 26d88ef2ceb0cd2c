#include "driver/signals.hpp"

#include <csignal>

namespace mongecarlo {
namespace {

std::atomic<bool> interrupted{false};
std::atomic<int> signal_number{0};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

extern "C" void on_signal(int number) {
  signal_number = number;
  interrupted = true;
  // The next one finds the default action and kills.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (int number : {SIGINT, SIGTERM}) {
    struct sigaction before {};
    sigaction(number, nullptr, &before);
    // What the caller told us to ignore (nohup, a shell's background job) stays ignored.
    if (before.sa_handler != SIG_IGN) sigaction(number, &action, nullptr);
  }
}

const std::atomic<bool>& interrupt_flag() { return interrupted; }

void pass_on_signal(int number) {
  signal_number = number;
  interrupted = true;
}

int caught_signal() { return signal_number; }

}  // namespace mongecarlo
