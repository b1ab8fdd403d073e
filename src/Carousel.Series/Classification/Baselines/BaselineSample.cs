namespace Carousel.Classification;

/// <summary>
/// A sequence as the baselines read it: of a series its scaled channels alone, missing values at the mean; a text as it
/// stands.
/// </summary>
/// <param name="Values">[L, C]; of a text none.</param>
/// <param name="Channels">C.</param>
/// <param name="Class">The number of its class; −1 where it is not known.</param>
internal sealed record BaselineSample(float[] Values, int Channels, int Class)
{
    /// <summary>L.</summary>
    public int Steps => Values.Length / Channels;

    /// <summary>The text; empty of a series.</summary>
    public string Text { get; init; } = "";

    /// <summary>Removes changes and flags, which the network reads in addition to the channels.</summary>
    /// <param name="sample">The sequence as the network takes it.</param>
    /// <param name="design">What a step is.</param>
    public static BaselineSample Of(EncodedSample sample, ClassDesign design)
    {
        if (design.IsText)
        {
            return new BaselineSample([], 1, sample.Class) { Text = sample.Source.Text };
        }

        if (design.Sound is { } sound)
        {
            return new BaselineSample(VoiceStatistics.Of(sample.Source.Sound!, sound), 1, sample.Class);
        }

        int C = design.Channels.Count, F = design.Features;
        return new BaselineSample(
            C == F ? sample.Values : [.. sample.Values.Chunk(F).SelectMany(row => row.Take(C))], C, sample.Class);
    }
}
