/// What leaves the gateway, as FHIR R4 JSON bytes.
///
/// [AnswerWriter] turns the facts of one inference ([AnswerContext]) into its result resources,
/// Provenance, Device and the `$infer` Bundle ([AnswerResources]); [Outcomes] writes every refusal;
/// [Conformance] holds the documents that describe the server. The first two stream JSON directly:
/// they are on the path of every call, and HAPI's object model takes longer to encode than the
/// model takes to run. All types are immutable or safe for concurrent use, and nothing here decides
/// whether an answer may be given.
///
/// Sources: FHIR R4 (https://hl7.org/fhir/R4), AI Transparency on FHIR 1.0.0 ballot
/// (https://build.fhir.org/ig/HL7/aitransparency-ig).
@NullMarked
@CheckReturnValue
package org.cloister.gateway.answer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
