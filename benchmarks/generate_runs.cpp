// Fills a migrated database with plausible runs, variants and scores:
//   generate_runs --database-url URL [--runs 100000] [--seed 2026]
// For trying a server with a long history. The same seed makes the same rows; a second call adds nothing new but fails
// on the runs that are there.

#include "support/grid_generator.hpp"

#include "llmbench/util/error.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>

int main(int argc, char** argv) {
  CLI::App app{"Fills a migrated database with generated runs"};
  std::string url;
  std::size_t runs = 100'000;
  std::uint64_t seed = 2026;
  app.add_option("--database-url", url, "libpq URL of the database")->required()->envname("DATABASE_URL");
  app.add_option("--runs", runs, "how many runs")->capture_default_str();
  app.add_option("--seed", seed, "another seed makes other runs")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  using namespace llmbench;
  constexpr std::size_t kRunsPerTransaction = 20'000;
  try {
    db::PoolOptions options;
    options.url = url;
    db::Pool pool{options};
    testing::GridGenerator generator{seed};
    const auto scores = generator.make_scores();
    pool.transact([&](db::Transaction& tx) {
      testing::insert_grid_variants(tx, generator.variants());
      testing::insert_grid_scores(tx, scores);
    });
    for (std::size_t made = 0; made < runs;) {
      const auto part = generator.make_runs(std::min(kRunsPerTransaction, runs - made));
      pool.transact([&](db::Transaction& tx) { testing::insert_grid_runs(tx, part); });
      made += part.size();
      std::printf("%zu of %zu runs\n", made, runs);
    }
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
