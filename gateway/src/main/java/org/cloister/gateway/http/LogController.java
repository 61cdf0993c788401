package org.cloister.gateway.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.answer.OutcomeCode;
import org.cloister.gateway.compliance.erasure.Erasure;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// The log for everyone who wants to check it (C2SP tlog-tiles, https://c2sp.org/tlog-tiles):
/// hashes and commitments, nothing of a person. A receipt is found by a record's id, which only its
/// caller and the officers know.
@RestController
class LogController {
  private final AuditLog log;
  private final Erasures erasures;

  LogController(AuditLog log, Erasures erasures) {
    this.log = log;
    this.erasures = erasures;
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
    cosigned(1, response);
  }

  /// The newest that so many witnesses signed: they sign at different moments, and the newest that
  /// one of them signed seldom has them all.
  @GetMapping("/log/checkpoint/cosigned/{witnesses:[1-9][0-9]?}")
  void cosigned(@PathVariable("witnesses") int witnesses, HttpServletResponse response)
      throws IOException {
    try {
      Optional<String> note = log.cosignedCheckpoint(witnesses);
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

  /// Which parts of the record are gone, and by which acts: for whoever holds its receipt and its
  /// id. A part without an act was not erased, but lost or taken away. Not in the receipt, whose
  /// bytes stay; not for everyone, since records that one act erased are of one person.
  @GetMapping(path = "/log/receipt/{record}/erasures", produces = "application/json")
  void erasures(@PathVariable("record") String record, HttpServletResponse response)
      throws IOException {
    try {
      Optional<RecordId> id = RecordId.parse(record);
      Optional<StoredEntry> entry = id.isEmpty() ? Optional.empty() : log.find(id.get());
      if (entry.isEmpty()) {
        FhirResponses.refuse(response, OutcomeCode.NOT_FOUND);
        return;
      }
      Map<Erasures.Part, Optional<Erasure>> acts = new EnumMap<>(Erasures.Part.class);
      for (Erasures.Part part : Erasures.Part.values()) {
        if (isGone(entry.get(), part)) {
          acts.put(part, erasures.of(entry.get().index(), part));
        }
      }
      response.setContentType("application/json");
      response.getOutputStream().write(FhirJson.document(json -> write(json, acts)));
    } catch (AuditException | SQLException e) {
      FhirResponses.refuse(response, OutcomeCode.UNAVAILABLE);
    }
  }

  private static boolean isGone(StoredEntry entry, Erasures.Part part) {
    return switch (part) {
      case RECORD -> entry.isErased();
      case AGENT -> entry.isAgentErased();
    };
  }

  private static void write(FhirJson json, Map<Erasures.Part, Optional<Erasure>> acts)
      throws IOException {
    json.startArray();
    for (Map.Entry<Erasures.Part, Optional<Erasure>> act : acts.entrySet()) {
      json.startObject();
      json.string("part", act.getKey().code());
      if (act.getValue().isPresent()) {
        json.string("record", act.getValue().get().record().toString());
      }
      json.endObject();
    }
    json.endArray();
  }

  private static void text(HttpServletResponse response, String text) throws IOException {
    response.setContentType("text/plain; charset=utf-8");
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
