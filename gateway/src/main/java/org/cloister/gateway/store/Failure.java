package org.cloister.gateway.store;

import java.io.IOException;
import java.nio.file.Path;

/// What PostgreSQL's or the system's own words mean for an operator. PostgreSQL writes its messages
/// in English here (`lc_messages` is C), so they can be told apart by their text; the text itself
/// is not passed on.
final class Failure {
  private Failure() {}

  static StoreException of(String what, IOException cause) {
    String text = String.valueOf(cause.getMessage());
    if (text.contains("No space left on device") || text.contains("Disk quota exceeded")) {
      return new StoreException(
          "The disk is full: " + what + "; make room and start again.", cause);
    }
    return new StoreException(
        "Cloister " + what + " (" + cause.getClass().getSimpleName() + ").", cause);
  }

  /// @param output what the program printed; read, never repeated
  static StoreException of(String program, String output, Path data) {
    if (output.contains("No space left on device") || output.contains("Disk quota exceeded")) {
      return new StoreException(
          "The disk that holds " + data + " is full; make room and start again.");
    }
    if (output.contains("Permission denied")) {
      return new StoreException(
          "PostgreSQL has no permission to use "
              + data
              + "; give the directory to the user that runs Cloister.");
    }
    if (output.contains("Cannot allocate memory")
        || output.contains("could not map anonymous shared memory")) {
      return new StoreException("There is not enough free memory to start PostgreSQL.");
    }
    if (output.contains("invalid checkpoint record")
        || output.contains("could not locate a valid checkpoint record")
        || output.contains("incorrect checksum")) {
      return new StoreException(
          "The database in " + data + " is damaged; restore it from a backup.");
    }
    return new StoreException(
        "PostgreSQL's "
            + program
            + " failed; its own words are in "
            + data.resolve("postgres.log")
            + ".");
  }
}
