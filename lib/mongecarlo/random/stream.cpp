#include "mongecarlo/random/stream.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/random/philox.hpp"

namespace mongecarlo {
namespace {

/// FNV-1a with 64 bits; numbers go in as eight bytes, lowest first, and names after their length, so that no two lists
/// of parts read as the same bytes.
class Fingerprint {
 public:
  Fingerprint& add(std::uint64_t number) {
    for (int i = 0; i < 8; ++i) add_byte(static_cast<unsigned char>(number >> 8 * i));
    return *this;
  }
  Fingerprint& add(std::string_view name) {
    add(static_cast<std::uint64_t>(name.size()));
    for (const char c : name) add_byte(static_cast<unsigned char>(c));
    return *this;
  }
  /// FNV-1a mixes its last bytes poorly; the finaliser of SplitMix64 is a bijection that lets every bit reach every
  /// bit.
  std::uint64_t value() const {
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

 private:
  void add_byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001b3; }
  std::uint64_t state_ = 0xcbf29ce484222325;
};

std::uint32_t upper_half(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }
std::uint32_t lower_half(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

// Marks that keep named and numbered purposes apart.
constexpr std::uint64_t kNamed = 1, kNumbered = 2;

__extension__ using Wide = unsigned __int128;

}  // namespace

StreamKey stream_key(std::uint64_t seed, std::string_view simulation, std::string_view cell) {
  return {Fingerprint().add(seed).add(simulation).add(cell).value()};
}

Stream Stream::purpose(std::string_view name) const {
  return {key_, replicate_, upper_half(Fingerprint().add(kNamed).add(purpose_).add(name).value())};
}

Stream Stream::purpose(std::string_view name, std::uint64_t index) const {
  // Added, not hashed, so that the lower half of the index cannot collide.
  const std::uint64_t base = Fingerprint().add(kNumbered).add(purpose_).add(name).add(index >> 32).value();
  return {key_, replicate_, upper_half(base) + lower_half(index)};
}

void Stream::refill() {
  if (block_ == std::uint64_t{1} << 32) throw std::length_error("Stream: this purpose has given all of its 2^34 words");
  buffer_ = philox_blocks(lower_half(block_), {purpose_, lower_half(replicate_), upper_half(replicate_)},
                          {lower_half(key_.value), upper_half(key_.value)});
  block_ += kBuffered / 4;
  position_ = 0;
}

std::uint64_t Stream::words_drawn() const { return 4 * block_ + position_ - kBuffered; }

void Stream::discard(std::uint64_t words) {
  const std::uint64_t drawn = words_drawn();
  if (words > kWords - drawn) throw std::length_error("Stream::discard: this purpose does not hold so many words");
  const std::uint64_t target = drawn + words;
  block_ = target / kBuffered * (kBuffered / 4);
  position_ = kBuffered;
  if (target % kBuffered == 0) return;
  refill();
  position_ = static_cast<std::uint32_t>(target % kBuffered);
}

std::uint64_t Stream::below(std::uint64_t bound) {
  if (bound == 0) check_at_least("Stream::below", "bound", 0, 1);
  // The high half of word * bound is uniform once the words whose low half falls below 2^w mod bound are thrown away.
  if (bound <= std::uint64_t{1} << 32) {
    std::uint64_t product = bits32() * bound;
    if (lower_half(product) < bound)
      for (const std::uint64_t excess = (std::uint64_t{1} << 32) % bound; lower_half(product) < excess;)
        product = bits32() * bound;
    return product >> 32;
  }
  Wide product = Wide{bits64()} * bound;
  if (static_cast<std::uint64_t>(product) < bound)
    for (const std::uint64_t excess = -bound % bound; static_cast<std::uint64_t>(product) < excess;)
      product = Wide{bits64()} * bound;
  return static_cast<std::uint64_t>(product >> 64);
}

double Stream::normal() { return standard_normal_quantile(uniform()); }

double Stream::exponential() { return -std::log(uniform()); }

}  // namespace mongecarlo
