#include "mongecarlo/io/read_npy.hpp"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/memory_limit.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

static_assert(std::endian::native == std::endian::little, "npy data are read as little-endian numbers in place");

constexpr std::string_view kMagic{"\x93NUMPY", 6};

struct Header {
  std::string type;
  bool is_fortran = false;
  std::uint64_t rows = 0, columns = 1;
};

struct ElementType {
  std::string_view name;
  std::size_t size;
  double (*read)(const char*);
};

template <class Number>
double read_as(const char* bytes) {
  Number value;
  std::memcpy(&value, bytes, sizeof value);
  return static_cast<double>(value);
}

/// NaN where a double cannot hold the integer, which the check for finite numbers finds.
double read_int64(const char* bytes) {
  std::int64_t value;
  std::memcpy(&value, bytes, sizeof value);
  constexpr std::int64_t kMost = std::int64_t{1} << 53;
  return value >= -kMost && value <= kMost ? static_cast<double>(value) : std::nan("");
}

constexpr ElementType kTypes[] = {{"<f8", 8, read_as<double>},
                                  {"<f4", 4, read_as<float>},
                                  {"<i8", 8, read_int64},
                                  {"<i4", 4, read_as<std::int32_t>},
                                  {"|u1", 1, read_as<std::uint8_t>}};

/// Reads the Python dictionary of a header: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }. One pass, keys
/// in any order; nothing else than these three is let through.
class HeaderReader {
 public:
  HeaderReader(std::string_view text, const std::string& file) : rest_(text), file_(file) {}

  Header read() {
    expect('{');
    bool has_type = false, has_order = false, has_shape = false;
    while (!accept('}')) {
      const std::string key = quoted_text();
      expect(':');
      read_value(key, has_type, has_order, has_shape);
      if (!accept(',') && peek() != '}') refuse("',' or '}' is missing");
    }
    skip();
    if (!rest_.empty()) refuse("something follows the '}'");
    if (!has_type || !has_order || !has_shape) refuse("one of descr, fortran_order and shape is missing");
    return header_;
  }

 private:
  void read_value(const std::string& key, bool& has_type, bool& has_order, bool& has_shape) {
    if (key == "descr" && !std::exchange(has_type, true))
      header_.type = quoted_text();
    else if (key == "fortran_order" && !std::exchange(has_order, true))
      header_.is_fortran = truth_value();
    else if (key == "shape" && !std::exchange(has_shape, true))
      read_shape();
    else
      refuse(fmt::format("key {} is unknown or comes twice", in_quotes(key)));
  }

  void read_shape() {
    expect('(');
    header_.rows = integer();
    if (accept(')')) return;
    expect(',');
    if (accept(')')) return;
    header_.columns = integer();
    accept(',');
    if (!accept(')')) refuse("the array has more than two dimensions");
  }

  std::uint64_t integer() {
    skip();
    const std::size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    const auto value = parse_unsigned(rest_.substr(0, end));
    if (!value) refuse("the shape is not one or two sizes");
    rest_.remove_prefix(end);
    return *value;
  }

  std::string quoted_text() {
    skip();
    const char quote = peek();
    if (quote != '\'' && quote != '"') refuse("a quoted text is missing");
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) refuse("a quote is not closed");
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }

  bool truth_value() {
    skip();
    for (const auto& [word, value] : {std::pair<std::string_view, bool>{"True", true}, {"False", false}})
      if (rest_.starts_with(word)) return rest_.remove_prefix(word.size()), value;
    refuse("fortran_order is neither True nor False");
  }

  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\n"), rest_.size())); }
  char peek() { return skip(), rest_.empty() ? '\0' : rest_.front(); }
  bool accept(char wanted) {
    if (peek() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void expect(char wanted) {
    if (!accept(wanted)) refuse(fmt::format("'{}' is missing", wanted));
  }
  [[noreturn]] void refuse(const std::string& what) const { throw DataError(file_, "bad npy header: " + what); }

  std::string_view rest_;
  std::string file_;
  Header header_;
};

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Cuts magic, version and header off the front of `bytes`.
Header take_header(std::string_view& bytes, const std::string& file) {
  if (!bytes.starts_with(kMagic)) throw DataError(file, "is not an npy file: its first bytes are not \\x93NUMPY");
  if (bytes.size() < 8) throw DataError(file, "ends within its npy header");
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3)
    throw DataError(file, fmt::format("has npy version {}; 1, 2 and 3 are read", version));
  const std::size_t length_bytes = version == 1 ? 2 : 4;
  if (bytes.size() < 8 + length_bytes) throw DataError(file, "ends within its npy header");
  const std::size_t length = little_endian(bytes.substr(8, length_bytes));
  bytes.remove_prefix(8 + length_bytes);
  if (bytes.size() < length) throw DataError(file, "ends within its npy header");
  const std::string_view text = bytes.substr(0, length);
  bytes.remove_prefix(length);
  return HeaderReader(text, file).read();
}

const ElementType& element_type(const Header& header, const std::string& file) {
  for (const ElementType& type : kTypes)
    if (header.type == type.name) return type;
  throw DataError(file, fmt::format("holds numbers of type {}; <f8, <f4, <i8, <i4 and |u1 are read", in_quotes(header.type)));
}

void check_size(const Header& header, const ElementType& type, std::size_t available, const std::string& file) {
  if (header.rows == 0 || header.columns == 0) throw DataError(file, "holds an empty array");
  const bool fits = header.rows <= available && header.columns <= available / header.rows &&
                    header.rows * header.columns == available / type.size && available % type.size == 0;
  if (!fits)
    throw DataError(file, fmt::format("claims {} x {} numbers of {} bytes, but {} bytes follow the header", header.rows,
                                      header.columns, type.size, available));
  if (header.rows * header.columns > memory_limit() / (2 * sizeof(double)))
    throw DataError(file, fmt::format("holds {} x {} numbers, more than there is memory for", header.rows, header.columns));
}

}  // namespace

Matrix parse_npy(std::string_view bytes, const std::string& file) {
  const Header header = take_header(bytes, file);
  const ElementType& type = element_type(header, file);
  check_size(header, type, bytes.size(), file);
  Matrix matrix(static_cast<Index>(header.rows), static_cast<Index>(header.columns));
  for (Index i = 0; i < matrix.rows(); ++i)
    for (Index j = 0; j < matrix.cols(); ++j) {
      const Index at = header.is_fortran ? j * matrix.rows() + i : i * matrix.cols() + j;
      matrix(i, j) = type.read(bytes.data() + static_cast<std::size_t>(at) * type.size);
      if (!std::isfinite(matrix(i, j)))
        throw DataError(file, fmt::format("entry [{}, {}] is not a finite number that a double holds", i, j));
    }
  return matrix;
}

Matrix read_npy(const std::string& file) { return parse_npy(read_file(file), file); }

}  // namespace mongecarlo
