using Carousel.Jobs.Baselines;

namespace Carousel.Handwriting;

/// <summary>What a recogniser learned from.</summary>
/// <param name="Fingerprint">Of the drawings.</param>
/// <param name="Counts">Training drawings of each class; none for lines.</param>
/// <param name="Drawings">Training drawings.</param>
/// <param name="Made">How lines were joined, in words; empty where none were.</param>
/// <param name="Nearest">The labels of the training drawings that the file keeps; null in older files.</param>
/// <param name="Inside">How the nearest of them is inside; null where the network answers alone.</param>
internal sealed record RecognizerOrigin(
    string Fingerprint, IReadOnlyList<int> Counts, int Drawings, string Made, IReadOnlyList<string>? Nearest = null,
    BaselineAnswer? Inside = null)
{
    /// <summary>Whether it is of a network: of a model file.</summary>
    public bool Fits(RecognizerDesign design)
    {
        HashSet<string> known = [.. Nearest ?? []];
        return design.IsLine
            ? Inside is null
            : known.IsSubsetOf(design.Symbols)
                && (Inside is null || (Inside.IsInRange && known.Count == design.Symbols.Count));
    }
}

/// <summary>What a model that draws learned from.</summary>
/// <param name="Fingerprint">Of the drawings.</param>
/// <param name="Drawings">Training drawings.</param>
/// <param name="Longest">Points of the longest.</param>
/// <param name="Baselines">Simple guesses from the same drawings.</param>
/// <param name="Mixture">The best guess without memory; null in older files.</param>
/// <param name="Alpha">The weight of the network if that guess is inside; null without a guess inside.</param>
internal sealed record PenOrigin(
    string Fingerprint, int Drawings, int Longest, IReadOnlyList<OffsetBaseline> Baselines,
    LastOffsetMixture? Mixture = null, double? Alpha = null);
