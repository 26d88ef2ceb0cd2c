#include "mongecarlo/io/read_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/memory_limit.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

constexpr std::string_view kBlanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// The fields of a line one after the other, since a line may be as long as memory is large.
class Fields {
 public:
  Fields(std::string_view line, char separator) : rest_(line), separator_(separator) {}

  std::optional<std::string_view> next() {
    if (is_over_) return std::nullopt;
    const std::size_t end = separator_ == ' ' ? rest_.find_first_of(kBlanks) : rest_.find(separator_);
    is_over_ = end == std::string_view::npos;
    const std::string_view field = trimmed(rest_.substr(0, end));
    if (!is_over_) rest_.remove_prefix(end + 1);
    if (separator_ == ' ') rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
    return field;
  }

 private:
  std::string_view rest_;
  char separator_;
  bool is_over_ = false;
};

char separator_of(std::string_view line) {
  for (char separator : {',', ';'})
    if (line.find(separator) != std::string_view::npos) return separator;
  return ' ';
}

/// The table while it is read; knows where it is for its errors.
class Table {
 public:
  explicit Table(const std::string& file) : file_(file) {}

  void read_line(std::string_view raw) {
    ++line_;
    const std::string_view line = trimmed(raw.substr(0, raw.find('#')));
    if (line.empty()) return;
    if (!separator_) separator_ = separator_of(line);
    const Fields fields(line, separator_);
    if (columns_ == 0 && !is_header_read_ && is_header(fields)) {
      is_header_read_ = true;
      return;
    }
    add_row(fields);
  }

  Matrix matrix() const {
    if (columns_ == 0) throw DataError(file_, "holds no row of numbers");
    const auto columns = static_cast<Index>(columns_);
    return MatrixView(values_.data(), static_cast<Index>(values_.size()) / columns, columns);
  }

 private:
  static bool is_header(Fields fields) {
    while (const auto field = fields.next())
      if (field->empty() || parse_number(*field).has_value()) return false;
    return true;
  }

  static std::size_t count(Fields fields) {
    std::size_t number = 0;
    while (fields.next()) ++number;
    return number;
  }

  void add_row(Fields fields) {
    const std::size_t number = count(fields);
    if (columns_ == 0) columns_ = number;
    if (number != columns_) refuse(fmt::format("has {} columns, but the rows before have {}", number, columns_));
    make_room(number);
    while (const auto field = fields.next()) add_value(*field);
  }

  // Numbers take more room than their text: what grows is the old copy beside the new one, and the matrix at the end.
  void make_room(std::size_t more) {
    const std::size_t needed = values_.size() + more;
    if (needed <= values_.capacity()) return;
    const std::size_t capacity = std::max(needed, 2 * values_.size());
    if (capacity > memory_limit() / (3 * sizeof(double)))
      throw DataError(file_, fmt::format("holds {} numbers in {} lines, more than there is memory for", needed, line_));
    values_.reserve(capacity);
  }

  void add_value(std::string_view field) {
    const auto value = parse_number(field);
    if (!value) refuse(in_quotes(field) + " is not a number");
    if (!std::isfinite(*value)) refuse(in_quotes(field) + " is not finite");
    values_.push_back(*value);
  }

  [[noreturn]] void refuse(const std::string& what) const { throw DataError(fmt::format("{}:{}", file_, line_), what); }

  std::string file_;
  std::size_t line_ = 0;
  std::size_t columns_ = 0;
  char separator_ = 0;
  bool is_header_read_ = false;
  std::vector<double> values_;
};

}  // namespace

Matrix parse_csv(std::string_view text, const std::string& file) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // byte order mark of spreadsheet programs
  Table table(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    table.read_line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return table.matrix();
}

Matrix read_csv(const std::string& file) { return parse_csv(read_file(file), file); }

}  // namespace mongecarlo
