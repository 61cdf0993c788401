package org.cloister.gateway.demo;

import java.io.PrintStream;
import java.util.Locale;

/// The demo's table: one line for each fictional patient, with the receipt of its record.
public final class DemoTable {
  private static final String ROW = "%-18s %-18s %-7s %-8s %9s %9s %12s  %s%n";

  private final PrintStream out;
  private int answered;
  private int refused;

  public DemoTable(PrintStream out) {
    this.out = out;
  }

  public void header() {
    out.printf(
        Locale.ROOT,
        ROW,
        "patient",
        "model",
        "purpose",
        "decision",
        "latency",
        "CPU",
        "cost",
        "receipt");
  }

  public void row(SyntheticPatient patient, DemoAnswer answer) {
    boolean permitted = answer.status() == 200;
    if (permitted) {
      answered++;
    } else {
      refused++;
    }
    out.printf(
        Locale.ROOT,
        ROW,
        patient.label(),
        patient.model(),
        patient.purpose(),
        permitted ? "answered" : "refused",
        answer.totalMillis() + " ms",
        answer.cpuMicros().map(micros -> micros + " us").orElse("-"),
        answer.costPicoUsd().map(cost -> cost + " pUSD").orElse("-"),
        answer.record().orElse("none"));
    out.println("    " + answer.result());
    out.flush();
  }

  public void footer() {
    out.println();
    out.println(answered + " answered, " + refused + " refused; each with its own record.");
  }
}
