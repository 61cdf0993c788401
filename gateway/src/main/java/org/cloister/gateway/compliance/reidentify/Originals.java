package org.cloister.gateway.compliance.reidentify;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.cloister.deid.pseudonym.Original;
import org.cloister.gateway.answer.FhirJson;

/// Whom the codes of one approved request stand for. Only [OpenableDomains] makes them, and they go
/// nowhere but into the reply. `toString` is redacted.
public final class Originals {
  private static final String IDENTIFIER = "identifier:";
  private static final String UUID = "uuid";
  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z]{1,63}");

  private final String domain;
  private final List<String> codes;
  private final List<Original> originals;

  /// @param originals in the order of the codes
  Originals(String domain, List<String> codes, List<Original> originals) {
    this.domain = domain;
    this.codes = List.copyOf(codes);
    this.originals = List.copyOf(originals);
  }

  /// `Patient/ID` of every patient whom an original names. The id in the form of a UUID may be a
  /// patient's or not: its kind is not kept.
  List<String> patients() {
    return originals.stream()
        .filter(it -> it.kind().equals("Patient") || it.kind().equals(UUID))
        .map(it -> "Patient/" + it.value())
        .toList();
  }

  /// A Parameters resource with one parameter `pseudonym` for each code, in their order.
  byte[] parameters() {
    return FhirJson.resource(
        "Parameters",
        json -> {
          json.startArray("parameter");
          for (int i = 0; i < codes.size(); i++) {
            json.startObject();
            json.string("name", "pseudonym");
            json.startArray("part");
            Parts.string(json, "pseudonym", codes.get(i));
            Parts.string(json, "domain", domain);
            original(json, originals.get(i));
            json.endArray();
            json.endObject();
          }
          json.endArray();
        });
  }

  private static void original(FhirJson json, Original original) throws IOException {
    json.startObject();
    json.string("name", "original");
    if (TYPE.matcher(original.kind()).matches()) {
      json.reference("valueReference", original.kind() + "/" + original.value());
    } else {
      json.startObject("valueIdentifier");
      if (original.kind().startsWith(IDENTIFIER)) {
        json.string("system", original.kind().substring(IDENTIFIER.length()));
        json.string("value", original.value());
      } else if (original.kind().equals(UUID)) {
        json.string("system", "urn:ietf:rfc:3986");
        json.string("value", "urn:uuid:" + original.value());
      } else {
        json.string("value", original.value());
      }
      json.endObject();
    }
    json.endObject();
  }

  @Override
  public String toString() {
    return "Originals[redacted]";
  }
}
