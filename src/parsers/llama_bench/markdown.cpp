// -o md, the default: a table of rounded speeds with only the settings that differ from their defaults. It arrives
// pasted into documents, with headings and device lines above, and the build below.

#include "parsers/console_lines.hpp"
#include "parsers/document_heading.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/detect.hpp"
#include "parsers/llama_bench/device_log.hpp"
#include "parsers/llama_bench/outputs.hpp"
#include "parsers/llama_bench/table_row.hpp"

#include "llmbench/util/text.hpp"

#include <algorithm>
#include <optional>

namespace llmbench::parsers::llama_bench {
namespace {

class MarkdownReading {
 public:
  MarkdownReading(TextStream& stream, const ReadOptions& options)
      : lines_(stream), collector_(stream.name(), options) {}

  ReadResult run() {
    while (const auto line = lines_.next()) on_line(*line);
    end_table();
    if (collector_.records() == 0) {
      collector_.refuse_without_records(
          has_build_ ? " holds a table without a row: llama-bench was asked for no test (-p 0 -n 0), so ask for one"
                     : " holds a table without a row: llama-bench stopped before its first test ended, and standard "
                       "error says why");
    }
    collector_.messages().note("",
                               "a table holds rounded speeds, no samples, no time and no CPU: upload the JSON "
                               "(-o json) of the same run where there is one");
    return collector_.finish();
  }

 private:
  struct PendingRow {
    Json record;
    std::string text;
    std::size_t line;
  };

  void on_line(const Line& line) {
    if (auto columns = table_header(line.text); !columns.empty()) {
      begin_table(std::move(columns));
    } else if (line.text.find('|') != std::string::npos && is_open_) {
      on_row(line);
    } else if (const auto build = parse_build_line(line.text)) {
      end_table(build);
    } else if (line.text.starts_with("```")) {
      is_code_ = !is_code_ && line.text.size() > 3;  // a fence with a language holds commands
      is_open_ = false;
    } else if (std::string heading = heading_of(line.text); !heading.empty() && !is_code_) {
      heading_ = std::move(heading);
      is_open_ = false;
    } else {
      devices_log_.add(line.text);
      collector_.add_log_line(line.text, line.number);
    }
  }

  /// llama-bench writes one header a run: rows of the table before belong to no build that follows.
  void begin_table(std::vector<std::string> columns) {
    end_table();
    columns_ = std::move(columns);
    table_heading_ = heading_;
    devices_ = devices_log_.take();
    is_open_ = true;
  }

  void on_row(const Line& line) {
    const std::vector<std::string> cells = table_cells(line.text);
    const bool is_ruler = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return cell.find_first_not_of("-:") == std::string::npos;
    });
    if (is_ruler) return;
    if (auto record = record_of_cells(columns_, cells)) {
      rows_.push_back({std::move(*record), line.text, line.number});
    } else if (line.text.starts_with("ggml_")) {  // "ggml_vulkan: 0 = name | uma: 0 | ..."
      devices_log_.add(line.text);
    } else {
      broken_lines_.push_back(line.number);
    }
  }

  /// Rows wait for the build, which stands below them.
  void end_table(const std::optional<BuildLine>& build = std::nullopt) {
    has_build_ = has_build_ || build.has_value();
    if (!build && !rows_.empty()) {
      collector_.messages().warn("line " + std::to_string(rows_.back().line),
                                 "no build stands below the table: the version of llama.cpp is unknown");
    }
    for (PendingRow& row : rows_) {
      if (build) {
        row.record["build_commit"] = build->commit;
        row.record["build_number"] = build->number;
      }
      // Equal rows under different headings or on different devices are different measurements.
      const std::string text = row.text + '\n' + table_heading_ + '\n' + join(devices_.names, ", ");
      collector_.add(make_table_row(row), text, row.line);
    }
    for (const std::size_t line : broken_lines_) collector_.add_broken(line, false);
    rows_.clear();
    broken_lines_.clear();
    is_open_ = false;
  }

  RowOutcome make_table_row(const PendingRow& pending) {
    RowOutcome outcome = make_row(pending.record, collector_.next_number(), pending.line);
    if (!outcome.row) return outcome;
    Row& row = *outcome.row;
    row.is_rounded = true;
    row.heading = table_heading_;
    row.gpu_info = join(devices_.names, ", ");
    row.lists_devices = !row.gpu_info.empty();
    row.gpu_memory_gib = devices_.memory_gib;
    row.outside_identity.load_mode = std::find(columns_.begin(), columns_.end(), "lm") != columns_.end();
    return outcome;
  }

  LineReader lines_;
  Collector collector_;
  DeviceLog devices_log_;
  std::string heading_;  ///< the last one read
  bool is_code_ = false;

  // the table that is read
  std::vector<std::string> columns_;
  std::string table_heading_;
  LoggedDevices devices_;
  std::vector<PendingRow> rows_;
  std::vector<std::size_t> broken_lines_;
  bool is_open_ = false;  ///< its next row may follow
  bool has_build_ = false;
};

}  // namespace

ReadResult read_markdown(TextStream& stream, const ReadOptions& options) {
  return MarkdownReading(stream, options).run();
}

}  // namespace llmbench::parsers::llama_bench
