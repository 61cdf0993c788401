/// The PostgreSQL that Cloister brings along, for the demo, the edge and a single machine.
///
/// [EmbeddedStore] is the front door: it keeps one durable PostgreSQL 18 in the data directory,
/// watches over it and starts it again on the same port when it dies. A hospital that has a
/// PostgreSQL of its own gives its URL instead, and nothing here runs.
///
/// What holds: every acknowledged commit is on disk (`fsync`, `full_page_writes`,
/// `synchronous_commit`, data checksums); only 127.0.0.1 is listened on; every connection proves a
/// random password by SCRAM-SHA-256; the one role that can log in is no superuser; no statement,
/// parameter or row value reaches PostgreSQL's own log. Not promised: high availability, tuning for
/// size, platforms other than Linux on x86-64.
///
/// All types are safe for use by several threads. Errors are [StoreException], one sentence each.
@NullMarked
@CheckReturnValue
package org.cloister.gateway.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
