#!/usr/bin/env Rscript
# Writes tests/fixtures/statistics/*.csv: what R says about the cases that tests/unit/stats compares with.
#   Rscript scripts/reference_statistics.R
# Needs Debian's r-base-core (base R only). Tests read the committed files and never run this script; run it by hand
# after adding a case, and commit what changed. Written with R 4.2.2.

arguments <- commandArgs(trailingOnly = FALSE)
script <- sub("^--file=", "", grep("^--file=", arguments, value = TRUE))
folder <- file.path(dirname(normalizePath(script)), "..", "tests", "fixtures", "statistics")
dir.create(folder, showWarnings = FALSE, recursive = TRUE)

number <- function(x) ifelse(is.na(x), "", sprintf("%.17g", x))
numbers <- function(x) paste(sprintf("%.17g", x), collapse = " ")
write_rows <- function(name, header, rows) {
  writeLines(c(paste(header, collapse = ","), vapply(rows, paste, "", collapse = ",")), file.path(folder, name))
}

set.seed(20260101)

# ---- groups of samples -----------------------------------------------------------------------------------------------
groups <- list(
  one_each = list(a = 5, b = 6),
  one_against_four = list(a = 5, b = c(4, 6, 7, 8)),
  four_disjoint = list(a = c(1.1, 1.2, 1.3, 1.4), b = c(2.1, 2.2, 2.3, 2.4)),
  five_disjoint = list(a = c(98.2, 99.1, 100.3, 100.9, 101.5), b = c(108.8, 109.5, 110.1, 110.7, 112.4)),
  five_overlapping = list(a = c(98.2, 99.1, 100.3, 100.9, 101.5), b = c(99.0, 100.0, 101.0, 102.0, 103.0)),
  llama_bench_like = list(a = c(60.38, 60.41, 60.25, 60.44, 60.39), b = c(61.02, 60.98, 61.11, 60.87, 61.05)),
  one_tie = list(a = c(1, 2, 3, 4), b = c(4, 5, 6, 7)),
  many_ties = list(a = c(1, 1, 2, 2, 3), b = c(2, 2, 3, 3, 3, 4)),
  two_values = list(a = c(1, 1, 1, 2, 2), b = c(1, 2, 2, 2, 2, 2, 2)),
  one_differs = list(a = c(7, 7, 7, 7), b = c(7, 7, 7, 8)),
  all_equal = list(a = c(3, 3, 3, 3), b = c(3, 3, 3, 3, 3)),
  constant_sides = list(a = c(4, 4, 4, 4), b = c(5, 5, 5, 5)),
  constant_a = list(a = c(4, 4, 4, 4), b = c(4.5, 5, 5.5, 6)),
  uneven_sizes = list(a = c(10, 11, 12, 13), b = c(9.5, 10.5, 11.5, 12.5, 13.5, 14.5, 15.5, 16.5, 17.5, 18.5)),
  same_values = list(a = c(1, 2, 3, 4, 5, 6), b = c(1, 2, 3, 4, 5, 6)),
  tiny_scale = list(a = c(1.1, 1.2, 1.4, 1.7, 1.9) * 1e-200, b = c(1.3, 1.5, 1.8, 2.2, 2.6) * 1e-200),
  huge_scale = list(a = c(1.1, 1.2, 1.4, 1.7, 1.9) * 1e200, b = c(1.3, 1.5, 1.8, 2.2, 2.6) * 1e200),
  wide_spread = list(a = c(0.001, 1, 1000, 1e6), b = c(0.002, 2, 2000, 2e6)),
  normal_10 = list(a = round(rnorm(10, 100, 1), 3), b = round(rnorm(10, 101, 1), 3)),
  normal_10_ties = list(a = round(rnorm(10, 100, 1), 0), b = round(rnorm(10, 101, 1), 0)),
  normal_20 = list(a = round(rnorm(20, 100, 1), 4), b = round(rnorm(20, 100.5, 1), 4)),
  disjoint_20 = list(a = 1:20, b = 21:40),
  ties_20 = list(a = round(rnorm(20, 100, 1), 1), b = round(rnorm(20, 100.5, 1), 1)),
  normal_21 = list(a = round(rnorm(21, 100, 1), 4), b = round(rnorm(21, 100.5, 1), 4)),
  disjoint_21 = list(a = 1:21, b = 22:42),
  ties_21 = list(a = round(rnorm(21, 100, 1), 1), b = round(rnorm(21, 100.5, 1), 1)),
  four_against_21 = list(a = c(99, 100, 101, 102), b = round(rnorm(21, 100.5, 1), 2)),
  lognormal_60 = list(a = round(rlnorm(60, 3, 0.5), 4), b = round(rlnorm(75, 3.2, 0.5), 4)),
  lognormal_301 = list(a = round(rlnorm(301, 3, 0.5), 3), b = round(rlnorm(400, 3.05, 0.5), 3))
)

# R's wilcox.test is exact only without ties. The conditional distribution with ties is enumerated over all choices of
# group a where that is feasible, else the ranks are shared out one by one.
exact_rank_sum_p <- function(a, b) {
  ranks <- round(2 * rank(c(a, b)))
  observed <- sum(ranks[seq_along(a)])
  if (choose(length(ranks), length(a)) <= 2e5) {
    sums <- combn(length(ranks), length(a), function(chosen) sum(ranks[chosen]))
    return(min(1, 2 * min(mean(sums <= observed), mean(sums >= observed))))
  }
  counts <- matrix(0, length(a) + 1, sum(ranks) + 1)
  counts[1, 1] <- 1
  for (rank in ranks) {
    shifted <- rbind(0, cbind(matrix(0, nrow(counts), rank), counts[, seq_len(ncol(counts) - rank)]))
    counts <- counts + shifted[seq_len(nrow(counts)), ]
  }
  law <- counts[length(a) + 1, ] / choose(length(ranks), length(a))
  sums <- seq_along(law) - 1
  min(1, 2 * min(sum(law[sums <= observed]), sum(law[sums >= observed])))
}
mann_whitney <- function(a, b) {
  if (length(unique(c(a, b))) == 1) return(1)
  if (length(a) > 20 || length(b) > 20) return(wilcox.test(a, b, exact = FALSE, correct = TRUE)$p.value)
  ours <- exact_rank_sum_p(a, b)
  if (!anyDuplicated(c(a, b))) stopifnot(abs(ours - wilcox.test(a, b, exact = TRUE)$p.value) < 1e-12)
  ours
}
write_rows("mann_whitney.csv", c("name", "a", "b", "p"), lapply(names(groups), function(name) {
  group <- groups[[name]]
  c(name, numbers(group$a), numbers(group$b), number(mann_whitney(group$a, group$b)))
}))

# ---- one group -------------------------------------------------------------------------------------------------------
write_rows("samples.csv", c("name", "values", "mean", "median", "sd", "mad"), lapply(names(groups), function(name) {
  x <- groups[[name]]$b
  unit <- if (max(abs(x)) > 1e100 || max(abs(x)) < 1e-100) x[1] else 1  # R's own sums of squares leave the range
  sd_x <- if (length(x) > 1) sd(x / unit) * unit else 0
  c(name, numbers(x), number(mean(x)), number(median(x)), number(sd_x), number(mad(x, constant = 1.4826)))
}))

# ---- means and deviations --------------------------------------------------------------------------------------------
side <- function(n, mean, sd) list(n = n, mean = mean, sd = sd)
summaries <- list(
  five_each = list(side(5, 60.37, 0.073), side(5, 61.01, 0.09)),
  non_integer_df = list(side(7, 10.2, 1.9), side(12, 11.7, 0.4)),
  two_each = list(side(2, 100, 1), side(2, 103, 1.5)),
  two_against_many = list(side(2, 100, 1), side(1000, 103, 2)),
  no_spread_in_a = list(side(5, 100, 0), side(5, 104, 1)),
  no_spread_in_b = list(side(5, 100, 1), side(5, 104, 0)),
  equal_means = list(side(10, 42, 3), side(8, 42, 1)),
  far_apart = list(side(20, 100, 0.1), side(20, 200, 0.1)),
  very_far_apart = list(side(50, 1, 1e-6), side(40, 2, 1e-6)),
  tiny_scale = list(side(6, 1e-180, 2e-182), side(9, 1.1e-180, 1e-182)),
  huge_scale = list(side(6, 1e180, 2e178), side(9, 1.1e180, 1e178)),
  different_units = list(side(6, 1e-3, 2e-5), side(9, 1e6, 4e4)),
  negative_means = list(side(6, -10, 0.5), side(9, -12, 0.7)),
  opposite_signs = list(side(6, 10, 0.5), side(9, -12, 0.7)),
  denominator_near_zero = list(side(5, 1, 2), side(5, 10, 1)),
  denominator_just_apart = list(side(30, 1, 2.4), side(30, 10, 1)),
  numerator_near_zero = list(side(8, 10, 1), side(8, 0.1, 1)),
  large_n = list(side(10000, 25.1, 3.2), side(9000, 25.2, 3.3)),
  huge_n = list(side(4e6, 25.1, 3.2), side(5e6, 25.105, 3.3))
)
satterthwaite <- function(va, fa, vb, fb) { s <- va / (va + vb); 1 / (s^2 / fa + (1 - s)^2 / fb) }
welch <- function(a, b) {
  unit <- max(abs(c(a$mean, b$mean)))
  va <- (a$sd / unit)^2 / a$n
  vb <- (b$sd / unit)^2 / b$n
  df <- satterthwaite(va, a$n - 1, vb, b$n - 1)
  t <- (b$mean / unit - a$mean / unit) / sqrt(va + vb)
  p <- 2 * pt(-abs(t), df)
  if (a$n <= 1000 && b$n <= 1000 && a$sd > 0 && b$sd > 0) {  # the same through t.test, from data with these moments
    data_of <- function(s) { z <- scale(seq_len(s$n))[, 1]; (s$mean + z * s$sd) / unit }
    test <- t.test(data_of(b), data_of(a))
    stopifnot(abs(test$p.value - p) <= 1e-7 * p, abs(test$parameter - df) <= 1e-7 * df)
  }
  p
}
# Fieller's set is every ratio r whose hypothesis mean(b) = r mean(a) is not rejected: its ends are found as roots of the
# test statistic, without the closed formula.
fieller <- function(a, b) {
  unit_a <- abs(a$mean)
  unit_b <- max(abs(b$mean), b$sd)
  ma <- a$mean / unit_a
  mb <- b$mean / unit_b
  va <- (a$sd / unit_a)^2 / a$n
  vb <- (b$sd / unit_b)^2 / b$n
  estimate <- mb / ma
  t <- qt(0.975, satterthwaite(estimate^2 * va, a$n - 1, vb, b$n - 1))
  if (t^2 * va / ma^2 >= 1) return(c(NA, NA))
  excess <- function(r) (mb - r * ma)^2 - t^2 * (vb + r^2 * va)
  step <- max(abs(estimate), 1e-3)
  far <- function(sign) { r <- estimate; while (excess(r) <= 0) { r <- r + sign * step; step <- 2 * step }; r }
  root <- function(from, to) uniroot(excess, c(from, to), tol = 1e-300, maxiter = 10000)$root
  c(root(far(-1), estimate), root(estimate, far(1))) * (unit_b / unit_a)
}
write_rows("two_means.csv",
  c("name", "n_a", "mean_a", "sd_a", "n_b", "mean_b", "sd_b", "welch_p", "fieller_low", "fieller_high"),
  lapply(names(summaries), function(name) {
    a <- summaries[[name]][[1]]
    b <- summaries[[name]][[2]]
    interval <- fieller(a, b)
    c(name, number(a$n), number(a$mean), number(a$sd), number(b$n), number(b$mean), number(b$sd),
      number(welch(a, b)), number(interval[1]), number(interval[2]))
  }))

# ---- Student's t -----------------------------------------------------------------------------------------------------
freedoms <- c(0.5, 1, 1.5, 2, 3, 4.37, 8, 17.9, 49.9, 50.1, 100, 1234.5, 9999, 10001, 1e5, 1e7, 1e9, 1e13)
tails <- expand.grid(t = c(1e-8, 0.01, 0.5, 1, 1.7, 1.75, 1.96, 3, 8, 40, 1e4), df = freedoms)
write_rows("student_t_tail.csv", c("t", "df", "p"), Map(function(t, df) {
  c(number(t), number(df), number(2 * pt(t, df, lower.tail = FALSE)))
}, tails$t, tails$df))
quantiles <- expand.grid(p = c(1e-12, 1e-6, 0.001, 0.025, 0.3, 0.6, 0.9, 0.975, 0.9995), df = freedoms)
write_rows("student_t_quantile.csv", c("p", "df", "t"), Map(function(p, df) {
  c(number(p), number(df), number(qt(p, df)))
}, quantiles$p, quantiles$df))

# ---- counts ----------------------------------------------------------------------------------------------------------
wilson <- function(k, n) suppressWarnings(as.numeric(prop.test(k, n, correct = FALSE)$conf.int))
counts <- list(c(0, 1), c(1, 1), c(0, 20), c(20, 20), c(1, 7), c(395, 1196), c(747, 1196), c(50, 100), c(6000, 12032),
               c(12031, 12032), c(3, 1000000))
write_rows("wilson.csv", c("correct", "total", "low_percent", "high_percent"), lapply(counts, function(x) {
  c(number(x[1]), number(x[2]), number(100 * wilson(x[1], x[2])))
}))
pairs <- list(c(56, 70, 48, 80), c(9, 10, 3, 10), c(6, 7, 2, 7), c(5, 56, 0, 29), c(0, 10, 0, 20), c(0, 10, 0, 10),
              c(10, 10, 0, 20), c(10, 10, 0, 10), c(747, 1196, 720, 1196), c(6000, 12032, 6200, 12032), c(1, 1, 1, 1))
newcombe <- function(k1, n1, k2, n2) {
  w1 <- wilson(k1, n1)
  w2 <- wilson(k2, n2)
  d <- k1 / n1 - k2 / n2
  c(d - sqrt((k1 / n1 - w1[1])^2 + (w2[2] - k2 / n2)^2), d + sqrt((w1[2] - k1 / n1)^2 + (k2 / n2 - w2[1])^2))
}
write_rows("newcombe.csv", c("correct_a", "total_a", "correct_b", "total_b", "low_percent", "high_percent"),
  lapply(pairs, function(x) c(number(x), number(100 * newcombe(x[1], x[2], x[3], x[4])))))
discordant <- list(c(0, 0), c(1, 0), c(0, 5), c(0, 6), c(3, 3), c(2, 9), c(10, 25), c(40, 60), c(0, 60), c(500, 560),
                   c(900, 1300), c(5000, 5300), c(5999, 6000), c(100, 3000))
write_rows("mcnemar.csv", c("only_a", "only_b", "p"), lapply(discordant, function(x) {
  c(number(x), number(if (sum(x) == 0) 1 else binom.test(x[1], sum(x))$p.value))
}))
families <- list(c(0.01, 0.04, 0.03, 0.005), c(0.5), c(0.02, 0.02, 0.02), c(0.9, 0.6, 0.4), c(1e-10, 0.049, 1, 0, 0.2),
                 c(0.00793650793650794, 0.0317460317460317, 0.15, 0.69, 0.0079, 0.42, 0.84))
write_rows("holm.csv", c("p", "adjusted"), lapply(families, function(p) c(numbers(p), numbers(p.adjust(p, "holm")))))

# ---- bootstrap of the ratio of medians -------------------------------------------------------------------------------
# Exact by enumerating all resamples up to 5 values a side (n^n each), else 200,000 of R's own resamples.
# The interval of 10,000 resamples must lie between the quantiles four standard errors (0.0063) to each side.
resamples <- 2e5
resampled_medians <- function(x) {
  if (length(x) <= 5) {
    apply(as.matrix(expand.grid(rep(list(x), length(x)))), 1, median)
  } else {
    matrixed <- matrix(sample(x, resamples * length(x), replace = TRUE), nrow = length(x))
    middle <- length(x) / 2
    apply(matrixed, 2, function(column) {
      if (length(column) %% 2 == 1) sort(column, partial = ceiling(middle))[ceiling(middle)]
      else mean(sort(column, partial = c(middle, middle + 1))[c(middle, middle + 1)])
    })
  }
}
bootstrapped <- c("four_disjoint", "five_disjoint", "five_overlapping", "llama_bench_like", "one_tie", "many_ties",
                  "constant_sides", "constant_a", "uneven_sizes", "tiny_scale", "huge_scale", "wide_spread",
                  "normal_10", "normal_20", "normal_21", "lognormal_60", "lognormal_301")
write_rows("bootstrap.csv", c("name", "a", "b", "low_from", "low_to", "high_from", "high_to"),
  lapply(bootstrapped, function(name) {
    group <- groups[[name]]
    below <- resampled_medians(group$a)
    above <- resampled_medians(group$b)
    ratios <- if (length(group$a) <= 5 && length(group$b) <= 5) {
      as.vector(outer(above, below, "/"))
    } else {
      sample(above, resamples, replace = TRUE) / sample(below, resamples, replace = TRUE)
    }
    q <- as.numeric(quantile(ratios, c(0.025 - 0.0063, 0.025 + 0.0063, 0.975 - 0.0063, 0.975 + 0.0063), type = 1))
    c(name, numbers(group$a), numbers(group$b), number(q))
  }))
