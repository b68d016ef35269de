#pragma once
// UUIDs: random ones for requests, version 8 (RFC 9562) ones made from content for everything we store.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace llmbench {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};

  auto operator<=>(const Uuid&) const = default;
  [[nodiscard]] bool is_nil() const { return *this == Uuid{}; }
};

/// Lower case with hyphens.
[[nodiscard]] std::string to_string(const Uuid& id);

/// The 36-character form in either case; anything else is nullopt.
[[nodiscard]] std::optional<Uuid> parse_uuid(std::string_view text);

/// Version 4, from the system's random source.
[[nodiscard]] Uuid random_uuid();

/// UUIDv8 from the first 16 bytes of SHA-256(text), version and variant bits set. The text is the identity:
/// callers build it unambiguously (canonical JSON), see domain/identity.hpp.
[[nodiscard]] Uuid uuid_from_content(std::string_view text);

}  // namespace llmbench

template <>
struct std::hash<llmbench::Uuid> {
  std::size_t operator()(const llmbench::Uuid& id) const noexcept;
};
