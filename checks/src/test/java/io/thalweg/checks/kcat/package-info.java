/// kcat, the client of most people's first five minutes, against a broker process. What it prints
/// is compared, never how it gets there.
package io.thalweg.checks.kcat;
