package org.cloister.deid.fhir;

import ca.uhn.fhir.parser.IParserErrorHandler;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ScalarType;
import ca.uhn.fhir.parser.json.BaseJsonLikeValue.ValueType;
import org.jspecify.annotations.Nullable;

/// Remembers only that HAPI found something. What it says may hold a value, and where it says so is
/// too coarse to help; [ShapeCheck] finds the place.
final class ParserComplaints implements IParserErrorHandler {
  private boolean none = true;

  boolean none() {
    return none;
  }

  @Override
  public void containedResourceWithNoId(@Nullable IParseLocation location) {
    none = false;
  }

  @Override
  public void incorrectJsonType(
      @Nullable IParseLocation location,
      @Nullable String elementName,
      @Nullable ValueType expected,
      @Nullable ScalarType expectedScalar,
      @Nullable ValueType found,
      @Nullable ScalarType foundScalar) {
    none = false;
  }

  @Override
  public void invalidValue(
      @Nullable IParseLocation location, @Nullable String value, @Nullable String error) {
    none = false;
  }

  @Override
  public void missingRequiredElement(@Nullable IParseLocation location, @Nullable String name) {
    none = false;
  }

  @Override
  public void unexpectedRepeatingElement(@Nullable IParseLocation location, @Nullable String name) {
    none = false;
  }

  @Override
  public void unknownAttribute(@Nullable IParseLocation location, @Nullable String name) {
    none = false;
  }

  @Override
  public void unknownElement(@Nullable IParseLocation location, @Nullable String name) {
    none = false;
  }

  /// A reference that leads nowhere inside the document is the business of whoever reads it.
  @Override
  public void unknownReference(@Nullable IParseLocation location, @Nullable String reference) {}

  @Override
  public void invalidInternalReference(
      @Nullable IParseLocation location, @Nullable String reference) {}

  @Override
  public void extensionContainsValueAndNestedExtensions(@Nullable IParseLocation location) {
    none = false;
  }
}
