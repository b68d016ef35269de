#pragma once
// One attempt to store a group of runs inside its transaction, one statement a table. Called by run_upload.

#include "service/run_upload.hpp"

#include "llmbench/store/run_insert_store.hpp"

#include <unordered_set>
#include <vector>

namespace llmbench::service {

/// The outcome is that of the runs one after the other. A run nobody has met before waits for others like it and is
/// inserted together with them; every other one takes the way of a single run.
class GroupUpload {
 public:
  /// `runs` and `actor` must outlive it.
  GroupUpload(db::Transaction& tx, const std::vector<ReadyRun>& runs, TimePoint received_at,
              const std::optional<std::string>& actor)
      : tx_(tx), runs_(runs), received_at_(received_at), actor_(actor) {}

  std::vector<RunUploadOutcome> store();

 private:
  void lock_identities();
  void insert_parents();
  void store_run(const PreparedRun& run);
  /// Nothing stored and no earlier run of the group can be this one.
  [[nodiscard]] bool is_plainly_new(const PreparedRun& run) const;
  void insert_waiting();
  void store_scores();

  db::Transaction& tx_;
  const std::vector<ReadyRun>& runs_;
  TimePoint received_at_;
  const std::optional<std::string>& actor_;
  std::unordered_set<Uuid> stored_;   ///< ids and content_ids in the database that a run of the group may meet
  std::unordered_set<Uuid> earlier_;  ///< identities of the runs before the current one
  std::vector<store::NewRun> waiting_;
  std::vector<RunUploadOutcome> outcomes_;
};

}  // namespace llmbench::service
