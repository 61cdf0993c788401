/// De-identifies files and directories of FHIR JSON and NDJSON, plain or gzip, in parallel and in
/// order.
///
/// A file is published whole, under its last name, or not at all. A run that was killed goes on
/// where its journal says, and what comes out is byte for byte what an unbroken run gives. Memory
/// does not grow with the input. Nothing here writes a value of the input anywhere but into the
/// de-identified documents: journal, manifest, report of skipped lines and messages hold counts,
/// positions and hashes.
@NullMarked
@CheckReturnValue
package org.cloister.deid.job;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
