package org.cloister.policies.consent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which purpose of use includes which: the part of `v3-ActReason` below treatment, operations and
/// research (HL7 Terminology, `subsumedBy`).
final class Purposes {
  private static final Map<String, String> PARENTS =
      Map.ofEntries(
          Map.entry("CLINTRCHNPC", "CLINTRCH"),
          Map.entry("CLINTRCHPC", "CLINTRCH"),
          Map.entry("PRECLINTRCH", "CLINTRCH"),
          Map.entry("BTG", "ETREAT"),
          Map.entry("ERTREAT", "ETREAT"),
          Map.entry("CAREMGT", "HOPERAT"),
          Map.entry("DONAT", "HOPERAT"),
          Map.entry("FRAUD", "HOPERAT"),
          Map.entry("GOV", "HOPERAT"),
          Map.entry("HACCRED", "HOPERAT"),
          Map.entry("HCOMPL", "HOPERAT"),
          Map.entry("HDECD", "HOPERAT"),
          Map.entry("HDIRECT", "HOPERAT"),
          Map.entry("HDM", "HOPERAT"),
          Map.entry("HLEGAL", "HOPERAT"),
          Map.entry("HOUTCOMS", "HOPERAT"),
          Map.entry("HPRGRP", "HOPERAT"),
          Map.entry("HQUALIMP", "HOPERAT"),
          Map.entry("HSYSADMIN", "HOPERAT"),
          Map.entry("MEMADMIN", "HOPERAT"),
          Map.entry("MILCDM", "HOPERAT"),
          Map.entry("MLTRAINING", "HOPERAT"),
          Map.entry("PATADMIN", "HOPERAT"),
          Map.entry("PATSFTY", "HOPERAT"),
          Map.entry("PERFMSR", "HOPERAT"),
          Map.entry("RECORDMGT", "HOPERAT"),
          Map.entry("SYSDEV", "HOPERAT"),
          Map.entry("TRAIN", "HOPERAT"),
          Map.entry("BIORCH", "HRESCH"),
          Map.entry("CLINTRCH", "HRESCH"),
          Map.entry("DSRCH", "HRESCH"),
          Map.entry("POARCH", "HRESCH"),
          Map.entry("TRANSRCH", "HRESCH"),
          Map.entry("LABELING", "HSYSADMIN"),
          Map.entry("METAMGT", "HSYSADMIN"),
          Map.entry("HOPERAT", "PurposeOfUse"),
          Map.entry("HRESCH", "PurposeOfUse"),
          Map.entry("TREAT", "PurposeOfUse"),
          Map.entry("HTEST", "SYSDEV"),
          Map.entry("CLINTRL", "TREAT"),
          Map.entry("COC", "TREAT"),
          Map.entry("ETREAT", "TREAT"),
          Map.entry("POPHLTH", "TREAT"),
          Map.entry("TREATDS", "TREAT"));

  private Purposes() {}

  /// Whether a call for `asked` is one that a provision about `named` speaks of. A provision about
  /// a broader purpose does; one about a narrower purpose may, since the caller's purpose says no
  /// more. Emergency treatment is always asserted as such, so plain treatment is never an
  /// emergency.
  static Match speaks(Code named, Code asked) {
    if (named.equals(asked)) {
      return Match.YES;
    }
    if (!named.system().equals(ConsentQuestion.ACT_REASON)
        || !asked.system().equals(ConsentQuestion.ACT_REASON)) {
      // What a code of another system includes, its owner knows.
      return Match.MAYBE;
    }
    if (isWithin(asked.code(), named.code())) {
      return Match.YES;
    }
    boolean emergency = isWithin(named.code(), "ETREAT") && !isWithin(asked.code(), "ETREAT");
    return isWithin(named.code(), asked.code()) && !emergency ? Match.MAYBE : Match.NO;
  }

  private static boolean isWithin(String code, String ancestor) {
    for (@Nullable String at = code; at != null; at = PARENTS.get(at)) {
      if (at.equals(ancestor)) {
        return true;
      }
    }
    return false;
  }
}
