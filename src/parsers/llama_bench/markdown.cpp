// -o md, the default: a table of rounded speeds with only the settings that differ from their defaults. It arrives
// pasted into documents, with headings and device lines above, and the build below.

#include "parsers/console_lines.hpp"
#include "parsers/document_heading.hpp"
#include "parsers/llama_bench/build_line.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/device_log.hpp"
#include "parsers/llama_bench/outputs.hpp"
#include "parsers/llama_bench/table_row.hpp"
#include "parsers/llama_bench/table_shape.hpp"

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
    while (auto line = lines_.next()) {
      line->text = unwrapped_line(line->text);
      if (!line->text.empty()) on_line(*line);
    }
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
    bool is_whole;  ///< ends as the header does
  };
  struct BrokenRow {
    std::size_t line;
    bool is_cut_off;
  };

  void on_line(const Line& line) {
    if (auto shape = TableShape::of_header(line.text)) {
      begin_table(std::move(*shape));
      return;
    }
    const std::string_view text = shape_.without_prefix(line.text);
    if (const auto build = footer_of(text)) {
      end_table(build);
    } else if (is_open_ && shape_.may_be_row(line.text)) {
      on_row(line);
    } else if (text.starts_with("```")) {
      is_code_ = !is_code_ && text.size() > 3;  // a fence with a language holds commands
      is_open_ = false;
    } else if (std::string heading = heading_of(text); !heading.empty() && !is_code_) {
      heading_ = std::move(heading);
      is_open_ = false;
    } else {
      devices_log_.add(text);
      collector_.add_log_line(text, line.number);
    }
  }

  /// In a log with a prefix before every line the build does not begin its line.
  std::optional<BuildLine> footer_of(std::string_view text) const {
    const std::size_t start = shape_.has_prefix() ? text.find("build: ") : 0;
    return start == std::string_view::npos ? std::nullopt : parse_build_line(text.substr(start));
  }

  /// llama-bench writes one header a run: rows of the table before belong to no build that follows.
  void begin_table(TableShape shape) {
    end_table();
    shape_ = std::move(shape);
    table_heading_ = heading_;
    devices_ = devices_log_.take();
    is_open_ = true;
  }

  void on_row(const Line& line) {
    const std::vector<std::string> cells = shape_.cells(line.text);
    const bool is_ruler = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return cell.find_first_not_of("-:") == std::string::npos;
    });
    if (is_ruler) return;
    const bool is_whole = shape_.is_whole(line.text);
    if (auto record = record_of_cells(shape_.columns(), cells)) {
      rows_.push_back({std::move(*record), line.text, line.number, is_whole});
    } else if (shape_.without_prefix(line.text).starts_with("ggml_")) {  // "ggml_vulkan: 0 = name | uma: 0 | ..."
      devices_log_.add(line.text);
    } else {
      broken_rows_.push_back({line.number, !is_whole});
    }
  }

  /// Rows wait for the build, which stands below them.
  void end_table(const std::optional<BuildLine>& build = std::nullopt) {
    has_build_ = has_build_ || build.has_value();
    // Ctrl-C in the last cell: "| 33" was going to be "| 336.18 ± 1.56 |".
    if (!build && !rows_.empty() && !rows_.back().is_whole) {
      broken_rows_.push_back({rows_.back().line, true});
      rows_.pop_back();
    }
    if (!build && !rows_.empty()) {
      collector_.messages().warn("line " + std::to_string(rows_.back().line),
                                 "no build stands below the table: the version of llama.cpp is unknown");
    }
    for (PendingRow& row : rows_) {
      if (build) {
        row.record["build_commit"] = build->commit;
        row.record["build_number"] = build->number;
      }
      // Equal rows of two builds, under different headings or on different devices are different measurements.
      const std::string of_build = build ? '\n' + build->commit + ' ' + std::to_string(build->number) : "";
      const std::string text = row.text + '\n' + table_heading_ + '\n' + join(devices_.names, ", ") + of_build;
      collector_.add(make_table_row(row), text, row.line);
    }
    for (const BrokenRow& row : broken_rows_) collector_.add_broken(row.line, row.is_cut_off);
    rows_.clear();
    broken_rows_.clear();
    is_open_ = false;
  }

  RowOutcome make_table_row(const PendingRow& pending) {
    RowOutcome outcome = make_row(pending.record, collector_.next_number(), pending.line);
    if (!outcome.row) return outcome;
    Row& row = *outcome.row;
    const auto& columns = shape_.columns();
    row.is_rounded = true;
    row.heading = table_heading_;
    row.gpu_info = join(devices_.names, ", ");
    row.lists_devices = !row.gpu_info.empty();
    row.gpu_memory_gib = devices_.memory_gib;
    row.outside_identity.load_mode = std::find(columns.begin(), columns.end(), "lm") != columns.end();
    return outcome;
  }

  LineReader lines_;
  Collector collector_;
  DeviceLog devices_log_;
  std::string heading_;  ///< the last one read
  bool is_code_ = false;

  // the table that is read
  TableShape shape_;
  std::string table_heading_;
  LoggedDevices devices_;
  std::vector<PendingRow> rows_;
  std::vector<BrokenRow> broken_rows_;
  bool is_open_ = false;  ///< its next row may follow
  bool has_build_ = false;
};

}  // namespace

ReadResult read_markdown(TextStream& stream, const ReadOptions& options) {
  return MarkdownReading(stream, options).run();
}

}  // namespace llmbench::parsers::llama_bench
