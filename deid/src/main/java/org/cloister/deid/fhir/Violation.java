package org.cloister.deid.fhir;

import com.google.errorprone.annotations.Immutable;

/// One way in which a document is not what it has to be. No part of it comes from the document,
/// except the position: resource types, element names that FHIR defines, and array indices.
///
/// @param code of `http://hl7.org/fhir/issue-type`: `invalid`, `code-invalid`, `required`, `value`,
///   `extension`, `duplicate`, `too-long`
/// @param expression FHIRPath of the element, for `OperationOutcome.issue.expression`
/// @param text one fixed sentence
@Immutable
public record Violation(String code, String expression, String text) {}
