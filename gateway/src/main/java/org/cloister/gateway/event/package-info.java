/// The log in FHIR's words: every record is one AuditEvent
/// (https://hl7.org/fhir/R4/auditevent.html), by the IHE BALP profiles where these fit, else by our
/// own, written from templates and never validated on the way. Front doors: [AuditEventWriter] for
/// one record, [AuditEventSearch] for many.
///
/// Nothing here decides who may see an event, and nothing here writes the log.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
