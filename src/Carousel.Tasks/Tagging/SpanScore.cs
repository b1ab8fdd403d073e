namespace Carousel.Tasks.Tagging;

/// <summary>How well spans were found, as seqeval counts: right is a span with the same ends and the same
/// type.</summary>
/// <param name="True">Spans that are there.</param>
/// <param name="Found">Spans that were found.</param>
/// <param name="Right">Spans that were found and are there.</param>
public readonly record struct SpanScore(int True, int Found, int Right)
{
    /// <summary>Right / found; 0 where none was found.</summary>
    public double Precision => Found == 0 ? 0 : (double)Right / Found;

    /// <summary>Right / true; 0 where none is there.</summary>
    public double Recall => True == 0 ? 0 : (double)Right / True;

    /// <summary>2·precision·recall / (precision + recall); 0 where both are.</summary>
    public double F1 => Found + True == 0 ? 0 : 2.0 * Right / (Found + True);

    /// <summary>The counts of both.</summary>
    public static SpanScore operator +(SpanScore a, SpanScore b) => a.Add(b);

    /// <summary>The counts of both.</summary>
    /// <param name="other">Of other sentences or another type.</param>
    /// <returns>Their sum.</returns>
    public SpanScore Add(SpanScore other) => new(True + other.True, Found + other.Found, Right + other.Right);
}
