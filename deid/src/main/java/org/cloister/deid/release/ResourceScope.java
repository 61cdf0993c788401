package org.cloister.deid.release;

/// The resource that is being written, and for a contained one the resource around it.
record ResourceScope(String type, int resource, int container, boolean isContained) {
  static final ResourceScope NONE = new ResourceScope("", JsonIndex.NONE, JsonIndex.NONE, false);

  ResourceScope enter(String innerType, int node, boolean contained) {
    return new ResourceScope(innerType, node, contained ? resource : node, contained);
  }
}
