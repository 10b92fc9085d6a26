/**
 * A model as one page to look at: {@link org.cnnc.compiler.report.Report} has what it shows, {@link
 * org.cnnc.compiler.report.ReportPage} writes it. The page itself (its style and its script) is
 * among the resources of this package.
 */
@NullMarked
package org.cnnc.compiler.report;

import org.jspecify.annotations.NullMarked;
