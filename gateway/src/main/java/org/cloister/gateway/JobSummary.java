package org.cloister.gateway;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cloister.deid.job.Counts;
import org.cloister.deid.job.DeidentifyJob;
import org.cloister.models.SigningKey;

/// What a run tells its user at the end: counts, never values, and of files only the names of
/// outputs.
///
/// @param knownPeople patients for whom all texts were searched
/// @param inputBytes as stored
record JobSummary(
    DeidentifyJob.Report report,
    long knownPeople,
    long inputBytes,
    long nanos,
    Path manifest,
    Optional<SigningKey> signer) {
  /// @return the exit code
  int print(PrintStream out, PrintStream err) {
    Counts counts = report.counts();
    double seconds = nanos / 1e9;
    long resources = counts.resources().values().stream().mapToLong(Long::longValue).sum();
    out.println(
        text(
            "%,d files, %,d documents, %,d resources in %.1f s (%.1f MB/s, %,.0f resources/s)",
            report.files().size(),
            counts.documents(),
            resources,
            seconds,
            inputBytes / seconds / 1e6,
            resources / seconds));
    out.println("values: " + actions(counts));
    if (knownPeople > 0) {
      out.println(
          text("people: texts were searched for what all files tell of %,d patients", knownPeople));
    }
    if (counts.skipped() > 0) {
      out.println(
          text("skipped: %,d documents; lines and reasons are in NAME.skipped", counts.skipped()));
    }
    if (report.faults().isEmpty()) {
      out.println("manifest: " + manifest + signed());
      return Main.OK;
    }
    report.faults().forEach(fault -> err.println("cloister deidentify: " + fault));
    err.println(
        text(
            "cloister deidentify: %,d files were not published, and there is no manifest; mend them"
                + " and give the same command again",
            report.faults().size()));
    return Main.FAULT;
  }

  private String signed() {
    return signer
        .map(key -> ", signed by " + key.id())
        .orElse(", not signed (--sign-key FILE would)");
  }

  private static String actions(Counts counts) {
    return counts.actions().entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .map(e ->
            text("%,d %s", e.getValue(), e.getKey().toLowerCase(Locale.ROOT).replace('_', ' ')))
        .collect(Collectors.joining(", "));
  }

  @FormatMethod
  private static String text(@FormatString String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
