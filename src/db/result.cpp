#include "db/array_text.hpp"
#include "db/driver.hpp"

#include "llmbench/db/statement.hpp"
#include "llmbench/util/error.hpp"

#include <charconv>
#include <limits>

namespace llmbench::db {
namespace {

[[noreturn]] void refuse(std::string_view what) {
  throw Error{ErrorCode::internal, "the database returned something that is not " + std::string{what}};
}

template <typename T>
T parse_number(std::string_view text) {
  T value{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) refuse("a number of the expected size");
  return value;
}

/// One value in PostgreSQL's text form.
template <typename T>
T parse_value(std::string_view text);

template <>
bool parse_value<bool>(std::string_view text) {
  if (text == "t") return true;
  if (text == "f") return false;
  refuse("true or false");
}
template <>
int parse_value<int>(std::string_view text) {
  return parse_number<int>(text);
}
template <>
std::int64_t parse_value<std::int64_t>(std::string_view text) {
  return parse_number<std::int64_t>(text);
}
template <>
double parse_value<double>(std::string_view text) {
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return parse_number<double>(text);
}
template <>
std::string parse_value<std::string>(std::string_view text) {
  return std::string{text};
}
template <>
std::string_view parse_value<std::string_view>(std::string_view text) {
  return text;
}
template <>
Uuid parse_value<Uuid>(std::string_view text) {
  const auto id = parse_uuid(text);
  if (!id) refuse("a UUID");
  return *id;
}
template <>
TimePoint parse_value<TimePoint>(std::string_view text) {
  // The session's DateStyle is ISO and its time zone UTC: 2025-06-08 22:17:33.045121+00
  const auto time = parse_time(text);
  if (!time) refuse("a time between 1970 and 9999");
  return *time;
}

template <typename T>
std::vector<T> parse_all(std::string_view text) {
  std::vector<T> values;
  for (const auto& element : parse_array(text)) {
    if (!element) throw Error{ErrorCode::internal, "the database returned a NULL inside an array"};
    values.push_back(parse_value<T>(*element));
  }
  return values;
}

template <typename T>
std::vector<std::optional<T>> parse_all_or_null(std::string_view text) {
  std::vector<std::optional<T>> values;
  for (const auto& element : parse_array(text)) {
    values.push_back(element ? std::optional<T>{parse_value<T>(*element)} : std::nullopt);
  }
  return values;
}

}  // namespace

Result::Impl::Impl(pqxx::result result) : rows(std::move(result)), row_count(static_cast<std::size_t>(rows.size())) {
  for (pqxx::row_size_type at = 0; at < rows.columns(); ++at) columns.emplace_back(rows.column_name(at));
  cells.reserve(row_count * columns.size());
  if (columns.empty()) return;
  for (auto row = rows.begin(); cells.size() < row_count * columns.size(); ++row) {
    auto cell = row->begin();  // its end() is a copy, too: count instead
    for (std::size_t left = columns.size(); left > 0; --left, ++cell) {
      cells.push_back(cell->is_null() ? std::string_view{} : std::string_view{cell->c_str(), cell->size()});
    }
  }
}

std::string_view Result::Impl::cell(std::size_t row, std::string_view column) const {
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (columns[at] == column) return cells[row * columns.size() + at];
  }
  throw Error{ErrorCode::internal, "the statement returned no column '" + std::string{column} + "'"};
}

Result::Result(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

std::size_t Result::size() const {
  return impl_->row_count;
}
std::size_t Result::affected_rows() const {
  return static_cast<std::size_t>(impl_->rows.affected_rows());
}
Row Result::operator[](std::size_t index) const {
  if (index >= size()) throw Error{ErrorCode::internal, "the statement returned fewer rows than expected"};
  return Row{impl_, index};
}
Result::Iterator Result::begin() const {
  return Iterator{impl_, 0};
}
Result::Iterator Result::end() const {
  return Iterator{impl_, size()};
}

bool Row::is_null(std::string_view column) const {
  return impl_->cell(index_, column).data() == nullptr;
}

std::string_view Row::text(std::string_view column) const {
  const std::string_view cell = impl_->cell(index_, column);
  if (cell.data() == nullptr) {
    throw Error{ErrorCode::internal, "the database returned no value for '" + std::string{column} + "'"};
  }
  return cell;
}

template <typename T>
T Row::get(std::string_view column) const {
  return parse_value<T>(text(column));
}
template bool Row::get<bool>(std::string_view) const;
template int Row::get<int>(std::string_view) const;
template std::int64_t Row::get<std::int64_t>(std::string_view) const;
template double Row::get<double>(std::string_view) const;
template std::string Row::get<std::string>(std::string_view) const;
template std::string_view Row::get<std::string_view>(std::string_view) const;
template Uuid Row::get<Uuid>(std::string_view) const;
template TimePoint Row::get<TimePoint>(std::string_view) const;

#define LLMBENCH_DB_ARRAYS_OF(T)                                                                         \
  template <>                                                                                            \
  std::vector<T> Row::get<std::vector<T>>(std::string_view column) const {                               \
    return parse_all<T>(text(column));                                                                   \
  }                                                                                                      \
  template <>                                                                                            \
  std::vector<std::optional<T>> Row::get<std::vector<std::optional<T>>>(std::string_view column) const { \
    return parse_all_or_null<T>(text(column));                                                           \
  }
LLMBENCH_DB_ARRAYS_OF(std::string)
LLMBENCH_DB_ARRAYS_OF(double)
LLMBENCH_DB_ARRAYS_OF(int)
LLMBENCH_DB_ARRAYS_OF(std::int64_t)
LLMBENCH_DB_ARRAYS_OF(bool)
LLMBENCH_DB_ARRAYS_OF(Uuid)
LLMBENCH_DB_ARRAYS_OF(TimePoint)
#undef LLMBENCH_DB_ARRAYS_OF

}  // namespace llmbench::db
