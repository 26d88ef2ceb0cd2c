#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace mongecarlo {

/// 64-bit key of a family of streams: a hash of (seed, simulation, cell). Two cells share a key with probability 2^-64.
struct StreamKey {
  std::uint64_t value = 0;
};
StreamKey stream_key(std::uint64_t seed, std::string_view simulation, std::string_view cell);

/// A stream of random numbers that is a pure function of (key, replicate, purpose, draw).
///
/// Philox 4x32-10 (Salmon et al. 2011): key = the 64 bits of StreamKey; counter = (draw block, purpose, replicate low,
/// replicate high), 32 bits each. So any replicate can be computed alone, on any thread and in any order. A purpose
/// holds 2^34 words; asking for more throws std::length_error. Copying a stream copies its position.
class Stream {
 public:
  Stream(StreamKey key, std::uint64_t replicate) : Stream(key, replicate, 0) {}

  /// The stream of the same replicate for another purpose ("source", "target", "batches"), from its first draw.
  /// Purposes nest: stream.purpose("batches").purpose("source") differs from stream.purpose("source").
  Stream purpose(std::string_view name) const;
  /// The same with a number, for families of purposes.
  Stream purpose(std::string_view name, std::uint64_t index) const;

  std::uint32_t bits32();
  std::uint64_t bits64();
  /// Uniform on {2^-54 (2 i + 1)}: 53 bits, never 0 and never 1, mean exactly 1/2.
  double uniform();
  /// Uniform on {0, ..., bound - 1}, exactly (Lemire 2019). bound >= 1, else std::domain_error.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal by inversion (Wichura's AS 241, relative error about 1e-16). One uniform each.
  double normal();
  /// Exponential of mean one, by inversion. One uniform each.
  double exponential();
  /// Uniform random permutation in place (Fisher-Yates, n - 1 bounded integers).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  std::uint64_t replicate() const { return replicate_; }

 private:
  Stream(StreamKey key, std::uint64_t replicate, std::uint32_t purpose)
      : key_(key), replicate_(replicate), purpose_(purpose) {}
  void refill();

  StreamKey key_;
  std::uint64_t replicate_;
  std::uint32_t purpose_;
  std::uint32_t block_ = 0;        // the next block of the counter
  bool exhausted_ = false;
  std::uint32_t position_ = kBuffered;
  static constexpr std::uint32_t kBuffered = 16;
  std::array<std::uint32_t, kBuffered> buffer_{};
};

/// Quantile of the standard normal law, p in (0, 1) (Wichura 1988, AS 241 PPND16).
double standard_normal_quantile(double p);

}  // namespace mongecarlo
