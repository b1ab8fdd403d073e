namespace Carousel.Genomes.Genes;

/// <summary>Features of one frame that distinguish frames with a gene from frames without one.</summary>
internal static class FrameFeatures
{
    /// <summary>How many there are.</summary>
    public const int Count = 18;

    private const double UsualLength = 300;

    /// <summary>
    /// What the codons bring, all and more than the best other frame, bent at 10 and 30 nats; the same of a codon; the
    /// length; what was found around the start.
    /// </summary>
    /// <param name="frame">The frame.</param>
    /// <param name="start">Its likeliest start.</param>
    /// <returns>[<see cref="Count"/>].</returns>
    public static double[] Of(ScoredFrame frame, ScoredStart start)
    {
        int length = frame.From(start).Length;
        double coding = start.Coding, lead = coding - Math.Max(0, start.Other), size = Math.Log(length / UsualLength),
            codon = 10 * coding * Codons.Length / length;
        double[] f = start.Features;
        return
        [
            Math.Clamp(coding, -20, 10) / 10, Math.Clamp(coding, -20, 30) / 10, Math.Clamp(coding, -20, 100) / 10,
            Math.Clamp(lead, -30, 10) / 10, Math.Clamp(lead, -30, 30) / 10, Math.Clamp(lead, -30, 100) / 10,
            codon, codon * size, size, size * size, Math.Max(0, size),
            f[0], f[1], f[2], f[3], f[4], f[6], f[8],
        ];
    }
}
