// The same measurement is stored once, in whatever form and order it arrives.

#include "support/base/paths.hpp"
#include "support/upload_test.hpp"

#include "llmbench/parsers/format.hpp"
#include "llmbench/util/error.hpp"

#include <gmock/gmock.h>

namespace llmbench {
namespace {

using service::UploadStatus;
using testing::a_metric;
using testing::a_run;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::RunBuilder;

using UploadIdentity = testing::UploadTest;

const Uuid kClientId = *parse_uuid("0197a000-0000-7000-8000-000000000001");
const Uuid kOtherClientId = *parse_uuid("0197a000-0000-7000-8000-000000000002");

TEST_F(UploadIdentity, SameContentTwiceIsADuplicate) {
  const auto first = upload(a_run().with_metric("pp512", 4000).with_metric("tg128", 50));
  const auto again = upload(a_run().with_metric("pp512", 4000).with_metric("tg128", 50));
  EXPECT_EQ(first.status, UploadStatus::created);
  EXPECT_EQ(again.status, UploadStatus::duplicate);
  EXPECT_EQ(again.test_run_id, first.test_run_id);
  EXPECT_EQ(again.metrics_added, 0);
  EXPECT_EQ(count("test_runs"), 1);
  EXPECT_THAT(texts("SELECT action AS text FROM audit_log"), IsEmpty());
}

TEST_F(UploadIdentity, EveryPrefixThenTheWholeIsOneRun) {
  const std::vector<Metric> metrics = {a_metric("pp512", 4000), a_metric("pp2048", 3900), a_metric("tg32", 51),
                                       a_metric("tg128", 50)};
  Uuid run_id;
  for (std::size_t length = 1; length <= metrics.size(); ++length) {
    RunBuilder prefix = a_run().with_fingerprint("one measurement");
    for (std::size_t at = 0; at < length; ++at) prefix.with_metric(metrics[at].name, metrics[at].value);
    const auto outcome = upload(prefix);
    if (length == 1) run_id = outcome.test_run_id;
    EXPECT_EQ(outcome.status, length == 1 ? UploadStatus::created : UploadStatus::extended);
    EXPECT_EQ(outcome.metrics_added, length == 1 ? 0 : 1);
    EXPECT_EQ(outcome.test_run_id, run_id);
  }
  EXPECT_THAT(metric_names_of(run_id),
              ElementsAre("pp2048", "pp512", "prompt_processing_speed", "tg128", "tg32", "tokens_per_second"));
  const auto detail = detail_of(run_id);
  EXPECT_EQ(detail.run.headline.speed->value, 50) << "tg128 came last and is the headline now";
  EXPECT_EQ(detail.run.headline.points.size(), 4U);
  EXPECT_THAT(texts("SELECT details ->> 'metrics_added' AS text FROM audit_log ORDER BY id"),
              ElementsAre("[\"pp2048\"]", "[\"tg32\"]", "[\"tg128\"]"));
}

TEST_F(UploadIdentity, AShorterFileAfterTheWholeIsADuplicate) {
  const auto whole = upload(a_run().with_fingerprint("f").with_metric("pp512", 4000).with_metric("tg128", 50));
  const auto prefix = upload(a_run().with_fingerprint("f").with_metric("pp512", 4000));
  EXPECT_EQ(prefix.status, UploadStatus::duplicate);
  EXPECT_EQ(prefix.test_run_id, whole.test_run_id);
  EXPECT_EQ(metrics_of(whole.test_run_id).size(), 4U);
}

TEST_F(UploadIdentity, CsvThenJsonGainsSamples) {
  const auto csv = upload(a_run().with_fingerprint("f").with_metric("tg128", 50.13));
  const auto json = upload(a_run().with_fingerprint("f").with_metric("tg128", 50.125, {50.0, 50.25}));
  EXPECT_EQ(json.status, UploadStatus::extended);
  EXPECT_EQ(json.metrics_added, 1);
  EXPECT_EQ(json.test_run_id, csv.test_run_id);
  const auto detail = detail_of(csv.test_run_id);
  EXPECT_EQ(detail.run.headline.speed->value, 50.125);
  EXPECT_TRUE(detail.run.has_samples);
  EXPECT_THAT(texts("SELECT details -> 'values_before' ->> 'tg128' AS text FROM audit_log"), ElementsAre("50.13"));
  EXPECT_EQ(upload(a_run().with_fingerprint("f").with_metric("tg128", 50.13)).status, UploadStatus::duplicate);
}

TEST_F(UploadIdentity, TheHeadlineOfAnExtendedRunReplacesItsCopies) {
  const auto first = upload(a_run().with_fingerprint("f").with_metric("tg32", 55));
  upload(a_run().with_fingerprint("f").with_metric("tg32", 55).with_metric("tg128", 50));
  const auto metrics = metrics_of(first.test_run_id);
  ASSERT_THAT(metric_names_of(first.test_run_id), ElementsAre("tg128", "tg32", "tokens_per_second"));
  EXPECT_EQ(metrics[2].value, 50);
  EXPECT_EQ(metrics[2].context.at("from"), "tg128");
}

TEST_F(UploadIdentity, TwoEqualMachinesInTheSameSecondAreTwoRuns) {
  const auto one = upload(a_run().with_fingerprint("f").with_metric("tg128", 50));
  const auto other = upload(a_run().with_fingerprint("f").with_metric("tg128", 51));
  EXPECT_EQ(other.status, UploadStatus::created);
  EXPECT_NE(other.test_run_id, one.test_run_id);
  EXPECT_THAT(other.warnings, Contains(HasSubstr("another tg128")));
  EXPECT_EQ(upload(a_run().with_fingerprint("f").with_metric("tg128", 51)).test_run_id, other.test_run_id);
  EXPECT_EQ(upload(a_run().with_fingerprint("f").with_metric("tg128", 50)).test_run_id, one.test_run_id);
  EXPECT_EQ(count("test_runs"), 2);
}

TEST_F(UploadIdentity, ANumberFarFromTheStoredSamplesIsNotDropped) {
  const auto one = upload(a_run().with_fingerprint("f").with_metric("tg128", 50.1, {50.0, 50.2}));
  const auto other = upload(a_run().with_fingerprint("f").with_metric("tg128", 80.5));
  EXPECT_EQ(other.status, UploadStatus::created);
  EXPECT_NE(other.test_run_id, one.test_run_id);
  EXPECT_THAT(other.warnings, Contains(HasSubstr("another tg128")));
  EXPECT_EQ(upload(a_run().with_fingerprint("f").with_metric("tg128", 80.5)).status, UploadStatus::duplicate);
}

TEST_F(UploadIdentity, AnotherTimeIsAnotherRun) {
  upload(a_run().with_metric("tg128", 50));
  const auto later = upload(a_run().with_metric("tg128", 50).with_time(testing::at("2025-06-08T12:00:00.000001Z")));
  EXPECT_EQ(later.status, UploadStatus::created);
  EXPECT_EQ(count("test_runs"), 2);
  EXPECT_THAT(texts("SELECT count(DISTINCT configuration_id)::text AS text FROM test_runs"), ElementsAre("1"));
}

TEST_F(UploadIdentity, SpellingsOfOneNameAreOneRun) {
  const auto first = upload(a_run().with_model("Qwen3-4B").with_metric("tg128", 50));
  EXPECT_EQ(upload(a_run().with_model(" qwen3-4b-GGUF ").with_metric("tg128", 50)).test_run_id, first.test_run_id);
  EXPECT_THAT(texts("SELECT model_name AS text FROM model_variants"), ElementsAre("Qwen3-4B"));
}

TEST_F(UploadIdentity, APrintedTableIsTheRunItWasPrintedFrom) {
  const auto json =
      upload(a_run().with_metric("pp512", 4000.1234, {4000.1234}).with_metric("tg128", 50.1049, {50.1049}));
  const auto table = upload(a_run().with_time(std::nullopt).with_metric("pp512", 4000.12).with_metric("tg128", 50.1));
  EXPECT_EQ(table.status, UploadStatus::duplicate);
  EXPECT_EQ(table.test_run_id, json.test_run_id);
  const auto other = upload(a_run().with_time(std::nullopt).with_metric("pp512", 4000.13).with_metric("tg128", 50.1));
  EXPECT_EQ(other.status, UploadStatus::created);
}

TEST_F(UploadIdentity, APrintedTableTwiceIsOneRun) {
  const auto table = a_run().with_time(std::nullopt).with_metric("tg128", 50.1);
  const auto first = upload(table);
  EXPECT_EQ(first.status, UploadStatus::created);
  EXPECT_EQ(upload(table).test_run_id, first.test_run_id);
  EXPECT_EQ(detail_of(first.test_run_id).run.timestamp, std::nullopt);
}

TEST_F(UploadIdentity, ARunWithoutMetricsMatchesNoOther) {
  upload(a_run().with_metric("tg128", 50));
  EXPECT_EQ(upload(a_run().with_time(std::nullopt)).status, UploadStatus::created);
}

TEST_F(UploadIdentity, ANewClientIdOfKnownContentAnswersTheStoredId) {
  const auto first = upload(a_run().with_metric("tg128", 50));
  const auto again = upload(a_run().with_metric("tg128", 50).with_id(kClientId));
  EXPECT_EQ(again.status, UploadStatus::duplicate);
  EXPECT_EQ(again.test_run_id, first.test_run_id);
}

TEST_F(UploadIdentity, AKnownClientIdWithMoreIsExtended) {
  const auto first = upload(a_run().with_id(kClientId).with_fingerprint("f").with_metric("tg128", 50));
  EXPECT_EQ(first.test_run_id, kClientId);
  const auto more =
      upload(a_run().with_id(kClientId).with_fingerprint("f").with_metric("tg128", 50).with_metric("pp512", 4000));
  EXPECT_EQ(more.status, UploadStatus::extended);
  EXPECT_EQ(more.test_run_id, kClientId);
}

TEST_F(UploadIdentity, AKnownClientIdWithOtherContentReplacesIt) {
  upload(a_run().with_id(kClientId).with_metric("tg128", 50).with_notes("old"));
  const auto other = upload(a_run().with_id(kClientId).with_metric("tg128", 60).with_gpu("NVIDIA GeForce RTX 3090"));
  EXPECT_EQ(other.status, UploadStatus::replaced);
  EXPECT_EQ(other.test_run_id, kClientId);
  EXPECT_EQ(count("test_runs"), 1);
  EXPECT_EQ(detail_of(kClientId).run.headline.speed->value, 60);
  EXPECT_THAT(
      texts("SELECT removed -> 'test_runs' -> 0 ->> 'notes' || ' ' || (removed -> 'performance_metrics' -> 0 ->> "
            "'value') AS text FROM audit_log WHERE action = 'replace'"),
      ElementsAre("old 50"));
}

TEST_F(UploadIdentity, AKnownClientIdWithACorrectedNumberReplacesIt) {
  upload(a_run().with_id(kClientId).with_metric("tg128", 50));
  const auto corrected = upload(a_run().with_id(kClientId).with_metric("tg128", 49));
  EXPECT_EQ(corrected.status, UploadStatus::replaced);
  EXPECT_EQ(detail_of(kClientId).run.headline.speed->value, 49);
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(UploadIdentity, APendingRunBecomesTheCompletedOne) {
  upload(a_run().with_id(kClientId).with_status(RunStatus::pending));
  const auto done = upload(a_run().with_id(kClientId).with_metric("tg128", 50));
  EXPECT_EQ(done.test_run_id, kClientId);
  EXPECT_EQ(detail_of(kClientId).run.status, RunStatus::completed);
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(UploadIdentity, APendingRunOfOneFingerprintIsExtendedToCompletion) {
  upload(a_run().with_id(kClientId).with_fingerprint("f").with_status(RunStatus::pending));
  const auto done = upload(a_run().with_id(kClientId).with_fingerprint("f").with_metric("tg128", 50));
  EXPECT_EQ(done.status, UploadStatus::extended);
  EXPECT_EQ(detail_of(kClientId).run.status, RunStatus::completed);
  const auto late = upload(a_run().with_id(kClientId).with_fingerprint("f").with_status(RunStatus::running));
  EXPECT_EQ(late.status, UploadStatus::duplicate);
  EXPECT_EQ(detail_of(kClientId).run.status, RunStatus::completed);
}

TEST_F(UploadIdentity, AClientIdWhoseNewContentIsKnownElsewhereStaysAsItIs) {
  const auto known = upload(a_run().with_id(kClientId).with_metric("tg128", 50));
  upload(a_run().with_id(kOtherClientId).with_status(RunStatus::pending));
  const auto outcome = upload(a_run().with_id(kOtherClientId).with_metric("tg128", 50));
  EXPECT_EQ(outcome.status, UploadStatus::duplicate);
  EXPECT_EQ(outcome.test_run_id, known.test_run_id);
  EXPECT_THAT(outcome.warnings, Contains(HasSubstr("was left as it is")));
  EXPECT_EQ(count("test_runs"), 2);
}

TEST_F(UploadIdentity, OtherContentUnderAnIdOfOursFreesItsOwnContent) {
  const auto first = upload(a_run().with_metric("tg128", 50));
  const auto replaced =
      upload(a_run().with_id(first.test_run_id).with_metric("tg128", 70).with_gpu("NVIDIA GeForce RTX 5090"));
  EXPECT_EQ(replaced.status, UploadStatus::replaced);
  const auto again = upload(a_run().with_metric("tg128", 50));
  EXPECT_EQ(again.status, UploadStatus::created);
  EXPECT_NE(again.test_run_id, first.test_run_id);
  EXPECT_EQ(upload(a_run().with_metric("tg128", 50)).test_run_id, again.test_run_id);
}

TEST_F(UploadIdentity, AVoidedRunSentAgainReplacesIt) {
  const auto first = upload(a_run().with_metric("tg128", 50));
  run_sql("UPDATE test_runs SET voided_at = now(), void_reason = 'wrong driver'");
  const auto again = upload(a_run().with_metric("tg128", 50));
  EXPECT_EQ(again.status, UploadStatus::replaced);
  EXPECT_EQ(again.test_run_id, first.test_run_id);
  EXPECT_EQ(detail_of(first.test_run_id).run.voided_at, std::nullopt);
  EXPECT_THAT(texts("SELECT removed -> 'test_runs' -> 0 ->> 'void_reason' AS text FROM audit_log"),
              ElementsAre("wrong driver"));
}

TEST_F(UploadIdentity, NotesFillAnEmptyPlaceOnly) {
  const auto first = upload(a_run().with_metric("tg128", 50));
  EXPECT_EQ(upload(a_run().with_metric("tg128", 50).with_notes("cold room")).status, UploadStatus::duplicate);
  EXPECT_EQ(detail_of(first.test_run_id).run.notes, "cold room");
  const auto other = upload(a_run().with_metric("tg128", 50).with_notes("other words"));
  EXPECT_EQ(detail_of(first.test_run_id).run.notes, "cold room");
  EXPECT_THAT(other.warnings, Contains(HasSubstr("its notes stay as they are")));
  EXPECT_THAT(upload(a_run().with_metric("tg128", 50).with_notes("cold room")).warnings,
              Not(Contains(HasSubstr("notes"))));
}

TEST_F(UploadIdentity, NotesOfAPrintedTableFillAnEmptyPlace) {
  const auto json = upload(a_run().with_metric("tg128", 50.1049, {50.1049}));
  const auto table = upload(a_run().with_time(std::nullopt).with_metric("tg128", 50.1).with_notes("from the forum"));
  EXPECT_EQ(table.status, UploadStatus::duplicate);
  EXPECT_EQ(detail_of(json.test_run_id).run.notes, "from the forum");
}

TEST_F(UploadIdentity, TagsThatAStoredRunDoesNotGetAreNamed) {
  const auto first = upload(a_run().with_metric("tg128", 50).with_tags({"nightly"}));
  const auto again = upload(a_run().with_metric("tg128", 50).with_tags({"nightly", "driver-570"}));
  EXPECT_THAT(again.warnings, Contains(HasSubstr("not tagged driver-570")));
  EXPECT_THAT(upload(a_run().with_metric("tg128", 50)).warnings, Not(Contains(HasSubstr("tagged"))));
  EXPECT_THAT(detail_of(first.test_run_id).run.tags, ElementsAre("nightly"));
}

TEST_F(UploadIdentity, AWholeFileCuresAPartialOne) {
  ExperimentRun damaged = a_run().with_fingerprint("f").with_metric("pp512", 4000).build();
  damaged.provenance["partial"] = true;
  const auto first = upload(damaged);
  EXPECT_TRUE(detail_of(first.test_run_id).run.headline.partial);
  upload(a_run().with_fingerprint("f").with_metric("pp512", 4000).with_metric("tg128", 50));
  EXPECT_FALSE(detail_of(first.test_run_id).run.headline.partial);
}

TEST_F(UploadIdentity, AFileThatLostOnlyItsEndIsCuredByTheWholeOne) {
  const RunBuilder whole = a_run().with_fingerprint("f").with_metric("pp512", 4000).with_metric("tg128", 50);
  ExperimentRun damaged = whole.build();
  damaged.provenance["partial"] = true;
  const auto first = upload(damaged);
  EXPECT_EQ(upload(damaged).status, UploadStatus::duplicate);
  EXPECT_EQ(upload(a_run().with_fingerprint("f").with_metric("tg128", 50)).status, UploadStatus::duplicate);
  EXPECT_TRUE(detail_of(first.test_run_id).run.headline.partial) << "a part proves nothing";
  const auto cured = upload(whole);
  EXPECT_EQ(cured.status, UploadStatus::extended);
  EXPECT_EQ(cured.metrics_added, 0);
  EXPECT_FALSE(detail_of(first.test_run_id).run.headline.partial);
  EXPECT_EQ(upload(whole).status, UploadStatus::duplicate);
}

TEST_F(UploadIdentity, WhatIsStoredIsTheSameContentWhenItIsSentBack) {
  const auto first = upload(a_run().with_model("qwen3-4b-GGUF").with_quantization("q4_k_m").with_metric("tg128", 50));
  const auto stored = detail_of(first.test_run_id).run;
  ExperimentRun exported = a_run()
                               .with_model(stored.variant.model_name)
                               .with_quantization(stored.variant.quantization)
                               .with_metric("tg128", 50)
                               .build();
  exported.provenance = stored.provenance;
  exported.hardware.gpu_model = stored.hardware.gpu_model;
  exported.hardware.cpu_model = stored.hardware.cpu_model;
  const auto again = upload(exported);
  EXPECT_EQ(again.status, UploadStatus::duplicate);
  EXPECT_EQ(again.test_run_id, first.test_run_id);
}

/// The runs of a fixture of llama-bench; a table does not say the model's file, so the user says it.
std::vector<ExperimentRun> llama_bench_runs(const std::string& name, const std::string& tag = "") {
  parsers::ReadOptions options;
  options.model_name = "tiny-llama";
  if (!tag.empty()) options.user_settings = {{"branch", tag}};
  parsers::TextStream stream(
      parsers::make_file_source((testing::fixtures_dir() / "llama-bench" / (name + ".in")).string()), name);
  return parsers::read_as(*parsers::find_format("llama-bench"), stream, options).runs;
}

TEST_F(UploadIdentity, ATableOfAStoredRunIsADuplicateAlthoughItIsRounded) {
  const auto exact = upload(llama_bench_runs("twin_jsonl").at(0));
  const auto table = upload(llama_bench_runs("twin_table").at(0));
  EXPECT_EQ(exact.status, UploadStatus::created);
  EXPECT_EQ(table.status, UploadStatus::duplicate);
  EXPECT_EQ(table.test_run_id, exact.test_run_id);
  EXPECT_EQ(count("test_runs"), 1);
}

TEST_F(UploadIdentity, ATableOfAnotherRunIsNoDuplicate) {
  upload(llama_bench_runs("twin_jsonl").at(0));
  EXPECT_EQ(upload(llama_bench_runs("twin_table", "mmq").at(0)).status, UploadStatus::created) << "other user settings";
  auto other = llama_bench_runs("twin_table").at(0);
  other.metrics.at(0).value += 0.02;
  EXPECT_EQ(upload(other).status, UploadStatus::created) << "a value that does not round to the printed one";
}

TEST_F(UploadIdentity, CsvAfterJsonOfOneRunIsADuplicate) {
  const auto json = upload(llama_bench_runs("twin_json").at(0));
  const auto csv = upload(llama_bench_runs("twin_csv").at(0));
  EXPECT_EQ(csv.status, UploadStatus::duplicate);
  EXPECT_EQ(csv.test_run_id, json.test_run_id);
}

TEST_F(UploadIdentity, JsonAfterCsvOfOneRunAddsTheSamples) {
  const auto csv = upload(llama_bench_runs("twin_csv").at(0));
  const auto json = upload(llama_bench_runs("twin_json").at(0));
  EXPECT_EQ(json.status, UploadStatus::extended);
  EXPECT_EQ(json.test_run_id, csv.test_run_id);
  EXPECT_TRUE(detail_of(csv.test_run_id).run.has_samples);
}

}  // namespace
}  // namespace llmbench
