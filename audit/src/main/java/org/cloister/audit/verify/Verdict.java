package org.cloister.audit.verify;

/// What became of a verification, in words that can be shown as they are.
public sealed interface Verdict {
  /// One plain sentence.
  String sentence();

  /// Everything that was asked for holds.
  record Ok(String sentence) implements Verdict {}

  /// The log, the receipt or the report is not what its signer committed to.
  ///
  /// @param where the file or the place in the log, for example `tile/0/000` or `entry 17`
  record Tampered(String where, String sentence) implements Verdict {}

  /// The log is whole and signed, but another one than was signed before: it was put back, or its
  /// history was rewritten by someone who has its key. Only a checkpoint from outside shows it.
  ///
  /// @param where which part of the log was another one
  record TamperedVsWitness(String where, String sentence) implements Verdict {}

  /// Nothing can be said: the files could not be fetched, or something that was given to compare
  /// with is unreadable itself.
  record Unreadable(String where, String sentence) implements Verdict {}
}
