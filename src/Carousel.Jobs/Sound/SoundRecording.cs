namespace Carousel.Jobs.Sound;

/// <summary>A recording of one channel.</summary>
/// <param name="Name">How messages call it: the file's path.</param>
/// <param name="Rate">Samples a second.</param>
/// <param name="Samples">[n], −1 … 1.</param>
internal sealed record SoundRecording(string Name, int Rate, float[] Samples)
{
    /// <summary>What was decided while reading, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long it is, in seconds.</summary>
    public double Seconds => (double)Samples.Length / Rate;
}
