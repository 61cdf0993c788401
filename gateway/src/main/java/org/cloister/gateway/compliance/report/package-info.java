/// Reports that the law asks for, each made from proven records: what a report claims is itself an
/// entry of the log, and its export carries the proof of every record it used, so that a third
/// party can check it offline ([org.cloister.gateway.compliance.report.ProvenExport]).
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
