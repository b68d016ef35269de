// Quantization labels: one spelling, the type they refine, nominal size.

#include "domain/quantization_table.hpp"

#include "llmbench/domain/names.hpp"
#include "llmbench/util/text.hpp"

#include <algorithm>
#include <array>

namespace llmbench {
namespace {

constexpr std::string_view kDynamicPrefix = "UD-";  // Unsloth's dynamic mixes of a base type

bool strip_label_tail(std::string_view& text, std::string_view tail) {
  if (text.size() < tail.size() || !equals_ignoring_case(text.substr(text.size() - tail.size()), tail)) return false;
  text = trim(text.substr(0, text.size() - tail.size()));
  return true;
}

bool strip_head(std::string_view& text, std::string_view head) {
  if (!starts_with_ignoring_case(text, head)) return false;
  text = trim(text.substr(head.size()));
  return true;
}

/// "IQ4_XS - 4.25 bpw", "TQ1_0 - 1.69 bpw ternary": the size is a remark, not a name.
void strip_bits_remark(std::string_view& text) {
  const std::size_t dash = text.rfind(" - ");
  if (dash != std::string_view::npos && contains_ignoring_case(text.substr(dash), " bpw")) {
    text = trim(text.substr(0, dash));
  }
}

/// "4.65bpw", "EXL2 4.0bpw", "exl3-3.5bpw": the number is the label.
std::optional<double> stated_bits(std::string_view text) {
  for (const std::string_view head : {"exl2", "exl3"}) {
    if (!strip_head(text, head)) continue;
    while (!text.empty() && (text.front() == '-' || text.front() == '_')) text.remove_prefix(1);
  }
  if (!strip_label_tail(text, "bpw") && !strip_label_tail(text, "bits")) return std::nullopt;
  const auto bits = parse_double(text);
  return bits && *bits > 0 && *bits <= 32 ? bits : std::nullopt;
}

struct Label {
  const QuantizationRow* row = nullptr;
  bool dynamic = false;
  std::string_view refinement;  ///< "_L" of a label that the table has without it
  std::string interleave;       ///< "_R4" of ik_llama.cpp: rows are stored interleaved
};

Label parse_label(std::string_view text) {
  Label label;
  label.row = find_quantization(text);
  if (label.row != nullptr) return label;
  if (strip_head(text, "UD-") || strip_head(text, "UD_") || strip_head(text, "UD ")) label.dynamic = true;
  strip_head(text, "i1-");  // made with an importance matrix
  for (const std::string_view tail : {"_R4", "_R8", "_R16"}) {
    if (!label.dynamic && strip_label_tail(text, tail)) {
      label.interleave = tail;
      break;
    }
  }
  for (const std::string_view tail : {"-MOE", "_MOE"}) strip_label_tail(text, tail);
  label.row = find_quantization(text);
  for (const std::string_view tail : {"_XL", "_L"}) {  // "Q4_K_M_L": embeddings and output in a larger type
    if (label.row != nullptr || !strip_label_tail(text, tail)) continue;
    label.row = find_quantization(text);
    label.refinement = tail;
  }
  return label;
}

}  // namespace

NormalisedName normalise_quantization(std::string_view raw) {
  const std::string collapsed = collapse_whitespace(raw);
  std::string_view text = collapsed;
  for (bool again = true; again;) {
    again = strip_label_tail(text, "(guessed)") || strip_label_tail(text, "-GGUF") || strip_label_tail(text, "_GGUF") ||
            strip_label_tail(text, ".gguf") || strip_head(text, "mostly ") || strip_head(text, "all ");
  }
  strip_bits_remark(text);
  const Label label = parse_label(text);
  if (label.row != nullptr) {
    return {(label.dynamic ? std::string(kDynamicPrefix) : "") + std::string(label.row->label) +
                std::string(label.refinement) + label.interleave,
            true};
  }
  if (stated_bits(text)) return {to_lower(text), true};
  return {std::string(text), false};
}

std::string quantization_base(std::string_view normalised) {
  const Label label = parse_label(normalised);
  if (label.row == nullptr) return std::string(normalised);
  return std::string(label.row->base.empty() ? label.row->label : label.row->base);
}

std::optional<double> nominal_bits_per_weight(std::string_view normalised) {
  const Label label = parse_label(normalised);
  if (label.row != nullptr) {
    return label.row->bits_per_weight > 0 ? std::optional(label.row->bits_per_weight) : std::nullopt;
  }
  return stated_bits(normalised);
}

}  // namespace llmbench
