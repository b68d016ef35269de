#pragma once
// One attempt of one upload inside its transaction: decides whether the run is new, known, more of a known one, or
// comes in the place of another. Called by run_upload and group_upload.

#include "service/run_merge.hpp"
#include "service/run_upload.hpp"

#include "llmbench/store/run_store.hpp"

namespace llmbench::service {

/// Without a client's id the run's id is its content_id.
[[nodiscard]] Uuid wanted_id(const PreparedRun& run);
/// What uploads of the same run have in common; locked before it is looked for.
[[nodiscard]] std::vector<Uuid> identities_of(const PreparedRun& run);
/// A table without any time: a stored run with the printed values is this one.
[[nodiscard]] bool is_found_by_values(const PreparedRun& run);

class SingleRunUpload {
 public:
  /// `actor` must outlive it.
  SingleRunUpload(db::Transaction& tx, PreparedRun prepared, TimePoint received_at,
                  const std::optional<std::string>& actor)
      : tx_(tx), prepared_(std::move(prepared)), received_at_(received_at), actor_(actor) {}

  /// Alone in its transaction.
  RunUploadOutcome store(const std::vector<ScoreSet>& sets);
  /// The run and its metrics. Its identities are locked and its parents are there.
  const RunUploadOutcome& store_run();

 private:
  void insert_parents();
  /// False when what was looked for is not what is there any more: look again.
  bool try_to_store();
  /// The content is stored already. `by_id` is the run that has the client's id.
  bool meet(const store::StoredRun& stored, const store::StoredRun* by_id);
  void extend(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics, MetricMerge merge);
  /// Nothing new was measured; only an empty place for notes is filled.
  void finish_duplicate(const store::StoredRun& stored);
  /// Notes and tags belong to who sent the run first.
  void tell_what_stays(const store::StoredRun& stored);
  /// A run is a sample only while everybody who sent it said so.
  void end_sample(const Uuid& run_id);
  [[nodiscard]] Json extension_details(const store::StoredRun& stored, const std::vector<Metric>& stored_metrics,
                                       const MetricMerge& merge) const;
  bool replace(const store::StoredRun& stored, const Uuid& id);
  bool insert(const Uuid& id);
  /// A run of the same configuration whose values round to the printed ones.
  [[nodiscard]] std::optional<Uuid> find_printed_values();
  void finish(UploadStatus status, const Uuid& run_id);
  void tell_whether_scores_met();

  db::Transaction& tx_;
  PreparedRun prepared_;
  TimePoint received_at_;
  const std::optional<std::string>& actor_;
  RunUploadOutcome outcome_;
};

}  // namespace llmbench::service
