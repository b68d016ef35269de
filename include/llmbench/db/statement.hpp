#pragma once
// A named SQL statement with its parameters and the rows it returned. No type of the driver appears here.

#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::db {

/// `constexpr db::Statement kInsertRuns{"insert_runs", R"sql(...)sql"};` The name appears in logs and errors for
/// operators.
struct Statement {
  const char* name;
  const char* sql;
};

/// Positional values $1, $2, ... Text form; NUL bytes and invalid UTF-8 throw Error{invalid_input} (the driver would
/// cut them silently).
class Params {
 public:
  Params& add(std::nullopt_t);
  Params& add(const char* text);
  Params& add(std::string_view text);
  Params& add(const std::string& text) { return add(std::string_view{text}); }
  Params& add(bool value);
  Params& add(int value);
  Params& add(std::int64_t value);
  Params& add(double value);  ///< shortest round-trip text
  Params& add(const Uuid& id);
  Params& add(TimePoint time);
  template <typename T>
  Params& add(const std::optional<T>& value) {
    return value ? add(*value) : add(std::nullopt);
  }
  /// Array literals for `unnest($1::text[], ...)`; elements may be null.
  template <typename T>
  Params& add(const std::vector<T>& values);  // below: needs array_literal

  [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  Params& add_text(std::string text);

  std::vector<std::optional<std::string>> values_;
};

/// PostgreSQL array literals, also used for arrays inside `unnest` (cast in the SELECT): {1.5,2}, {"a","b\"c",NULL}.
[[nodiscard]] std::string array_literal(const std::vector<std::string>& values);
[[nodiscard]] std::string array_literal(const std::vector<double>& values);
[[nodiscard]] std::string array_literal(const std::vector<int>& values);
[[nodiscard]] std::string array_literal(const std::vector<std::int64_t>& values);
[[nodiscard]] std::string array_literal(const std::vector<Uuid>& values);
[[nodiscard]] std::string array_literal(const std::vector<TimePoint>& values);
[[nodiscard]] std::string array_literal(const std::vector<bool>& values);
/// T: std::string, double, int, std::int64_t, Uuid, TimePoint, bool.
template <typename T>
[[nodiscard]] std::string array_literal(const std::vector<std::optional<T>>& values);

template <typename T>
Params& Params::add(const std::vector<T>& values) {
  return add(std::string_view{array_literal(values)});
}

class Row;

/// Rows of one statement. Cheap to copy; rows stay valid as long as any copy lives.
class Result {
 public:
  struct Impl;
  explicit Result(std::shared_ptr<const Impl> impl);
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] std::size_t affected_rows() const;
  [[nodiscard]] Row operator[](std::size_t index) const;

  class Iterator;
  [[nodiscard]] Iterator begin() const;
  [[nodiscard]] Iterator end() const;

 private:
  std::shared_ptr<const Impl> impl_;
};

/// `row.get<double>("value")`, `row.find<std::string>("notes")`. A NULL in get and an unknown column throw
/// Error{internal}. T: bool, int, std::int64_t, double, std::string, std::string_view (valid while the Result lives),
/// Uuid, TimePoint, and std::vector<T> and std::vector<std::optional<T>> of std::string, double, int, std::int64_t,
/// bool, Uuid, TimePoint (one-dimensional; NULL elements need the optional form). Other types are a link error.
class Row {
 public:
  Row(std::shared_ptr<const Result::Impl> impl, std::size_t index) : impl_(std::move(impl)), index_(index) {}
  template <typename T>
  [[nodiscard]] T get(std::string_view column) const;
  template <typename T>
  [[nodiscard]] std::optional<T> find(std::string_view column) const {
    if (is_null(column)) return std::nullopt;
    return get<T>(column);
  }
  [[nodiscard]] bool is_null(std::string_view column) const;

 private:
  [[nodiscard]] std::string_view text(std::string_view column) const;  ///< throws for NULL

  std::shared_ptr<const Result::Impl> impl_;
  std::size_t index_;
};

class Result::Iterator {
 public:
  using value_type = Row;
  using difference_type = std::ptrdiff_t;
  Iterator(std::shared_ptr<const Impl> impl, std::size_t index) : impl_(std::move(impl)), index_(index) {}
  Row operator*() const { return Row{impl_, index_}; }
  Iterator& operator++() {
    ++index_;
    return *this;
  }
  bool operator==(const Iterator& other) const { return index_ == other.index_; }

 private:
  std::shared_ptr<const Impl> impl_;
  std::size_t index_;
};

}  // namespace llmbench::db
