package org.cloister.gateway.event;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.cloister.audit.AuditException;
import org.cloister.audit.AuditLog;
import org.cloister.audit.LogPage;
import org.cloister.audit.LogQuery;
import org.cloister.audit.RecordId;
import org.cloister.audit.StoredEntry;
import org.cloister.gateway.answer.FhirJson;
import org.cloister.gateway.compliance.erasure.Erasures;
import org.cloister.gateway.compliance.erasure.Erasures.Part;
import org.cloister.gateway.event.AuditEventWriter.About;
import org.cloister.gateway.event.AuditEventWriter.GonePart;
import org.cloister.gateway.record.AuditRecord;

/// Finds records and writes them as AuditEvents, newest first, in pages that stay the same while
/// the log grows: a page's next link names a place of the log. Safe for many threads.
///
/// It neither asks who wants to know nor records that someone did: that is its caller's.
public final class AuditEventSearch {
  /// Records that one page looks at, at most. A search that finds little among many answers with a
  /// short page and a next link, instead of keeping the store busy.
  static final int MOST_READ = 5_000;

  /// Hexadecimal digits of a subject's name in the id of an event that is about a further patient.
  private static final int SUFFIX = 16;

  private final AuditLog log;
  private final AuditEventWriter writer;
  private final Erasures erasures;
  private final String baseUrl;

  /// @param baseUrl FHIR base of this server, without a slash at its end
  public AuditEventSearch(
      AuditLog log, AuditEventWriter writer, Erasures erasures, String baseUrl) {
    this.log = log;
    this.writer = writer;
    this.erasures = erasures;
    this.baseUrl = baseUrl;
  }

  /// One page of matches.
  ///
  /// @param records newest first
  /// @param next cursor of the page after this one; empty at the end
  public record Found(List<AuditRecord> records, OptionalLong next) {
    public Found {
      records = List.copyOf(records);
    }
  }

  /// @throws AuditException when the log cannot be read, or holds what it did not commit to
  public Found find(EventQuery query) throws AuditException {
    List<AuditRecord> found = new ArrayList<>();
    int wanted = query.page().count();
    // Filtered searches read ahead; what is read beyond the page is read again by the next one.
    LogQuery part = query.log().limit(query.filters().isEmpty() ? wanted : EventQuery.LARGEST_PAGE);
    OptionalLong cursor = query.page().cursor();
    int read = 0;
    do {
      LogPage page = log.search(cursor.isEmpty() ? part : part.before(cursor.getAsLong()));
      for (StoredEntry entry : page.entries()) {
        AuditRecord record = AuditRecord.of(entry);
        if (query.passes(record)) {
          if (found.size() == wanted) {
            return new Found(found, cursor);
          }
          found.add(record);
        }
        cursor = OptionalLong.of(entry.index());
        read++;
      }
      cursor = page.next();
    } while (cursor.isPresent() && found.size() < wanted && read < MOST_READ);
    return new Found(found, cursor);
  }

  /// The searchset of a page (https://hl7.org/fhir/R4/bundle.html#searchset). It has no total: that
  /// would change while one turns the pages.
  public byte[] bundle(EventQuery query, Found found) throws AuditException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    String self =
        baseUrl
            + "/AuditEvent"
            + (query.words().self().isEmpty() ? "" : "?" + query.words().self());
    byte[] links =
        FhirJson.document(json -> {
          json.startArray();
          link(json, "self", self);
          if (found.next().isPresent()) {
            link(
                json,
                "next",
                self
                    + (query.words().self().isEmpty() ? "?" : "&")
                    + "_cursor="
                    + found.next().getAsLong());
          }
          json.endArray();
        });
    write(out, "{\"resourceType\":\"Bundle\",\"type\":\"searchset\",\"link\":");
    out.writeBytes(links);
    String separator = ",\"entry\":[";
    for (AuditRecord record : found.records()) {
      About about = about(query, record);
      write(out, separator + "{\"fullUrl\":\"" + baseUrl + "/AuditEvent/" + about.id());
      write(out, "\",\"resource\":");
      out.writeBytes(writer.write(record, about, gone(record)));
      write(out, ",\"search\":{\"mode\":\"match\"}}");
      separator = ",";
    }
    write(out, found.records().isEmpty() ? "}" : "]}");
    return out.toByteArray();
  }

  /// The record with this id, or with the id of one of its events.
  public Optional<AuditRecord> read(String id) throws AuditException {
    Optional<RecordId> record = RecordId.parse(id.split("\\.", 2)[0]);
    return record.isEmpty() ? Optional.empty() : log.find(record.get()).map(AuditRecord::of);
  }

  /// The event with this id of this record.
  public byte[] event(String id, AuditRecord record) throws AuditException {
    About about = id.contains(".") ? new About(id, Optional.empty()) : About.itself(record);
    return writer.write(record, about, gone(record));
  }

  /// What is gone of the record, and by which act. What lies under a destroyed key is looked for
  /// only where something is missing.
  private List<GonePart> gone(AuditRecord record) throws AuditException {
    List<GonePart> gone = new ArrayList<>();
    try {
      if (record.isErased()) {
        gone.add(new GonePart(Part.RECORD, erasures.of(record.index(), Part.RECORD)));
      }
      if (record.isAgentErased()) {
        gone.add(new GonePart(Part.AGENT, erasures.of(record.index(), Part.AGENT)));
      }
    } catch (SQLException e) {
      throw (AuditException)
          new AuditException(
                  AuditException.Kind.UNAVAILABLE, "Cannot read by which act a record was erased.")
              .initCause(e);
    }
    return gone;
  }

  /// Which event of the record answers this search: a record of several patients has one for each,
  /// and the searched patient's names no other.
  private static About about(EventQuery query, AuditRecord record) {
    return query
        .patient()
        .filter(patient -> !record.subject().equals(Optional.of(patient.subject())))
        .map(patient ->
            new About(
                record.id() + "." + patient.subject().key().substring(0, SUFFIX),
                Optional.of(patient.reference())))
        .orElseGet(() -> About.itself(record));
  }

  private static void link(FhirJson json, String relation, String url) throws IOException {
    json.startObject();
    json.string("relation", relation);
    json.string("url", url);
    json.endObject();
  }

  private static void write(ByteArrayOutputStream out, String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
