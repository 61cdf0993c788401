package org.cloister.gateway.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Names the row of the error table that a test stands for.
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Row {
  ErrorRow value();
}
