/// Is there a reason why this user opened this record? Values in, values out: no SQL, no framework,
/// no clock, no state.
///
/// [Judge] first looks for a care relation that explains the access and says so in a sentence
/// (Fabbri and LeFevre, "Explanation-based auditing", PVLDB 5(1), 2011: most accesses are explained
/// by appointments, orders and shared departments). What remains is scored by the [Sign]s that it
/// shows, each with a sentence of facts. Rules and weights are fixed; nothing is trained.
///
/// Users, patients, surnames and addresses come as blind [Term]s: whoever judges does not learn who
/// they are.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.compliance.review.explain;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
