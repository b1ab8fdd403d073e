namespace Carousel.Interchange.Imports;

/// <summary>An option of an import does not fit the file. The message is one sentence that says why.</summary>
/// <param name="message">The sentence.</param>
public sealed class ImportOptionException(string message) : ArgumentException(message);
