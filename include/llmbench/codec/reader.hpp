#pragma once
// Strict reading of JSON objects into structs: never converts silently, collects every wrong field and every unknown
// key.

#include "llmbench/util/error.hpp"
#include "llmbench/util/json.hpp"
#include "llmbench/util/time.hpp"
#include "llmbench/util/uuid.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::codec {

class Description;

/// Everything that was wrong or unknown in one document; shared by the readers of its parts.
struct Findings {
  std::vector<FieldError> errors;
  std::vector<std::string> unknown_paths;  ///< "hardware_config.gpu_color"
  Json unknown_fields = Json::object();    ///< path -> value, kept in provenance.unknown_fields
  std::vector<std::string> warnings;
  /// Set while a decoder is described (description.hpp): readers then note what they are asked for and find nothing,
  /// but for objects and arrays, which are empty ones and hold one empty object.
  Description* description = nullptr;

  /// Adds the findings of a later check (validate_run, validate_score). A path that is reported already is left alone:
  /// "is required" needs no "must not be empty" beside it.
  void add_errors(const std::vector<FieldError>& later);
};

/// Reads one object. `null` and an absent key are the same for find_*; get_* report "is required".
/// 3.9 for an integer, true for a number, a number for a string, out of range: an error naming the path, and the value
/// is not used.
class Reader {
 public:
  /// `object` must outlive the reader. Anything but an object is one error, after which every field reads as absent.
  Reader(const Json& object, std::string path, Findings& findings);
  ~Reader();  ///< reports keys nobody asked for as unknown
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Lengths are characters. A NUL character is an error.
  std::optional<std::string> find_string(std::string_view key, std::size_t max_length = 1000);
  /// As find_string, and blank text is an error.
  std::string get_string(std::string_view key, std::size_t max_length = 1000);
  /// One of a closed list of words, as spelled there. The error names them all, and the nearest.
  std::optional<std::string> find_choice(std::string_view key, const std::vector<std::string>& choices);
  /// The word that decides which fields stand beside it; "" after an error, which ends with `hint` when no word is
  /// near.
  std::string get_variant(std::string_view key, const std::vector<std::string>& words, std::string_view hint = {});
  std::optional<double> find_double(std::string_view key);
  double get_double(std::string_view key);
  /// 24.0 is the integer 24 (clients in Python and Lua write it so); 3.9 is an error.
  std::optional<std::int64_t> find_integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::int64_t get_integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<bool> find_bool(std::string_view key);
  std::optional<TimePoint> find_time(std::string_view key);
  std::optional<Uuid> find_uuid(std::string_view key);
  std::optional<std::vector<std::string>> find_strings(std::string_view key, std::size_t max_items,
                                                       std::size_t max_length);
  std::optional<std::vector<double>> find_doubles(std::string_view key, std::size_t max_items);
  /// A free-form object (settings, context, provenance) of at most `max_bytes` of JSON text.
  std::optional<Json> find_document(std::string_view key, std::size_t max_bytes = 256 << 10);
  /// nullptr when absent or not an object / array (the latter is reported).
  const Json* find_object(std::string_view key);
  const Json* find_array(std::string_view key, std::size_t max_items);
  const Json* get_object(std::string_view key);
  const Json* get_array(std::string_view key, std::size_t max_items);

  void error(std::string_view key, std::string message);
  [[nodiscard]] std::string path_of(std::string_view key) const;
  [[nodiscard]] Findings& findings() { return findings_; }

 private:
  /// nullptr when absent or null; from now on the key counts as known.
  const Json* find(std::string_view key);
  const Json* require(std::string_view key);
  /// True when the decoder is only described: the question has been noted and finds nothing.
  template <typename MakeSchema>
  bool note(std::string_view key, bool required, const MakeSchema& make_schema);
  const Json* check_object(std::string_view key, const Json* value);
  const Json* check_array(std::string_view key, const Json* value, std::size_t max_items);
  std::string read_choice(std::string_view key, const std::string& text, const std::vector<std::string>& choices,
                          std::string_view hint);
  std::optional<std::string> read_string(std::string_view key, const Json& value, std::size_t max_length);
  std::optional<double> read_double(std::string_view key, const Json& value);
  std::optional<std::int64_t> read_integer(std::string_view key, const Json& value, std::int64_t min, std::int64_t max);

  const Json* object_;  ///< nullptr when it was no object
  std::string path_;
  Findings& findings_;
  std::vector<std::string> asked_;
};

}  // namespace llmbench::codec
