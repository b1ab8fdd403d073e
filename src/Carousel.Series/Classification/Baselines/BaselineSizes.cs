namespace Carousel.Classification;

/// <summary>The small numbers of a baseline in a model file.</summary>
/// <param name="Steps">Of random convolutions: the length that their dilations were made for; of neighbours: of the
/// longest known series.</param>
/// <param name="Features">Of random convolutions: how many shares of positive values; of words: how many parts.</param>
/// <param name="Seed">Of random convolutions: what drew channels and biases.</param>
/// <param name="Window">Of neighbours: how far time may be warped, as a share of the length.</param>
/// <param name="Stride">Of neighbours: every how many steps one is looked at.</param>
/// <param name="Penalty">Of random convolutions: the ridge; of words: of the regression.</param>
internal sealed record BaselineSizes(int Steps, int Features, ulong Seed, double Window, int Stride, double Penalty)
{
    /// <summary>Of words: whether runs of their letters count.</summary>
    public bool Letters { get; init; }

    /// <summary>Of random convolutions: draws beyond the first, whose scores are averaged with its.</summary>
    public int FurtherDraws { get; init; }
}
