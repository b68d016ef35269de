#include "llmbench/service/upload_counts.hpp"

namespace llmbench::service {
namespace {

std::string_view refusal(const Error& error) {
  switch (error.code()) {
    case ErrorCode::unavailable:
    case ErrorCode::timeout:
    case ErrorCode::internal:
      return "failed";
    default:
      return "rejected";
  }
}

}  // namespace

void UploadCounts::add_run(std::string_view status) {
  const std::lock_guard lock{totals_mutex_};
  ++runs_.at(status);
}

void UploadCounts::add_refused_run(const Error& error) {
  add_run(refusal(error));
}

void UploadCounts::add_score(std::string_view status) {
  const std::lock_guard lock{totals_mutex_};
  ++scores_.at(status);
}

void UploadCounts::add_refused_scores(const Error& error) {
  add_score(refusal(error));
}

UploadCounts::Totals UploadCounts::runs() const {
  const std::lock_guard lock{totals_mutex_};
  return runs_;
}

UploadCounts::Totals UploadCounts::scores() const {
  const std::lock_guard lock{totals_mutex_};
  return scores_;
}

}  // namespace llmbench::service
