package org.cloister.gateway;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerAutoConfiguration;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;

/// The Spring Boot application; what it is made of stands in [org.cloister.gateway.config.Wiring].
@SpringBootApplication(
    proxyBeanMethods = false,
    // Boot's own issuer and user would come with a spare key and a printed password; its error page
    // repeats the URL, which may name a patient.
    exclude = {
      ErrorMvcAutoConfiguration.class,
      OAuth2AuthorizationServerAutoConfiguration.class,
      OAuth2AuthorizationServerJwtAutoConfiguration.class,
      UserDetailsServiceAutoConfiguration.class,
      // Would wrap every filter to observe requests by URL, which is what we never measure.
      ObservationAutoConfiguration.class,
      WebMvcObservationAutoConfiguration.class
    })
@ConfigurationPropertiesScan("org.cloister.gateway.config")
class CloisterApplication {
  CloisterApplication() {}
}
