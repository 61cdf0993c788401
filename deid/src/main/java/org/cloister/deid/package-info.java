/// Identified FHIR in; the de-identified minimum, or a reason why not, out.
///
/// [IdentifiedBundle] is what came in, [Safelist] what one model may know, [Deidentifier] copies
/// the second out of the first into a [DeidentifiedCase]. What is kept is sealed by
/// [org.cloister.deid.sealing.CaseVault]. The two sides share no supertype: nothing identified can
/// be passed where a case is asked for.
@NullMarked
@CheckReturnValue
package org.cloister.deid;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
