namespace Carousel.Benchmarks.Serving;

/// <summary>One answer.</summary>
/// <param name="Used">How many bytes it has.</param>
/// <param name="Steps">Steps that are done by it.</param>
/// <param name="Failed">Steps that the server had no room for (429, 503).</param>
/// <param name="Reply">What has to be sent at once and is no request; empty for nothing.</param>
/// <param name="IsRequest">Whether it answers a request; not where the server speaks of the connection.</param>
internal readonly record struct LoadAnswer(
    int Used, int Steps, int Failed, ReadOnlyMemory<byte> Reply = default, bool IsRequest = true);
