#include "domain/cpu_table.hpp"
#include "domain/cpu_words.hpp"

#include "llmbench/util/text.hpp"

namespace llmbench {
namespace {

using cpu_words::find_model_number;
using cpu_words::is_digit;

constexpr std::string_view kZen[] = {"zen1", "zen2", "zen3", "zen4", "zen5"};

/// EPYC models name their generation in the last digit: 7742 is zen2, 9654 zen4, 7R13 zen3, 9B14 zen4.
std::optional<std::string_view> epyc_family(std::string_view model) {
  // What hypervisors call it.
  if (contains(model, "epyc-rome")) return kZen[1];
  if (contains(model, "epyc-milan")) return kZen[2];
  if (contains(model, "epyc-genoa")) return kZen[3];
  if (contains(model, "epyc-turin")) return kZen[4];
  const std::size_t at = model.find("epyc ");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view number = model.substr(at + 5, 4);
  if (number.size() < 4 || !is_digit(number[0]) || !is_digit(number[3])) return std::nullopt;
  switch (number[3]) {
    case '1':
      return kZen[0];
    case '2':
      return kZen[1];
    case '3':
      return kZen[2];
    case '4':
      return kZen[3];
    case '5':
      return kZen[4];
    default:
      return std::nullopt;
  }
}

std::optional<std::string_view> threadripper_family(char thousands) {
  switch (thousands) {
    case '1':
    case '2':
      return kZen[0];
    case '3':
      return kZen[1];
    case '5':
      return kZen[2];
    case '7':
      return kZen[3];
    case '9':
      return kZen[4];
    default:
      return std::nullopt;
  }
}

/// Ryzen 7xxx on laptops mixes generations; the third digit tells: 7520U zen2, 7730U zen3, 7735HS zen3, 7840HS zen4.
std::optional<std::string_view> ryzen_7000_family(std::string_view number) {
  const std::string_view suffix = number.substr(4);
  const bool mobile = suffix.starts_with("u") || suffix.starts_with("h") || suffix.starts_with("c");
  if (!mobile) return kZen[3];
  if (number[2] == '2') return kZen[1];
  return number[2] == '3' ? kZen[2] : kZen[3];
}

std::optional<std::string_view> ryzen_family(std::string_view number) {
  const std::string_view suffix = number.substr(4);
  const bool apu = suffix.starts_with("g") || suffix.starts_with("u") || suffix.starts_with("h");
  switch (number[0]) {
    case '1':
    case '2':
      return kZen[0];
    case '3':
      return apu ? kZen[0] : kZen[1];
    case '4':
      return kZen[1];
    case '5':
      // 5300U, 5500U and 5700U are older chips under a new name.
      return suffix == "u" && (number[1] == '3' || number[1] == '5' || number[1] == '7') && number[2] == '0' ? kZen[1]
                                                                                                             : kZen[2];
    case '6':
      return kZen[2];
    case '7':
      return ryzen_7000_family(number);
    case '8':
      return kZen[3];
    case '9':
      return kZen[4];
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<std::string_view> amd_cpu_family(std::string_view model) {
  if (contains(model, "100-000001243")) return kZen[4];  // engineering sample of Strix Halo
  if (contains(model, "epyc")) return epyc_family(model);
  if (contains(model, "ryzen ai")) return kZen[4];
  if (contains(model, "ryzen z2")) {
    if (contains(model, "extreme")) return kZen[4];
    return contains(model, " go") ? kZen[2] : kZen[3];
  }
  if (contains(model, "ryzen z1")) return kZen[3];
  const std::string_view number = find_model_number(model, 4);
  if (contains(model, "threadripper")) return number.empty() ? std::nullopt : threadripper_family(number[0]);
  if (!contains(model, "ryzen")) return std::nullopt;
  if (!number.empty()) return ryzen_family(number);
  const std::string_view small = find_model_number(model, 3);  // "Ryzen 7 260", "Ryzen 7 170"
  if (small.empty()) return std::nullopt;
  if (small[0] == '2') return kZen[3];
  return small[0] == '1' ? std::optional(kZen[2]) : std::nullopt;
}

}  // namespace llmbench
