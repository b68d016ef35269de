#pragma once
// What endpoints may use. Built by apps/api and by the contract tests.

#include "llmbench/http/router.hpp"

#include <string>

namespace llmbench::db {
class Pool;
}
namespace llmbench::service {
class AnalysisService;
class ComparisonService;
class AliasService;
class DetailService;
class ExportService;
class GridIndex;
class MergeService;
class HardwareService;
class ImportService;
class RemovalService;
class RestoreService;
class RunListService;
class UploadService;
class VariantService;
}  // namespace llmbench::service

namespace llmbench::api {

class RequestMetrics;

struct Services {
  db::Pool& pool;
  std::string version;
  service::GridIndex& grid;
  service::UploadService& uploads;
  service::DetailService& details;
  service::ComparisonService& comparisons;
  service::VariantService& variants;
  service::RemovalService& removals;
  service::RestoreService& restores;
  service::ExportService& exports;
  service::AliasService& aliases;
  const RequestMetrics& request_metrics;
  service::MergeService& merges;
  service::RunListService& run_list;
  service::HardwareService& hardware;
  service::AnalysisService& analysis;
  service::ImportService& imports;
};

/// Adds every endpoint of src/api/endpoints (generated).
void add_all_endpoints(http::Routes& routes, Services& services);

}  // namespace llmbench::api
