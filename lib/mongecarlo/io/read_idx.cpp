#include "mongecarlo/io/read_idx.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <concepts>
#include <utility>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

using Type = IdxArray::Type;

constexpr std::size_t kMagicBytes = 4, kSizeBytes = 4;
constexpr std::string_view kGzipMagic = "\x1f\x8b";

/// 0 for a type that the format does not have.
std::size_t bytes_of(Type type) {
  switch (type) {
    case Type::ubyte:
    case Type::sbyte:
      return 1;
    case Type::int16:
      return 2;
    case Type::int32:
    case Type::float32:
      return 4;
    case Type::float64:
      return 8;
  }
  return 0;
}

template <std::unsigned_integral Word>
Word big_endian(std::string_view bytes) {
  std::uint64_t word = 0;
  for (const char byte : bytes.substr(0, sizeof(Word))) word = word << 8 | static_cast<unsigned char>(byte);
  return static_cast<Word>(word);
}

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes)
    text += fmt::format("{}{:02X}", text.empty() ? "" : " ", static_cast<unsigned char>(byte));
  return text;
}

}  // namespace

double IdxArray::operator[](std::size_t i) const {
  const std::string_view at = std::string_view(bytes_).substr(data_ + i * bytes_of(type_));
  switch (type_) {
    case Type::ubyte:
      return big_endian<std::uint8_t>(at);
    case Type::sbyte:
      return std::bit_cast<std::int8_t>(big_endian<std::uint8_t>(at));
    case Type::int16:
      return std::bit_cast<std::int16_t>(big_endian<std::uint16_t>(at));
    case Type::int32:
      return std::bit_cast<std::int32_t>(big_endian<std::uint32_t>(at));
    case Type::float32:
      return static_cast<double>(std::bit_cast<float>(big_endian<std::uint32_t>(at)));
    case Type::float64:
      return std::bit_cast<double>(big_endian<std::uint64_t>(at));
  }
  return 0;
}

std::string IdxArray::shape() const { return fmt::format("{}", fmt::join(sizes_, " x ")); }

void IdxArray::read_header(const std::string& file) {
  const std::string_view bytes = bytes_;
  if (bytes.starts_with(kGzipMagic)) throw DataError(file, "is compressed by gzip: unpack it first (gunzip)");
  if (bytes.size() < kMagicBytes) throw DataError(file, fmt::format("has {} bytes, too few for IDX", bytes.size()));
  const std::string_view magic = bytes.substr(0, kMagicBytes);
  if (magic[0] != 0 || magic[1] != 0)
    throw DataError(file, fmt::format("is not an IDX file: it begins with {}, not with 00 00", hexadecimal(magic)));
  type_ = static_cast<Type>(magic[2]);
  if (bytes_of(type_) == 0)
    throw DataError(file, fmt::format("holds numbers of type {}; 08, 09, 0B, 0C, 0D and 0E are IDX",
                                      hexadecimal(magic.substr(2, 1))));
  const std::size_t dimensions = static_cast<unsigned char>(magic[3]);
  if (dimensions == 0) throw DataError(file, "has no sizes in its IDX header");
  data_ = kMagicBytes + kSizeBytes * dimensions;
  if (bytes.size() < data_)
    throw DataError(file, fmt::format("ends within its IDX header, which has {} sizes", dimensions));
  for (std::size_t k = 0; k < dimensions; ++k)
    sizes_.push_back(big_endian<std::uint32_t>(bytes.substr(kMagicBytes + kSizeBytes * k)));
}

// Every product that is formed is at most the number of bytes.
void IdxArray::check_length(const std::string& file) {
  const std::size_t available = bytes_.size() - data_, each = bytes_of(type_);
  const std::size_t most = available / each;
  count_ = 1;
  for (const std::size_t size : sizes_) {
    if (size == 0) throw DataError(file, fmt::format("holds an empty array, {}", shape()));
    count_ = size <= most / count_ ? size * count_ : 0;
    if (count_ == 0) break;
  }
  if (count_ == 0 || count_ * each != available)
    throw DataError(
        file, fmt::format("claims {} numbers of {} bytes, but {} bytes follow the header", shape(), each, available));
}

void IdxArray::check_finite(const std::string& file) const {
  if (type_ != Type::float32 && type_ != Type::float64) return;
  for (std::size_t i = 0; i < count_; ++i)
    if (!std::isfinite((*this)[i])) throw DataError(file, fmt::format("number {} is not finite", i));
}

IdxArray parse_idx(std::string bytes, const std::string& file) {
  IdxArray array;
  array.bytes_ = std::move(bytes);
  array.read_header(file);
  array.check_length(file);
  array.check_finite(file);
  return array;
}

IdxArray read_idx(const std::string& file) { return parse_idx(read_file(file), file); }

}  // namespace mongecarlo
