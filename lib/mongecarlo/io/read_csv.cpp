#include "mongecarlo/io/read_csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::size_t kLongestQuote = 40;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::vector<std::string_view> split_at(std::string_view line, char separator) {
  std::vector<std::string_view> fields;
  for (std::size_t at = line.find(separator); at != std::string_view::npos; at = line.find(separator)) {
    fields.push_back(trimmed(line.substr(0, at)));
    line.remove_prefix(at + 1);
  }
  fields.push_back(trimmed(line));
  return fields;
}

std::vector<std::string_view> split_at_blanks(std::string_view line) {
  std::vector<std::string_view> fields;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find_first_of(kBlanks), line.size());
    fields.push_back(line.substr(0, end));
    line = trimmed(line.substr(end));
  }
  return fields;
}

char separator_of(std::string_view line) {
  for (char separator : {',', ';'})
    if (line.find(separator) != std::string_view::npos) return separator;
  return ' ';
}

std::vector<std::string_view> fields_of(std::string_view line, char separator) {
  return separator == ' ' ? split_at_blanks(line) : split_at(line, separator);
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
    const auto fields = fields_of(line, separator_);
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
  static bool is_header(const std::vector<std::string_view>& fields) {
    return std::none_of(fields.begin(), fields.end(),
                        [](std::string_view field) { return field.empty() || parse_number(field).has_value(); });
  }

  void add_row(const std::vector<std::string_view>& fields) {
    if (columns_ == 0) columns_ = fields.size();
    if (fields.size() != columns_)
      refuse(fmt::format("has {} columns, but the rows before have {}", fields.size(), columns_));
    for (std::string_view field : fields) add_value(field);
  }

  void add_value(std::string_view field) {
    const auto value = parse_number(field);
    if (!value) refuse(fmt::format("'{}' is not a number", field.substr(0, kLongestQuote)));
    if (!std::isfinite(*value)) refuse(fmt::format("'{}' is not finite", field));
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
