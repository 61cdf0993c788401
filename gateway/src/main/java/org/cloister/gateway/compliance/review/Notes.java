package org.cloister.gateway.compliance.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cloister.audit.AuditException;
import org.cloister.audit.CanonicalJson;
import org.cloister.gateway.compliance.OversightPermit;

/// What officers wrote on an item, oldest first, and who has taken it up. Sealed as a whole, under
/// the patient's key; so officers are named by the records of what they did, where they can be
/// erased.
///
/// @param owner the record by which it was taken up
record Notes(Optional<UUID> owner, List<Map<String, Object>> entries) {
  private static final String RECORD = "record";

  static final Notes NONE = new Notes(Optional.empty(), List.of());

  @SuppressWarnings("unchecked")
  static Notes parse(String json) {
    Map<String, Object> object = Json.object(json);
    return new Notes(
        Optional.ofNullable((String) object.get("owner")).map(UUID::fromString),
        (List<Map<String, Object>>) object.getOrDefault("notes", List.of()));
  }

  /// With one entry more.
  ///
  /// @param did what the officer did, such as `under-review`
  Notes with(OversightPermit permit, String did, Optional<String> text) {
    List<Map<String, Object>> more = new ArrayList<>(entries);
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(RECORD, permit.recordId().toString());
    entry.put("at", permit.at().toString());
    entry.put("did", did);
    text.ifPresent(it -> entry.put("note", it));
    more.add(entry);
    return new Notes(owner, List.copyOf(more));
  }

  Notes ownedBy(OversightPermit permit) {
    return new Notes(Optional.of(permit.recordId().value()), entries);
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    owner.ifPresent(it -> object.put("owner", it.toString()));
    object.put("notes", entries);
    return Json.text(CanonicalJson.of(object));
  }

  /// Into what an officer is shown, with names as far as they are not erased.
  void show(Map<String, Object> shown, Who who) throws AuditException {
    if (owner.isPresent()) {
      who.by(owner.get()).ifPresent(it -> shown.put("owner", it));
    }
    List<Map<String, Object>> named = new ArrayList<>();
    for (Map<String, Object> entry : entries) {
      Map<String, Object> one = new LinkedHashMap<>();
      who.by(UUID.fromString((String) entry.get(RECORD))).ifPresent(it -> one.put("by", it));
      one.putAll(entry);
      named.add(one);
    }
    shown.put("notes", named);
  }

  @Override
  public String toString() {
    return "Notes[redacted]";
  }
}
