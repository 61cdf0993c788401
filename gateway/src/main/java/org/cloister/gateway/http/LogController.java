package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.gateway.answer.OutcomeCode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The log for everyone who wants to check it (C2SP tlog-tiles, https://c2sp.org/tlog-tiles):
/// hashes and commitments, nothing of a person. A receipt is found by a record's id, which only its
/// caller and the officers know.
@RestController
class LogController {
  private final AuditLog log;

  LogController(AuditLog log) {
    this.log = log;
  }

  @GetMapping("/log/checkpoint")
  void checkpoint(HttpServletResponse response) throws IOException {
    try {
      text(response, log.checkpoint());
    } catch (AuditException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
    }
  }

  /// The newest checkpoint that a witness signed: not the newest of all while the log grows.
  @GetMapping("/log/checkpoint/cosigned")
  void cosigned(HttpServletResponse response) throws IOException {
    try {
      Optional<String> note = log.cosignedCheckpoint(1);
      if (note.isEmpty()) {
        FhirResponses.refuse(response, OutcomeCode.NOT_FOUND);
      } else {
        text(response, note.get());
      }
    } catch (AuditException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
    }
  }

  @GetMapping("/log/tile/{*path}")
  void tile(@PathVariable("path") String path, HttpServletResponse response) throws IOException {
    try {
      Optional<byte[]> bytes = log.file("tile" + path);
      if (bytes.isEmpty()) {
        FhirResponses.refuse(response, OutcomeCode.NOT_FOUND);
        return;
      }
      response.setHeader("Cache-Control", "public, max-age=31536000, immutable");
      response.setContentType("application/octet-stream");
      response.getOutputStream().write(bytes.get());
    } catch (AuditException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
    }
  }

  @GetMapping("/log/receipt/{record}")
  void receipt(@PathVariable("record") String record, HttpServletResponse response)
      throws IOException {
    try {
      Optional<RecordId> id = RecordId.parse(record);
      Optional<String> proof = id.isEmpty() ? Optional.empty() : log.proof(id.get());
      if (proof.isEmpty()) {
        FhirResponses.refuse(response, OutcomeCode.NOT_FOUND);
      } else {
        text(response, proof.get());
      }
    } catch (AuditException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
    }
  }

  private static void text(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain; charset=utf-8");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
