namespace Carousel.Benchmarks.Serving;

/// <summary>The row that every step reads.</summary>
internal static class LoadRow
{
    /// <summary>Values between -0.5 and 0.5, of two digits.</summary>
    /// <param name="width">How many.</param>
    public static float[] Of(int width) =>
        [.. Enumerable.Range(0, width).Select(k => ((((k * 37) + 11) % 100) - 50) / 100f)];
}
