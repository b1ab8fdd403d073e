using Carousel.Jobs;
using Carousel.Jobs.Options;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;

namespace Carousel.Tagging;

/// <summary>What is tagged and how. Null leaves the choice to the data.</summary>
public sealed record TagOptions : DividedOptions
{
    /// <summary>The column of the tokens: a number from 1, or a name of CoNLL-U or of a header.</summary>
    [OptionGroup("Columns")]
    [Option(
        "Column of the tokens: a number from 1, or a name of CoNLL-U.", Value = "column",
        Default = "the first; in CoNLL-U FORM")]
    public string? TokenColumn { get; init; }

    /// <summary>The column of the labels: a number from 1, or a name of CoNLL-U or of a header.</summary>
    [Option(
        "Column of the labels: a number from 1, or a name of CoNLL-U or of a CSV header.", Value = "column",
        Default = "the last; in CoNLL-U UPOS")]
    public string? Label { get; init; }

    /// <summary>How cells of a table of numbers are written.</summary>
    [NestedOptions(nameof(ReadOptions.SkipBadRows))]
    public ReadOptions Cells { get; init; } = new();

    /// <summary>
    /// Whether the network reads a sentence from its first token to its last only: then it can answer while it is still
    /// coming.
    /// </summary>
    [OptionGroup("Tagging")]
    [Option(
        "Read only forwards, so that the model can answer step by step.",
        Default = "both directions")]
    public bool IsCausal { get; init; }

    /// <summary>What decides on labels.</summary>
    [Option(
        "How to choose labels: crf, over the whole sentence, or softmax, per token.",
        Default = "crf; softmax with --causal")]
    public TagDecoder? Decoder { get; init => field = Checked(value); }

    /// <summary>Length of a word's vector; 0 for characters alone.</summary>
    [Option("Size of word embeddings; 0 for characters only.", Least = 0, Most = 1024, Default = "100")]
    public int? WordSize { get; init => field = Checked(value); }

    /// <summary>Units of each direction over the characters of a word; 0 for words alone.</summary>
    [Option("Units per direction over a word's characters; 0 for words only.", Least = 0, Most = 1024, Default = "50")]
    public int? CharacterHidden { get; init => field = Checked(value); }

    /// <summary>
    /// α: while training, a word seen n times is replaced by the unknown word with probability α/(α + n).
    /// </summary>
    [Option(
        "Hide a word seen n times with probability x/(x + n) in training.", Least = 0, Most = 100,
        Default = "1; 0.25 for fewer than 5,000 sentences")]
    public double? WordDropout { get; init => field = Checked(value); }

    /// <summary>A file of vectors in the text format of word2vec or GloVe; null for none.</summary>
    [Option("Word vectors in the text format of word2vec or GloVe; kept in the model, not trained.", Value = "file")]
    public string? Vectors { get; init; }

    /// <summary>Networks from beginnings of their own, whose scores are averaged; null for one.</summary>
    [Option("Networks whose scores are averaged.", Least = 1, Most = 20, Default = "1")]
    public int? Ensemble { get; init => field = Checked(value); }

    /// <summary>
    /// How much of the averaged weights a step keeps; 0 for no averages; null for averages over about three epochs
    /// where there is a validation part to choose them by, else none.
    /// </summary>
    [Option(
        "Decay of the running average of weights; 0 for no average.", Least = 0, Most = 1,
        Default = "over three epochs")]
    public double? Averaging { get; init => field = Checked(value); }

    /// <summary>The simple method whose answers the network's are joined to.</summary>
    [Option("Baseline combined with the network's answers.")]
    public BaselineInside Baseline { get; init => field = Checked(value); }

    /// <summary>Whether labels are decided over the whole sentence.</summary>
    internal bool IsChain => (Decoder ?? (IsCausal ? TagDecoder.Softmax : TagDecoder.Crf)) == TagDecoder.Crf;

    /// <summary>Which columns are read.</summary>
    internal TokenColumns Columns => new() { Tokens = TokenColumn, Labels = Label };
}

/// <summary>What decides on labels.</summary>
public enum TagDecoder
{
    /// <summary>A conditional random field over the labels of a sentence.</summary>
    Crf,

    /// <summary>A soft-max of each token alone.</summary>
    Softmax,
}
