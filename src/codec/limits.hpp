#pragma once
// Sizes a document may have; the schema's limits. Validation of meaning is the domain's.

#include <cstddef>
#include <cstdint>
#include <limits>

namespace llmbench::codec {

inline constexpr std::size_t kMaxName = 255;
inline constexpr std::size_t kMaxNotes = 64 << 10;
inline constexpr std::size_t kMaxMetrics = 10'000;
inline constexpr std::size_t kMaxSamples = 10'000;
inline constexpr std::size_t kMaxScores = 1'000;
inline constexpr std::size_t kMaxCategories = 1'000;
inline constexpr std::size_t kMaxTags = 64;
inline constexpr std::size_t kMaxOptimizations = 32;
inline constexpr std::size_t kMaxOptimization = 64;
inline constexpr std::size_t kMaxDocumentBytes = 256 << 10;
/// Of one category or benchmark: far above any, and sums over categories stay exact.
inline constexpr std::int64_t kMaxQuestions = 1'000'000'000;
inline constexpr std::int64_t kMaxCount = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kMaxInt = std::numeric_limits<std::int32_t>::max();

}  // namespace llmbench::codec
