#pragma once
// Grid rows and grouped configurations as JSON, and the query parameters both endpoints share.

#include "api/json_writer.hpp"

#include "llmbench/http/router.hpp"
#include "llmbench/service/grid_query.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace llmbench::api {

/// Encodes the rows of one answer; a quality that many rows share is encoded once.
class GridRowEncoder {
 public:
  explicit GridRowEncoder(JsonWriter& json) : json_(json) {}

  /// A row of /api/performance-grid.
  void encode_row(const service::GridRowView& view);
  /// A Config of /api/grouped-performance.
  void encode_config(const service::GridRowView& view);

 private:
  class Unknown;
  void encode_run_fields(const service::GridRowView& view);
  void encode_speed_fields(const service::GridRowView& view);
  void encode_serving_fields(const service::GridRowView& view);
  void encode_memory_fields(const service::GridRowView& view);
  void encode_power_fields(const service::GridRowView& view);
  void encode_machine_fields(const service::GridRowView& view);
  void encode_last_fields(const service::GridRowView& view);
  void encode_quality(const service::Quality* quality);

  JsonWriter& json_;
  std::unordered_map<const service::Quality*, std::string> qualities_;
};

[[nodiscard]] service::GridParameters decode_grid_parameters(const http::Query& query,
                                                             const std::vector<service::GridParameterInfo>& known);
/// For RouteInfo::query; `optimize_for` of the seed is accepted and ignored.
[[nodiscard]] std::vector<http::QueryParameter> grid_query_parameters(
    const std::vector<service::GridParameterInfo>& known);

/// ETag, X-Total-Count, X-Benchmark-Used, and the Link to the next page.
void set_grid_headers(http::Response& response, const http::Request& request, const service::GridAnswer& answer,
                      std::string_view process_nonce);

}  // namespace llmbench::api
