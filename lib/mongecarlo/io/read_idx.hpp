#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mongecarlo {

/// An array from an IDX file, the format of MNIST: two zero bytes, one that names the type of the numbers, one that
/// counts the sizes, the sizes as big-endian 32-bit integers, then the numbers row by row, big-endian too. Types: 08
/// unsigned byte, 09 signed byte, 0B int16, 0C int32, 0D float32, 0E float64.
///
/// The bytes stay as they are in the file (an image of bytes takes a byte a pixel) and are read when asked for.
class IdxArray {
 public:
  /// Of the numbers, as the format names them.
  enum class Type : std::uint8_t { ubyte = 8, sbyte = 9, int16 = 0xB, int32 = 0xC, float32 = 0xD, float64 = 0xE };

  Type type() const { return type_; }
  const std::vector<std::size_t>& sizes() const { return sizes_; }  ///< at least one; none is 0
  std::size_t size() const { return count_; }                       ///< their product
  double operator[](std::size_t i) const;                           ///< number i, row by row; i < size()
  std::string shape() const;                                        ///< "60000 x 28 x 28"

 private:
  friend IdxArray parse_idx(std::string bytes, const std::string& file);
  IdxArray() = default;
  void read_header(const std::string& file);
  void check_length(const std::string& file);
  void check_finite(const std::string& file) const;

  Type type_ = Type::ubyte;
  std::vector<std::size_t> sizes_;
  std::size_t count_ = 0, data_ = 0;  // data_: where the numbers begin
  std::string bytes_;
};

/// Reads the file. What the header claims is held against the bytes that are there before anything is made of it.
/// Throws IoError (no_input); DataError naming the file for one that is compressed, is not IDX, is cut short or too
/// long, holds no numbers, or NaN or infinity. O(bytes).
IdxArray read_idx(const std::string& file);
/// The same from bytes that came from `file`.
IdxArray parse_idx(std::string bytes, const std::string& file);

}  // namespace mongecarlo
