namespace Carousel.Classification;

/// <summary>The small numbers of a baseline in a model file.</summary>
/// <param name="Steps">Of convolutions: the length that their dilations were made for.</param>
/// <param name="Features">Of convolutions: biases of each form; of words: how many parts.</param>
/// <param name="Seed">Of convolutions: what drew weights and channels.</param>
/// <param name="Penalty">Of words: of the regression.</param>
internal sealed record BaselineSizes(int Steps, int Features, ulong Seed, double Penalty)
{
    /// <summary>Of words: whether runs of their letters count.</summary>
    public bool Letters { get; init; }

    /// <summary>Of convolutions: the most quantiles of intervals.</summary>
    public int Quantiles { get; init; }

    /// <summary>Of convolutions: groups of competing kernels for each dilation.</summary>
    public int Groups { get; init; }
}
