using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Tagging;

/// <summary>What is tagged and how. Null leaves the choice to the data.</summary>
/// <remarks>Each value is checked when it is set.</remarks>
public sealed record TagOptions
{
    /// <summary>How the model is made and trained.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Which columns hold tokens and labels.</summary>
    public TokenColumns Columns { get; init; } = new();

    /// <summary>Whether the network reads a sentence from its first token to its last only: then it can answer while it is still coming.</summary>
    public bool IsCausal { get; init; }

    /// <summary>True for a conditional random field over the labels of a sentence, false for a soft-max of each token.</summary>
    public bool IsChain { get; init; } = true;

    /// <summary>Values of a word's row, 0 … 1024; 0 for characters alone.</summary>
    public int? WordSize { get; init => field = OptionException.Within(value, 0, 1024, "--word-size"); }

    /// <summary>Units of each direction over the characters of a word, 0 … 1024; 0 for words alone.</summary>
    public int? CharacterHidden { get; init => field = OptionException.Within(value, 0, 1024, "--character-hidden"); }

    /// <summary>α: while training, a word seen n times is replaced by the unknown word with probability α/(α + n); 0 … 100.</summary>
    public double? WordDropout { get; init => field = OptionException.Within(value, 0, 100, "--word-dropout"); }

    /// <summary>A file of vectors in the text format of word2vec or GloVe; null for none.</summary>
    public string? Vectors { get; init; }

    /// <summary>A file that decides when training was best; null for a share of the data.</summary>
    public string? Validation { get; init; }

    /// <summary>A file that measures; null for a share of the data.</summary>
    public string? Test { get; init; }

    /// <summary>The share of the data that decides when training was best, 0 … 0.5; 0 keeps the last epoch.</summary>
    public double ValidationShare { get; init => field = OptionException.Within<double>(value, 0, 0.5, "--validation-share") ?? 0; } = 0.1;

    /// <summary>The share of the data that measures, 0.01 … 0.5.</summary>
    public double TestShare { get; init => field = OptionException.Within<double>(value, 0.01, 0.5, "--test-share") ?? 0; } = 0.1;
}
