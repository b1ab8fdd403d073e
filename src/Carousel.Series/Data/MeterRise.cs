namespace Carousel.Data;

/// <summary>By how much a meter that counts up has risen.</summary>
internal static class MeterRise
{
    /// <summary>The rise between two readings, less than 0 for a fall; NaN where it began again, at less than
    /// half.</summary>
    /// <param name="before">The reading before.</param>
    /// <param name="now">The reading.</param>
    public static float Of(double before, double now) =>
        now < before / 2 ? float.NaN : (float)(now - before);
}
