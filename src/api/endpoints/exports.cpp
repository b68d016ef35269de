// GET /api/export/{runs|metrics|scores|variants}.{csv|ndjson}: whole tables, streamed.

#include "api/export_rows.hpp"
#include "api/grid_json.hpp"
#include "api/variant_json.hpp"

#include "llmbench/api/services.hpp"
#include "llmbench/api/upload_lines.hpp"
#include "llmbench/domain/score_catalogue.hpp"

#include <algorithm>
#include <utility>

namespace llmbench::api {
namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::size_t kMostRunsABatch = 500;
constexpr std::size_t kWantedBatchBytes = 512 << 10;

/// The next text of an export; "" = the end.
using Pieces = std::function<std::string()>;

struct Export {
  std::optional<std::size_t> total;  ///< rows, when known beforehand
  Pieces pieces;
};
using Open = Export (*)(const service::ExportService&, const service::GridParameters&);

/// Goes through the ids in batches that become about as much text as is written well at once, whatever a run holds.
template <typename Encode>
Pieces pieces_of_runs(std::vector<Uuid> ids, Encode encode) {
  return [ids = std::move(ids), encode, at = std::size_t{0}, runs = std::size_t{20}]() mutable {
    std::string text;
    while (text.empty() && at < ids.size()) {
      const std::size_t end = std::min(ids.size(), at + runs);
      text = encode(std::vector<Uuid>(ids.begin() + static_cast<std::ptrdiff_t>(at),
                                      ids.begin() + static_cast<std::ptrdiff_t>(end)));
      at = end;
      const std::size_t fitting = runs * kWantedBatchBytes / std::max<std::size_t>(text.size(), 1);
      runs = std::clamp<std::size_t>(fitting, 1, std::min(kMostRunsABatch, 2 * runs));
    }
    return text;
  };
}

template <typename Sink, typename Rows>
std::string encode_rows(const Rows& rows) {
  Sink sink;
  for (const auto& row : rows) put_row(sink, row);
  return sink.take();
}

/// The header row first.
template <typename Row>
Pieces with_header(Pieces rows) {
  CsvHeaderSink header;
  put_row(header, Row{});
  return [header = header.take(), rows = std::move(rows), begun = false]() mutable {
    if (begun) return rows();
    begun = true;
    return header + rows();
  };
}

Export runs_csv(const service::ExportService& exports, const service::GridParameters& parameters) {
  auto ids = exports.select_runs(parameters);
  const std::size_t total = ids.size();
  return {total, with_header<store::RunRecord>(pieces_of_runs(std::move(ids), [&exports](const auto& batch) {
            return encode_rows<CsvSink>(exports.read_records(batch));
          }))};
}

Export runs_ndjson(const service::ExportService& exports, const service::GridParameters& parameters) {
  auto ids = exports.select_runs(parameters);
  const std::size_t total = ids.size();
  return {total, pieces_of_runs(std::move(ids), [&exports](const auto& batch) {
            std::string text;
            for (const ExperimentRun& run : exports.read_runs(batch)) {
              text += run_line(run);
            }
            return text;
          })};
}

template <typename Sink>
Pieces metric_pieces(const service::ExportService& exports, const service::GridParameters& parameters) {
  return pieces_of_runs(exports.select_runs(parameters),
                        [&exports](const auto& batch) { return encode_rows<Sink>(exports.read_metrics(batch)); });
}

Export metrics_csv(const service::ExportService& exports, const service::GridParameters& parameters) {
  return {std::nullopt, with_header<store::ExportedMetric>(metric_pieces<CsvSink>(exports, parameters))};
}

Export metrics_ndjson(const service::ExportService& exports, const service::GridParameters& parameters) {
  return {std::nullopt, metric_pieces<NdjsonSink>(exports, parameters)};
}

/// One variant after the other; `encode` gives its rows.
template <typename Encode>
Pieces pieces_of_variants(std::vector<std::shared_ptr<const service::VariantScores>> variants, Encode encode) {
  return [variants = std::move(variants), encode, at = std::size_t{0}]() mutable {
    std::string text;
    while (text.size() < kPieceBytes && at < variants.size()) text += encode(*variants[at++]);
    return text;
  };
}

/// Rows of the benchmark that is asked for; `mmlu` means both of that name, as in the grid.
std::vector<ScoreRow> wanted_rows(const service::VariantScores& variant, const std::string& benchmark) {
  auto rows = score_rows(variant);
  if (benchmark.empty() || benchmark == "none") return rows;
  std::erase_if(rows, [&](const ScoreRow& row) {
    const std::string& name = row.quality.summary.benchmark;
    return name != benchmark && !(benchmark == "mmlu" && name == "mmlu_pro");
  });
  return rows;
}

/// `encode` gives the text of one variant's rows.
template <typename Encode>
Export scores(const service::ExportService& exports, const service::GridParameters& parameters, Encode encode) {
  auto variants = exports.select_variants(parameters);
  const auto asked = parameters.values.find("benchmark");
  const std::string benchmark = asked == parameters.values.end() ? "" : canonical_benchmark_name(asked->second);
  std::size_t total = 0;
  for (const auto& variant : variants) total += wanted_rows(*variant, benchmark).size();
  return {total, pieces_of_variants(std::move(variants), [benchmark, encode](const service::VariantScores& variant) {
            return encode(wanted_rows(variant, benchmark));
          })};
}

Export scores_csv(const service::ExportService& exports, const service::GridParameters& parameters) {
  Export opened =
      scores(exports, parameters, [](const std::vector<ScoreRow>& rows) { return encode_rows<CsvSink>(rows); });
  opened.pieces = with_header<ScoreRow>(std::move(opened.pieces));
  return opened;
}

Export scores_ndjson(const service::ExportService& exports, const service::GridParameters& parameters) {
  return scores(exports, parameters, [&exports](const std::vector<ScoreRow>& rows) {
    if (rows.empty()) return std::string();
    const auto uploads = exports.read_score_uploads(rows.front().variant_id);
    NdjsonSink sink;
    for (const ScoreRow& row : rows) put_row(sink, row, uploads);
    return sink.take();
  });
}

Export variants_csv(const service::ExportService& exports, const service::GridParameters& parameters) {
  auto variants = exports.select_variants(parameters);
  const std::size_t total = variants.size();
  return {total, with_header<service::VariantScores>(
                     pieces_of_variants(std::move(variants), [](const service::VariantScores& variant) {
                       CsvSink sink;
                       put_row(sink, variant);
                       return sink.take();
                     }))};
}

Export variants_ndjson(const service::ExportService& exports, const service::GridParameters& parameters) {
  auto variants = exports.select_variants(parameters);
  const std::size_t total = variants.size();
  return {total, pieces_of_variants(std::move(variants), [](const service::VariantScores& variant) {
            return dump_json(encode_variant(variant)) + '\n';
          })};
}

void write_in_pieces(http::BodyWriter& writer, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); at += kPieceBytes) writer.write(text.substr(at, kPieceBytes));
}

http::Response answer(const service::ExportService& exports, Open open, const std::string& file,
                      const std::string& type, const http::Request& request) {
  Export opened = open(exports, decode_grid_parameters(request.query, service::export_parameters()));
  http::Response response;
  response.content_type = type;
  response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + file + "\"");
  if (opened.total) response.headers.emplace_back("X-Total-Count", std::to_string(*opened.total));
  response.stream = [pieces = std::move(opened.pieces)](http::BodyWriter& writer) {
    for (std::string text = pieces(); !text.empty(); text = pieces()) write_in_pieces(writer, text);
  };
  return response;
}

struct Kind {
  const char* file;
  Open open;
  const char* summary;
};

constexpr Kind kKinds[] = {
    {"runs.csv", runs_csv, "Runs as CSV: names, machine, headline figures and conditions, one run a row."},
    {"runs.ndjson", runs_ndjson,
     "Runs as NDJSON: one ExperimentRun a line, as POST /api/upload-experiments takes it; uploaded again every one is "
     "a "
     "duplicate."},
    {"metrics.csv", metrics_csv, "Metrics as CSV: one metric of a run a row, samples as a JSON array."},
    {"metrics.ndjson", metrics_ndjson, "Metrics as NDJSON: one metric of a run a line."},
    {"scores.csv", scores_csv,
     "Current scores as CSV: one row a variant, benchmark and context, and one a category, with interval and counts."},
    {"scores.ndjson", scores_ndjson,
     "Current scores as NDJSON: one line a variant, benchmark and context, and one a category. The former hold in "
     "uploads "
     "the bodies for POST /api/benchmarks/upload; uploaded again nothing changes."},
    {"variants.csv", variants_csv, "Model variants as CSV, with their headline scores."},
    {"variants.ndjson", variants_ndjson, "Model variants as NDJSON: the objects of GET /api/model-variants."},
};

}  // namespace

void add_exports(http::Routes& routes, Services& services) {
  for (const Kind& kind : kKinds) {
    const std::string file = kind.file;
    const std::string type = file.ends_with(".csv") ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
    http::RouteInfo info;
    info.method = "GET";
    info.pattern = "/api/export/" + file;
    info.summary = kind.summary;
    info.description =
        "Takes the filters of the performance grid and leaves no older build out unless latest_builds=true. Streamed "
        "in batches: what changes meanwhile may or may not be in it, and a run that is deleted meanwhile is left out. "
        "When something fails midway the connection is broken off, so a complete answer is a complete export. "
        "X-Total-Count is the number of rows at the start (not for metrics).";
    info.query = grid_query_parameters(service::export_parameters());
    info.response_type = type.substr(0, type.find(';'));
    info.examples = {
        {.summary = "Everything", .target = info.pattern},
        {.summary = "One model on one platform", .target = info.pattern + "?models=Qwen3-8B&platforms=RTX%204090"}};
    routes.add(std::move(info),
               [&exports = services.exports, open = kind.open, file, type](const http::Request& request) {
                 return answer(exports, open, file, type, request);
               });
  }
}

}  // namespace llmbench::api
