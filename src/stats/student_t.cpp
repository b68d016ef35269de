// Student's t distribution through the regularised incomplete beta function.
#include "llmbench/stats/two_samples.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

namespace llmbench::stats {
namespace {

// From here on, and for t^2 below this share of df, the continued fraction loses more digits (1 - x is about 1e-16 / x
// wrong) than Hill's expansion does.
constexpr double kManyDegrees = 1e4;
constexpr double kSmallShare = 1e-5;

/// P(|T| > t) through the normal deviate of equal probability: Hill (1970), Algorithm 395, Comm. ACM 13, 617-619.
double hill_tail(double t, double df) {
  const double a = df - 0.5;
  const double b = 48 * a * a;
  const double z2 = a * std::log1p(t * t / df);
  const double series = ((-0.4 * z2 - 3.3) * z2 - 24) * z2 - 85.5;
  const double z = ((series / (0.8 * z2 * z2 + 100 + b) + z2 + 3) / b + 1) * std::sqrt(z2);
  return std::erfc(z / std::numbers::sqrt2);
}

/// log(Gamma(a + 1/2) / Gamma(a)). Differences of lgamma lose digits for large a.
double log_gamma_half_ratio(double a) {
  constexpr double kAsymptotic = 25;
  if (a < kAsymptotic) return std::log(std::tgamma(a + 0.5) / std::tgamma(a));
  // DLMF 5.11.13 with coefficients of the logarithm; the first omitted term is below 1e-15 from a = 25 on.
  const double r = 1 / a;
  const double r2 = r * r;
  return 0.5 * std::log(a) - r * (1.0 / 8 - r2 * (1.0 / 192 - r2 * (1.0 / 640 - r2 * (17.0 / 14336))));
}

/// The continued fraction of the incomplete beta function, DLMF 8.17.22, by the modified Lentz method (DLMF 3.10(ii)).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  constexpr int kMaxSteps = 100'000;
  constexpr double kPrecision = 1e-16;
  const auto nonzero = [](double value) { return std::abs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / nonzero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  for (int m = 1; m <= kMaxSteps; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonzero(1 + even * d);
    c = nonzero(1 + even / c);
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonzero(1 + odd * d);
    c = nonzero(1 + odd / c);
    const double change = d * c;
    fraction *= change;
    if (std::abs(change - 1) <= kPrecision) break;
  }
  return fraction;
}

double density(double t, double df) {
  return std::exp(log_gamma_half_ratio(df / 2) - 0.5 * std::log(df * std::numbers::pi) -
                  (df + 1) / 2 * std::log1p(t * t / df));
}

/// The upper quantile: half of `two_sided` lies above it.
double upper_quantile(double two_sided, double df) {
  double low = 0;
  double high = 1;
  while (student_t_two_sided_p(high, df) > two_sided && high < std::numeric_limits<double>::max() / 4) {
    low = high;
    high *= 2;
  }
  double t = (low + high) / 2;
  constexpr int kMaxSteps = 200;  // bisection alone would need about 60
  for (int step = 0; step < kMaxSteps; ++step) {
    const double excess = student_t_two_sided_p(t, df) - two_sided;
    (excess > 0 ? low : high) = t;
    double next = t + excess / (2 * density(t, df));  // Newton; the two-sided tail falls twice as fast as the density
    if (!(next > low && next < high)) next = low + (high - low) / 2;
    if (std::abs(next - t) <= 1e-15 * t) return next;
    t = next;
  }
  return t;
}

}  // namespace

double student_t_two_sided_p(double t, double degrees_of_freedom) {
  if (std::isnan(t) || !(degrees_of_freedom > 0)) throw std::invalid_argument{"t is NaN or degrees of freedom <= 0"};
  t = std::abs(t);
  if (t == 0) return 1;
  if (std::isinf(t)) return 0;
  // P(|T| > t) = I_x(df/2, 1/2) with x = df / (df + t^2): Abramowitz and Stegun 26.7.1.
  const double a = degrees_of_freedom / 2;
  constexpr double kB = 0.5;
  const double root = t / std::sqrt(degrees_of_freedom);  // t^2 overflows before its ratio to df matters
  const double ratio = root * root;
  if (degrees_of_freedom > kManyDegrees && ratio < kSmallShare) return hill_tail(t, degrees_of_freedom);
  if (std::isinf(ratio))
    return std::exp(log_gamma_half_ratio(a) - 0.5 * std::log(std::numbers::pi) - 2 * a * std::log(root) - std::log(a));
  const double x = 1 / (1 + ratio);
  const double y = ratio / (1 + ratio);
  // x^a y^b / B(a, b), with B(a, 1/2) = Gamma(a) sqrt(pi) / Gamma(a + 1/2)
  const double front =
      std::exp(log_gamma_half_ratio(a) - 0.5 * std::log(std::numbers::pi) - a * std::log1p(ratio)) * std::sqrt(y);
  if (x < (a + 1) / (a + kB + 2)) return front * beta_fraction(a, kB, x) / a;
  return 1 - front * beta_fraction(kB, a, y) / kB;
}

double student_t_quantile(double p, double degrees_of_freedom) {
  if (!(p > 0 && p < 1) || !(degrees_of_freedom > 0)) {
    throw std::invalid_argument{"a quantile needs 0 < p < 1 and degrees of freedom > 0"};
  }
  if (p == 0.5) return 0;
  const double t = upper_quantile(2 * std::min(p, 1 - p), degrees_of_freedom);
  return p < 0.5 ? -t : t;
}

}  // namespace llmbench::stats
