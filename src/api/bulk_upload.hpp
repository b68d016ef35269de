#pragma once
// A body of many runs, stored group by group while it arrives. Used by POST /api/upload-experiments.

#include "api/run_body.hpp"

#include "llmbench/codec/item_splitter.hpp"
#include "llmbench/service/upload_service.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace llmbench::api {

struct BulkLimits {
  std::size_t item_bytes = 1 << 20;
  std::size_t json_depth = 64;
  std::size_t items = 100000;         ///< a request; every one has a result in the answer
  std::size_t group_runs = 500;       ///< stored in one transaction
  std::size_t group_bytes = 4 << 20;  ///< of JSON text; bounds what is held in memory
};

class BulkUpload {
 public:
  BulkUpload(service::UploadService& uploads, codec::BodyKind kind, std::optional<std::string> actor,
             BulkLimits limits = {});

  /// The next part of the body. A place where nothing more can be read ends the upload, and further parts are ignored.
  /// Throws Error{invalid_json} only for a body that is refused as a whole: has_begun() stays false then.
  void feed(std::string_view part);
  /// The body is complete. Throws as feed.
  void finish();
  /// The body broke off: what is complete is stored, the last result says why the rest is not.
  void break_off(const Error& why);

  /// False until something but blanks arrived, and when the body is refused as a whole.
  [[nodiscard]] bool has_begun() const { return splitter_.has_begun(); }
  /// The JSON answer. Call finish or break_off first.
  [[nodiscard]] std::string answer() const;

 private:
  struct Result {
    std::string_view status;
    std::optional<Uuid> test_run_id;
    std::string error;
    std::vector<FieldError> details;
  };
  void take(const codec::BodyItem& item);
  void reject(std::size_t index, const Error& error, std::size_t line);
  void store_group();
  void end_with(const Error& why);

  service::UploadService& uploads_;
  std::optional<std::string> actor_;
  BulkLimits limits_;
  codec::ItemSplitter splitter_;
  bool ended_ = false;
  std::optional<Error> no_database_;  ///< since then nothing is tried any more
  std::vector<ExperimentRun> group_;
  std::vector<std::size_t> group_places_;  ///< in results_
  std::vector<std::size_t> group_lines_;
  std::size_t group_bytes_ = 0;
  std::vector<Result> results_;
};

}  // namespace llmbench::api
