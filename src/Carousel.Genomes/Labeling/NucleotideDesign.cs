using Carousel.Jobs.Fitting;

namespace Carousel.Genomes.Labeling;

/// <summary>The network that labels bases. Kept in the model file.</summary>
/// <param name="Layers">Which layers read.</param>
/// <param name="Cell">The recurrent layers, where there are some: a step is three bases.</param>
/// <param name="Filters">Filters of a convolution.</param>
/// <param name="Width">Bases that a filter sees, odd.</param>
/// <param name="ReadsFrames">Whether the lengths of the open frames around a base are read too.</param>
/// <param name="Heads">What is asked of every base.</param>
internal sealed record NucleotideDesign(
    GenomeLayers Layers, CellDesign Cell, int Filters, int Width, bool ReadsFrames, IReadOnlyList<NucleotideHead> Heads)
{
    /// <summary>Bases of a recurrent step: a codon's length.</summary>
    public const int Fold = 3;

    /// <summary>Scores of a base, of all heads together.</summary>
    public int Classes => Heads.Sum(h => h.Classes.Count);

    /// <summary>Whether the network has a convolution over bases.</summary>
    public bool Convolves => Layers != GenomeLayers.Recurrent;

    /// <summary>Values of a step of three bases after the convolution.</summary>
    public int StepSize => Fold * ((Convolves ? Filters : Bases.Count) + (ReadsFrames ? OpenFrames.Count : 0));

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    public bool IsInRange =>
        Enum.IsDefined(Layers) && Cell.IsInRange && Filters is >= 1 and <= 4096 && Width is >= 1 and <= 1001
            && Width % 2 == 1
            && Heads.Count is >= 1 and <= 8
            && Heads.All(
                h => h.Classes.Count is >= 2 and <= 256 && h.Mirror.Count == h.Classes.Count
                    && h.Mirror.All(m => m >= 0 && m < h.Classes.Count));

    /// <summary>A sequence as the network reads it.</summary>
    internal NucleotideTracks Unlabeled(byte[] bases) => new(bases, [], ReadsFrames ? OpenFrames.Of(bases) : []);

    /// <summary>The network in a line.</summary>
    /// <returns>Such as <c>convolution of 64 filters of 15 bases, bidirectional LSTM 64 over codons</c>.</returns>
    public string Describe()
    {
        string layers = Layers == GenomeLayers.Convolution ? "dilated convolutions" : Cell.Describe();
        return (Convolves ? $"convolution of {Filters} filters of {Width} bases, " : "")
            + $"{layers} over steps of {Fold} bases{(ReadsFrames ? ", reads lengths of open frames" : "")}";
    }
}
