package org.cloister.gateway.compliance.review;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cloister.audit.CanonicalJson;
import org.cloister.gateway.compliance.OversightPermit;

/// What officers wrote on an item, oldest first, and who has taken it up. Sealed as a whole.
///
/// @param owner who works on it, as `issuer|subject`
record Notes(Optional<String> owner, List<Map<String, Object>> entries) {
  static final Notes NONE = new Notes(Optional.empty(), List.of());

  @SuppressWarnings("unchecked")
  static Notes parse(String json) {
    Map<String, Object> object = Json.object(json);
    return new Notes(
        Optional.ofNullable((String) object.get("owner")),
        (List<Map<String, Object>>) object.getOrDefault("notes", List.of()));
  }

  /// With one entry more.
  ///
  /// @param did what the officer did, such as `under-review`
  Notes with(OversightPermit permit, String did, Optional<String> text) {
    List<Map<String, Object>> more = new ArrayList<>(entries);
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("by", permit.person());
    entry.put("at", permit.at().toString());
    entry.put("did", did);
    text.ifPresent(it -> entry.put("note", it));
    more.add(entry);
    return new Notes(owner, List.copyOf(more));
  }

  Notes ownedBy(OversightPermit permit) {
    return new Notes(Optional.of(permit.person()), entries);
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    owner.ifPresent(it -> object.put("owner", it));
    object.put("notes", entries);
    return Json.text(CanonicalJson.of(object));
  }

  /// Into what an officer is shown.
  void show(Map<String, Object> shown) {
    owner.ifPresent(it -> shown.put("owner", it));
    shown.put("notes", entries);
  }

  @Override
  public String toString() {
    return "Notes[redacted]";
  }
}
