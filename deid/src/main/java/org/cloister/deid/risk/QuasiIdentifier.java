package org.cloister.deid.risk;

/// A trait of a released Patient that others may know, too, and so may recognise the person by.
/// Counted as it was emitted: a year where a year was let out, a day where a day was.
public enum QuasiIdentifier {
  BIRTH_DATE("birthDate"),
  DEATH("deceased"),
  GENDER("gender"),
  POSTAL_CODE("postalCode"),
  CITY("city"),
  COUNTY("county"),
  STATE("state"),
  RACE("race"),
  ETHNICITY("ethnicity"),
  MARITAL_STATUS("maritalStatus"),
  LANGUAGE("language");

  private final String wireName;

  QuasiIdentifier(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
