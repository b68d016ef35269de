// -o md, the default: a table of rounded speeds with only the settings that differ from their defaults. It arrives
// pasted into documents, with headings and device lines above, and the build below.

#include "parsers/console_lines.hpp"
#include "parsers/llama_bench/build_line.hpp"
#include "parsers/llama_bench/collector.hpp"
#include "parsers/llama_bench/outputs.hpp"
#include "parsers/llama_bench/table_row.hpp"
#include "parsers/llama_bench/table_shape.hpp"
#include "parsers/llama_bench/table_surroundings.hpp"

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
    while (const auto line = lines_.next()) {
      const std::string text = unwrapped_line(line->text);
      if (!text.empty()) on_line({text, line->text, line->number});
    }
    end_table();
    say_rows_without_header();
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
  struct TableLine {
    std::string text;
    std::string raw;  ///< as it stands in the document
    std::size_t number;
  };
  struct Footer {
    BuildLine build;
    bool begins_line = false;  ///< in the document too: where earlier versions looked for it
  };
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

  void on_line(const TableLine& line) {
    if (auto shape = TableShape::of_header(line.text)) {
      begin_table(std::move(*shape), line.number);
      return;
    }
    const std::string_view text = shape_.without_prefix(line.text);
    if (const auto footer = footer_of(text, line.raw)) {
      on_build(*footer);
    } else if (is_open_ && shape_.may_be_row(line.text)) {
      on_row(line);
    } else if (!is_open_ && is_complete_row(table_cells(text))) {
      on_row_without_header(line.number);
    } else if (surroundings_.add(text) == TableSurroundings::LineKind::text) {
      collector_.add_log_line(text, line.number);
    } else {
      is_open_ = false;
    }
  }

  /// In a log with a prefix before every line the build does not begin its line.
  std::optional<Footer> footer_of(std::string_view text, std::string_view raw) const {
    const std::size_t start = shape_.has_prefix() ? text.find("build: ") : 0;
    if (start == std::string_view::npos) return std::nullopt;
    const auto build = parse_build_line(text.substr(start));
    return build ? std::optional(Footer{*build, parse_build_line(raw).has_value()}) : std::nullopt;
  }

  void on_build(const Footer& footer) {
    has_build_ = true;
    if (!awaits_build_) {
      surroundings_.set_build(footer.build);
      return;
    }
    // What was named above all tables is not what the ones without a build were measured with.
    if (table_.build && table_.build->commit != footer.build.commit) surroundings_.set_build(std::nullopt);
    end_table(footer);
    awaits_build_ = false;
  }

  /// llama-bench writes one header a run: rows of the table before belong to no build that follows.
  void begin_table(TableShape shape, std::size_t line) {
    end_table();
    say_rows_without_header();
    collector_.begin_invocation(line);
    shape_ = std::move(shape);
    table_ = surroundings_.begin_table();
    is_open_ = awaits_build_ = true;
  }

  void on_row(const TableLine& line) {
    const std::vector<std::string> cells = shape_.cells(line.text);
    const bool is_ruler = std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
      return cell.find_first_not_of("-:") == std::string::npos;
    });
    if (is_ruler) return;
    const bool is_whole = shape_.is_whole(line.text);
    if (auto record = record_of_cells(shape_.columns(), cells)) {
      rows_.push_back({std::move(*record), line.text, line.number, is_whole});
    } else if (shape_.without_prefix(line.text).starts_with("ggml_")) {  // "ggml_vulkan: 0 = name | uma: 0 | ..."
      surroundings_.add_device(line.text);
    } else {
      broken_rows_.push_back({line.number, !is_whole});
    }
  }

  /// What was written over the header is lost, and with it the names of the columns.
  void on_row_without_header(std::size_t line) {
    if (headless_rows_ == 0) headless_line_ = line;
    ++headless_rows_;
    awaits_build_ = true;
  }

  void say_rows_without_header() {
    if (headless_rows_ > 0) collector_.add_without_header(headless_line_, headless_rows_);
    headless_rows_ = 0;
  }

  /// Rows wait for the build, which stands below them; else it may be named above.
  void end_table(const std::optional<Footer>& footer = std::nullopt) {
    // Ctrl-C in the last cell: "| 33" was going to be "| 336.18 ± 1.56 |".
    if (!footer && !rows_.empty() && !rows_.back().is_whole) {
      broken_rows_.push_back({rows_.back().line, true});
      rows_.pop_back();
    }
    const std::optional<BuildLine> build = footer ? footer->build : table_.build;
    if (!footer && !rows_.empty()) say_where_the_build_is(build, rows_.back().line);
    for (PendingRow& row : rows_) {
      if (build) {
        row.record["build_commit"] = build->commit;
        row.record["build_number"] = build->number;
      }
      // Equal rows of two builds, under different headings or on different devices are different measurements.
      const std::string of_build = build ? '\n' + build->commit + ' ' + std::to_string(build->number) : "";
      const std::string text =
          row.text + '\n' + table_.heading + '\n' + table_.label + '\n' + join(table_.devices.names, ", ") + of_build;
      RowOutcome outcome = make_table_row(row);
      if (outcome.row) outcome.row->outside_identity.build = build && !(footer && footer->begins_line);
      collector_.add(std::move(outcome), text, row.line);
    }
    for (const BrokenRow& row : broken_rows_) collector_.add_broken(row.line, row.is_cut_off);
    rows_.clear();
    broken_rows_.clear();
    is_open_ = false;
  }

  void say_where_the_build_is(const std::optional<BuildLine>& build, std::size_t line) {
    const std::string place = "line " + std::to_string(line);
    if (build) {
      collector_.messages().note(place, "no build stands below the table: it is the one named above it, " +
                                            build->commit + " (" + std::to_string(build->number) + ")");
    } else {
      collector_.messages().warn(place, "no build stands below the table: the version of llama.cpp is unknown");
    }
  }

  RowOutcome make_table_row(const PendingRow& pending) {
    RowOutcome outcome = make_row(pending.record, collector_.next_number(), pending.line);
    if (!outcome.row) return outcome;
    Row& row = *outcome.row;
    const auto& columns = shape_.columns();
    row.is_rounded = true;
    row.heading = table_.heading;
    row.label = table_.label;
    row.gpu_info = join(table_.devices.names, ", ");
    row.lists_devices = !row.gpu_info.empty();
    row.gpu_memory_gib = table_.devices.memory_gib;
    row.outside_identity.gpu_info = table_.devices.outside_identity;
    row.outside_identity.load_mode = std::find(columns.begin(), columns.end(), "lm") != columns.end();
    name_model(row);
    return outcome;
  }

  /// The text above the table names its model. A name that fitted one type of model is not another's.
  void name_model(Row& row) {
    if (!table_.model_path || !may_be_model(*table_.model_path, row.model_type, row.model_n_params)) return;
    if (named_path_ != *table_.model_path) {
      named_path_ = *table_.model_path;
      named_type_ = row.model_type;
      collector_.messages().note("line " + std::to_string(row.line), "the model is the one named above the table, " +
                                                                         std::string(path_basename(named_path_)));
    }
    if (row.model_type == named_type_) row.named_path = named_path_;
  }

  LineReader lines_;
  Collector collector_;
  TableSurroundings surroundings_;
  std::string named_path_;  ///< of the model that the text named last
  std::string named_type_;  ///< model_type of the rows it fitted
  std::size_t headless_line_ = 0;
  std::size_t headless_rows_ = 0;  ///< not said yet

  // the table that is read
  TableShape shape_;
  AboveTable table_;
  std::vector<PendingRow> rows_;
  std::vector<BrokenRow> broken_rows_;
  bool is_open_ = false;  ///< its next row may follow
  bool awaits_build_ = false;
  bool has_build_ = false;
};

}  // namespace

ReadResult read_markdown(TextStream& stream, const ReadOptions& options) {
  return MarkdownReading(stream, options).run();
}

}  // namespace llmbench::parsers::llama_bench
