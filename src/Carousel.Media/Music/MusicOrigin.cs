namespace Carousel.Music;

/// <summary>What a model learned from.</summary>
/// <param name="Fingerprint">Of the pieces.</param>
/// <param name="Pieces">Pieces to train on.</param>
/// <param name="Steps">Their steps.</param>
internal sealed record MusicOrigin(string Fingerprint, int Pieces, int Steps)
{
    /// <summary>α of the baseline inside; null where there is none.</summary>
    public double? Alpha { get; init; }

    /// <summary>
    /// The probability above which a key counts as predicted: the one of the highest accuracy on the validation
    /// pieces; null of models that chose none.
    /// </summary>
    public double? Cut { get; init; }
}
