# Ranges that R gives for windows: nlme's gls with AR(1) errors, forecast's auto.arima with xreg.
# Rscript tools.R WINDOWS.csv RANGES.csv
# WINDOWS.csv: window, period, y (a logarithm), is_phase_in, in order. Both tools see a level change,
# a trend and two waves a year; gls has the months of the phase-in left out, arima a pulse for each of them.
suppressMessages({library(nlme); library(forecast)})
paths <- commandArgs(trailingOnly = TRUE)
all <- read.csv(paths[1])
of_gls <- function(d) {
  fitted <- gls(y ~ t + s1 + c1 + s2 + c2 + level, data = d[!d$is_phase_in, ],
                correlation = corAR1(form = ~ t), method = "REML")
  found <- summary(fitted)$tTable["level", ]
  found["Value"] + c(-1, 1) * qt(.975, sum(!d$is_phase_in) - 7) * found["Std.Error"]
}
of_arima <- function(d) {
  pulses <- diag(nrow(d))[, d$is_phase_in]
  colnames(pulses) <- paste0("p", seq_len(ncol(pulses)))
  x <- cbind(as.matrix(d[, c("s1", "c1", "s2", "c2", "level")]), pulses)
  fitted <- auto.arima(ts(d$y, frequency = 12), xreg = x, seasonal = FALSE)
  fitted$coef["level"] + c(-1, 1) * qnorm(.975) * sqrt(diag(fitted$var.coef)["level"])
}
tools <- list("R nlme::gls" = of_gls, "R forecast::auto.arima" = of_arima)
rows <- lapply(split(all, all$window), function(d) {
  month <- as.integer(substr(d$period, 6, 7))
  d$t <- seq_len(nrow(d)); d$is_phase_in <- as.logical(d$is_phase_in)
  d$level <- as.numeric(d$t > max(d$t[d$is_phase_in]))
  for (k in 1:2) {
    d[[paste0("s", k)]] <- sin(2 * pi * k * month / 12)
    d[[paste0("c", k)]] <- cos(2 * pi * k * month / 12)
  }
  do.call(rbind, lapply(names(tools), function(name) {
    started <- proc.time()[["elapsed"]]
    ends <- tryCatch(suppressWarnings(exp(tools[[name]](d))), error = function(e) c(NA, NA))
    data.frame(window = d$window[1], tool = name, low = ends[1], high = ends[2],
               seconds = proc.time()[["elapsed"]] - started)
  }))
})
write.csv(do.call(rbind, rows), paths[2], row.names = FALSE, na = "", quote = 2)
