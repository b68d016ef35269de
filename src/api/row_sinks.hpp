#pragma once
// Rows of an export, described once and written as CSV or NDJSON: `put_row(sink, row)` names every field with its
// value, and the sink decides what becomes of it.

#include "api/json_writer.hpp"

#include "llmbench/util/json.hpp"
#include "llmbench/util/text.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::api {

/// A cell of text by RFC 4180. Text that a spreadsheet would run as a formula (it begins with = + - @ TAB or CR and is
/// no number) gets a leading apostrophe.
[[nodiscard]] std::string csv_cell(std::string_view text);

/// Cells of one row behind the other; unknown is an empty cell, lists and documents are JSON text.
class CsvSink {
 public:
  void field(std::string_view, std::string_view text) { cell(csv_cell(text)); }
  void field(std::string_view name, const std::string& text) { field(name, std::string_view{text}); }
  void field(std::string_view name, const char* text) { field(name, std::string_view{text}); }
  void field(std::string_view, bool flag) { cell(flag ? "true" : "false"); }
  void field(std::string_view, double number) { cell(format_number(number)); }
  void field(std::string_view, const Uuid& id) { cell(to_string(id)); }
  void field(std::string_view, TimePoint time) { cell(format_rfc3339(time)); }
  void field(std::string_view name, const Json& document) { field(name, dump_json(document)); }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) void field(std::string_view, Number number) { cell(std::to_string(number)); }
  template <typename T>
  void field(std::string_view name, const std::optional<T>& known) {
    known ? field(name, *known) : cell("");
  }
  template <typename T>
  void field(std::string_view name, const std::vector<T>& values) {
    field(name, Json(values));
  }
  void end_row();
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void cell(std::string_view raw);

  std::string text_;
  bool in_row_ = false;
};

/// The names of the fields as a CSV row.
class CsvHeaderSink {
 public:
  template <typename T>
  void field(std::string_view name, const T&) {
    row_.field(name, name);
  }
  void end_row() { row_.end_row(); }
  [[nodiscard]] std::string take() { return row_.take(); }

 private:
  CsvSink row_;
};

/// One JSON object a line; unknown is null.
class NdjsonSink {
 public:
  template <typename T>
  void field(std::string_view name, const T& known) {
    begin_row();
    json_.key(name);
    value(known);
  }
  void end_row();
  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  void begin_row();
  template <typename T>
  void value(const T& known) {
    json_.value(known);
  }
  void value(TimePoint time) { json_.value(format_rfc3339(time)); }
  void value(const Json& document) { json_.raw(dump_json(document)); }
  template <typename T>
  void value(const std::vector<T>& values) {
    json_.begin_array();
    for (const T& one : values) json_.value(one);
    json_.end_array();
  }
  template <typename T>
  void value(const std::optional<T>& known) {
    known ? value(*known) : value(nullptr);
  }

  std::string text_;
  JsonWriter json_;
  bool in_row_ = false;
};

}  // namespace llmbench::api
