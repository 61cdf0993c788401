package org.cloister.deid.release;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cloister.deid.r4.R4;

/// The numbers of the properties, and the resource types, that the engine itself looks for.
final class Vocabulary {
  final PropertyNames names;
  final ByteKeys types;
  final int resourceType;
  final int id;
  final int contained;
  final int entry;
  final int parameter;
  final int part;
  final int resource;
  final int response;
  final int outcome;
  final int fullUrl;
  final int identifier;
  final int system;
  final int value;
  final int code;
  final int unit;
  final int comparator;
  final int coding;
  final int reference;
  final int meta;
  final int security;
  final int extension;
  final int modifierExtension;
  final int country;
  final int state;
  final int name;
  final int contact;
  final int telecom;
  final int address;
  final int line;
  final int city;
  final int district;
  final int postalCode;
  final int birthDate;
  final int text;
  final int family;
  final int given;
  final int deceasedDateTime;
  final int deceasedDate;
  final int display;
  final int measure;

  /// The properties in which an object says to people what its value is.
  final int[] labels;

  private final int[] patientNames;

  Vocabulary(R4 r4) {
    names = new PropertyNames(r4);
    List<String> typeNames = new ArrayList<>(r4.resourceTypes());
    typeNames.sort(null);
    types = new ByteKeys(typeNames);
    resourceType = names.find("resourceType");
    id = names.find("id");
    contained = names.find("contained");
    entry = names.find("entry");
    parameter = names.find("parameter");
    part = names.find("part");
    resource = names.find("resource");
    response = names.find("response");
    outcome = names.find("outcome");
    fullUrl = names.find("fullUrl");
    identifier = names.find("identifier");
    system = names.find("system");
    value = names.find("value");
    code = names.find("code");
    unit = names.find("unit");
    comparator = names.find("comparator");
    coding = names.find("coding");
    reference = names.find("reference");
    meta = names.find("meta");
    security = names.find("security");
    extension = names.find("extension");
    modifierExtension = names.find("modifierExtension");
    country = names.find("country");
    state = names.find("state");
    name = names.find("name");
    contact = names.find("contact");
    telecom = names.find("telecom");
    address = names.find("address");
    line = names.find("line");
    city = names.find("city");
    district = names.find("district");
    postalCode = names.find("postalCode");
    birthDate = names.find("birthDate");
    text = names.find("text");
    family = names.find("family");
    given = names.find("given");
    deceasedDateTime = names.find("deceasedDateTime");
    deceasedDate = names.find("deceasedDate");
    display = names.find("display");
    measure = names.find("measure");
    labels =
        Stream.of("text", "linkId", "definition", "name", "label", "question")
            .mapToInt(names::find)
            .toArray();
    patientNames =
        Stream.of(
                "patient", "subject", "beneficiary", "individual", "for", "candidate", "recipient")
            .mapToInt(names::find)
            .toArray();
  }

  /// Whether the property may say whom a resource is about.
  boolean namesPatient(int property) {
    for (int candidate : patientNames) {
      if (candidate == property) {
        return true;
      }
    }
    return false;
  }

  boolean isResourceType(String type) {
    byte[] bytes = type.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    return types.find(bytes, 0, bytes.length) != ByteKeys.NONE;
  }
}
