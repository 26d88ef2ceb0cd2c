// A fault of each kind that the sanitizers are there for: a test holds that they find it in programs built like the others.
#include <cstring>
#include <limits>
#include <thread>

namespace {

int beyond_the_end(int size) {
  int* values = new int[size];
  std::memset(values, 0, sizeof(int) * size);
  const int found = values[size];
  delete[] values;
  return found;
}

int overflow(int one) { return std::numeric_limits<int>::max() + one; }

int lost_memory(int size) {
  static int* volatile kept;
  kept = new int[size];
  kept = nullptr;
  return kept == nullptr ? 0 : 1;
}

int race(int one) {
  int sum = 0;
  const auto add = [&sum, one] { sum += one; };
  std::thread first(add), second(add);
  first.join();
  second.join();
  return sum;
}

}  // namespace

int main(int count, char** arguments) {
  const char* kind = count > 1 ? arguments[1] : "";
  volatile int result = 0;
  if (std::strcmp(kind, "memory") == 0) result = beyond_the_end(count);
  if (std::strcmp(kind, "arithmetic") == 0) result = overflow(count);
  if (std::strcmp(kind, "leak") == 0) result = lost_memory(count);
  if (std::strcmp(kind, "race") == 0) result = race(count);
  return result == 0 ? 0 : 1;
}
