package org.cloister.deid.release;

/// Of whom no document may tell, because they restrict or object to what it is wanted for (GDPR 18,
/// 21). Asked of every Patient that a document names, before anything is made of it.
@FunctionalInterface
public interface Barred {
  /// @param patientId the logical id, as the document writes it
  boolean bars(String patientId);

  /// Everybody's data may be used.
  static Barred nobody() {
    return _ -> false;
  }
}
