#pragma once
// What stands around the tables of a document and belongs to the table below it: headings, devices, the build, the
// command.

#include "parsers/llama_bench/build_line.hpp"
#include "parsers/llama_bench/device_log.hpp"
#include "parsers/llama_bench/model_mentions.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench::parsers::llama_bench {

struct AboveTable {
  std::string heading;
  std::string label;  ///< "this PR" of a line "this PR:" directly above
  LoggedDevices devices;
  std::optional<BuildLine> build;         ///< named before the table; one below it says more
  std::optional<std::string> model_path;  ///< the only model that is named
};

class TableSurroundings {
 public:
  enum class LineKind { text, fence, heading };
  /// A line that is neither of a table nor the build below one. A fence and a heading end the table before.
  LineKind add(std::string_view line);
  void add_device(std::string_view line) { devices_.add(line); }
  /// A build that stands below no table belongs to the tables after it; nullopt = it is not known any more.
  void set_build(std::optional<BuildLine> build) { build_ = std::move(build); }

  /// For the table that begins. Devices are listed anew for each; the rest holds until something replaces it.
  [[nodiscard]] AboveTable begin_table();

 private:
  std::string heading_;
  std::string label_;
  DeviceLog devices_;
  std::optional<BuildLine> build_;
  ModelMentions models_;
  bool is_code_ = false;
};

}  // namespace llmbench::parsers::llama_bench
