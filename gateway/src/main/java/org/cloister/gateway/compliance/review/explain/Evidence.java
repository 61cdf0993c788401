package org.cloister.gateway.compliance.review.explain;

/// A sign, and the facts that show it.
///
/// @param sentence for the officer: facts only, no verdict, no name and no clinical value
public record Evidence(Sign sign, String sentence) {}
