// Finds what the migrations made by running them once more in an empty schema: no list to keep in step with them, and
// nothing of somebody else is touched.

#include "llmbench/db/migrations.hpp"
#include "llmbench/util/error.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>

namespace llmbench::db {
namespace {

constexpr const char* kEnterTrial = R"sql(
  CREATE SCHEMA llm_benchmark_trial;
  SET LOCAL search_path = llm_benchmark_trial)sql";

constexpr const char* kLeaveTrial = R"sql(
  SET LOCAL search_path = public;
  DROP SCHEMA llm_benchmark_trial CASCADE)sql";

// One kind after the other in the order in which they can be dropped. The types of the arguments are written out
// because functions are told apart by them.
constexpr Statement kListMade{"list_objects_of_trial", R"sql(
SELECT 'VIEW' AS kind, format('public.%I', relname) AS name FROM pg_class
WHERE relnamespace = 'llm_benchmark_trial'::regnamespace AND relkind = 'v'
UNION ALL
SELECT 'TABLE', format('public.%I', relname) FROM pg_class
WHERE relnamespace = 'llm_benchmark_trial'::regnamespace AND relkind = 'r'
UNION ALL
SELECT 'FUNCTION', format('public.%I(%s)', proname, pg_get_function_identity_arguments(oid)) FROM pg_proc
WHERE pronamespace = 'llm_benchmark_trial'::regnamespace
UNION ALL
SELECT 'DOMAIN', format('public.%I', typname) FROM pg_type
WHERE typnamespace = 'llm_benchmark_trial'::regnamespace AND typtype = 'd'
ORDER BY name)sql"};

}  // namespace

void drop_migrated_schema(Transaction& tx, const std::vector<MigrationFile>& files) {
  const auto applied = tx.run({"list_applied_names", "SELECT name FROM public.schema_migrations ORDER BY version"});
  std::vector<MigrationFile> trial;
  for (const Row& row : applied) {
    const auto name = row.get<std::string>("name");
    const auto file = std::find_if(files.begin(), files.end(), [&](const auto& known) { return known.name == name; });
    if (file == files.end()) {
      throw Error{ErrorCode::conflict, "the database has the migration '" + name +
                                           "', which this program does not know; use the version that made it"};
    }
    trial.push_back(*file);
  }
  tx.run_script("enter_trial_schema", kEnterTrial);
  migrate_within(tx, trial);
  const Result made = tx.run(kListMade);
  tx.run_script("leave_trial_schema", kLeaveTrial);
  for (const char* kind : {"VIEW", "TABLE", "FUNCTION", "DOMAIN"}) {
    std::vector<std::string> names;
    for (const Row& row : made) {
      if (row.get<std::string>("kind") == kind) names.push_back(row.get<std::string>("name"));
    }
    if (!names.empty()) tx.run_script("drop_migrated_schema", std::string{"DROP "} + kind + " " + join(names, ", "));
  }
}

}  // namespace llmbench::db
