namespace Carousel.Cli.SelfTesting;

/// <summary>How one stored vector came out.</summary>
/// <param name="Name">Which vector.</param>
/// <param name="Oracle">Who says what should come out.</param>
/// <param name="Difference">The largest difference, as a share of the tensor's largest value; null where the oracle
/// gives no values.</param>
/// <param name="Tolerance">The largest that passes.</param>
/// <param name="Digest">Of the bits.</param>
/// <param name="Failure">What is wrong, or null.</param>
internal sealed record VectorResult(
    string Name, string Oracle, double? Difference, double Tolerance, string Digest, string? Failure);
