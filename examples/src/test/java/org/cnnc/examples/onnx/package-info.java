/** What models mean to others: our graphs beside ONNX Runtime, on the models that we export. */
package org.cnnc.examples.onnx;
