namespace Carousel.Classification.Rivals;

/// <summary>A series as the rivals read it: its scaled channels alone, missing values at the mean.</summary>
/// <param name="Values">[L, C].</param>
/// <param name="Channels">C.</param>
/// <param name="Class">The number of its class; −1 where it is not known.</param>
internal sealed record RivalSeries(float[] Values, int Channels, int Class)
{
    /// <summary>L.</summary>
    public int Steps => Values.Length / Channels;

    /// <summary>Leaves changes and flags away, which the network reads beside the channels.</summary>
    /// <param name="sample">The series as the network takes it.</param>
    /// <param name="design">What a step is.</param>
    public static RivalSeries Of(EncodedSample sample, ClassDesign design)
    {
        int C = design.Channels.Count, F = design.Features;
        if (C == F)
        {
            return new RivalSeries(sample.Values, C, sample.Class);
        }

        var values = new float[sample.Steps * C];
        for (int t = 0; t < sample.Steps; t++)
        {
            sample.Values.AsSpan(t * F, C).CopyTo(values.AsSpan(t * C));
        }

        return new RivalSeries(values, C, sample.Class);
    }
}
