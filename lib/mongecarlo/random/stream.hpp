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

/// FNV-1a over the seed's eight bytes and both names, each preceded by its length, then the finaliser of SplitMix64.
/// O(length of the names). The bits never change between versions.
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
  /// Purposes are 32-bit hashes: two different names share a stream with probability 2^-32.
  Stream purpose(std::string_view name) const;
  /// The same with a number, for families of purposes. Indices below 2^32 of one name never share a stream.
  Stream purpose(std::string_view name, std::uint64_t index) const;

  std::uint32_t bits32() {
    if (position_ == kBuffered) refill();
    return buffer_[position_++];
  }
  /// Two words, the lower half first.
  std::uint64_t bits64() {
    const std::uint64_t low = bits32();
    return static_cast<std::uint64_t>(bits32()) << 32 | low;
  }
  /// Uniform on {2^-53 (2 i + 1) : 0 <= i < 2^52}: all exact doubles, symmetric about 1/2, never 0 and never 1.
  double uniform() { return static_cast<double>(bits64() >> 12 << 1 | 1) * 0x1p-53; }
  /// Uniform on {0, ..., bound - 1}, exactly (Lemire 2019). bound >= 1, else std::domain_error. One word (two for
  /// bounds above 2^32), and rarely more.
  std::uint64_t below(std::uint64_t bound);
  /// Standard normal by inversion (Wichura's AS 241, relative error about 1e-16). One uniform each; at most 8.3 in
  /// size.
  double normal();
  /// Exponential of mean one by inversion, -log(U), so at most 53 log 2 = 36.8. One uniform each.
  double exponential();
  /// Uniform random permutation in place (Fisher-Yates, n - 1 bounded integers).
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  std::uint64_t replicate() const { return replicate_; }
  /// 32-bit words taken so far.
  std::uint64_t words_drawn() const;
  /// Skips `words` words in O(1). Throws std::length_error when the purpose does not hold so many more.
  void discard(std::uint64_t words);

 private:
  Stream(StreamKey key, std::uint64_t replicate, std::uint32_t purpose)
      : key_(key), replicate_(replicate), purpose_(purpose) {}
  void refill();

  static constexpr std::uint32_t kBuffered = 16;
  static constexpr std::uint64_t kWords = std::uint64_t{1} << 34;

  StreamKey key_;
  std::uint64_t replicate_;
  std::uint32_t purpose_;
  std::uint32_t position_ = kBuffered;
  std::uint64_t block_ = 0;  // the next block of the counter, 2^32 when all are used
  std::array<std::uint32_t, kBuffered> buffer_{};
};

/// Quantile of the standard normal law, p in (0, 1), else std::domain_error (Wichura 1988, AS 241 PPND16: relative
/// error about 1e-16).
double standard_normal_quantile(double p);

}  // namespace mongecarlo
