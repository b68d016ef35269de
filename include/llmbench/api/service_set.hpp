#pragma once
// Builds every service over one database, in the order of their needs. Called by Application and by endpoint tests; a
// new service is one member here and one reference in services.hpp.

#include "llmbench/api/request_metrics.hpp"
#include "llmbench/api/services.hpp"
#include "llmbench/service/alias_service.hpp"
#include "llmbench/service/analysis_service.hpp"
#include "llmbench/service/comparison_service.hpp"
#include "llmbench/service/detail_service.hpp"
#include "llmbench/service/export_service.hpp"
#include "llmbench/service/grid_index.hpp"
#include "llmbench/service/hardware_service.hpp"
#include "llmbench/service/import_service.hpp"
#include "llmbench/service/merge_service.hpp"
#include "llmbench/service/removal_service.hpp"
#include "llmbench/service/restore_service.hpp"
#include "llmbench/service/run_list_service.hpp"
#include "llmbench/service/upload_service.hpp"
#include "llmbench/service/variant_service.hpp"

#include <memory>
#include <string>
#include <utility>

namespace llmbench::api {

class ServiceSet {
 public:
  /// `request_metrics`: those a server feeds; by default nobody does.
  ServiceSet(db::Pool& pool, std::string version,
             std::shared_ptr<const RequestMetrics> request_metrics = std::make_shared<RequestMetrics>())
      : grid_(pool),
        uploads_(pool, grid_),
        details_(pool),
        comparisons_(pool),
        variants_(pool, grid_),
        removals_(pool, grid_),
        restores_(pool, grid_),
        exports_(pool, grid_),
        aliases_(pool),
        request_metrics_(std::move(request_metrics)),
        merges_(pool, grid_),
        run_list_(pool, grid_),
        hardware_(pool, grid_),
        analysis_(pool, grid_),
        imports_(uploads_),
        services_{
            .pool = pool,
            .version = std::move(version),
            .grid = grid_,
            .uploads = uploads_,
            .details = details_,
            .comparisons = comparisons_,
            .variants = variants_,
            .removals = removals_,
            .restores = restores_,
            .exports = exports_,
            .aliases = aliases_,
            .request_metrics = *request_metrics_,
            .merges = merges_,
            .run_list = run_list_,
            .hardware = hardware_,
            .analysis = analysis_,
            .imports = imports_,
        } {}
  ServiceSet(const ServiceSet&) = delete;
  ServiceSet& operator=(const ServiceSet&) = delete;

  [[nodiscard]] Services& services() { return services_; }

 private:
  service::GridIndex grid_;
  service::UploadService uploads_;
  service::DetailService details_;
  service::ComparisonService comparisons_;
  service::VariantService variants_;
  service::RemovalService removals_;
  service::RestoreService restores_;
  service::ExportService exports_;
  service::AliasService aliases_;
  std::shared_ptr<const RequestMetrics> request_metrics_;
  service::MergeService merges_;
  service::RunListService run_list_;
  service::HardwareService hardware_;
  service::AnalysisService analysis_;
  service::ImportService imports_;
  Services services_;
};

}  // namespace llmbench::api
