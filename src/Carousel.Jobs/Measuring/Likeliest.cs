namespace Carousel.Jobs.Measuring;

/// <summary>The likeliest of some answers.</summary>
internal static class Likeliest
{
    /// <summary>The place of the largest score; of equal ones the first.</summary>
    /// <param name="scores">One or more.</param>
    public static int Of(ReadOnlySpan<float> scores)
    {
        int found = 0;
        for (int c = 1; c < scores.Length; c++)
        {
            found = scores[c] > scores[found] ? c : found;
        }

        return found;
    }
}
