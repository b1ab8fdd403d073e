using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Tagging;

namespace Carousel.Cli.Options;

/// <summary>What is tagged and how.</summary>
internal sealed class TagOptionSet
{
    private readonly Option<string?> _tokens = OptionKinds.Text("--token-column", "column", "Column of the tokens: a number from 1, or a name of CoNLL-U. Default: the first, in CoNLL-U FORM.");
    private readonly Option<string?> _labels = OptionKinds.Text("--label", "column", "Column of the labels: a number from 1, or a name of CoNLL-U or of a CSV header. Default: the last, in CoNLL-U UPOS.");

    private readonly Option<Answer?> _decoder = OptionKinds.Either(
        "--decoder", "What decides on labels: crf, over the whole sentence, or softmax, each token alone. Default crf; softmax with --causal.", "crf", "softmax");

    private readonly Option<bool> _causal = OptionKinds.Switch("--causal", "Read from the first token to the last only, so that the model can answer step by step. Default: both directions.");
    private readonly Option<int?> _wordSize = OptionKinds.Whole("--word-size", "Values of a word's row, 0 to 1024; 0 for characters alone. Default 100.");
    private readonly Option<int?> _characters = OptionKinds.Whole("--character-hidden", "Units of each direction over a word's characters, 0 to 1024; 0 for words alone. Default 50.");
    private readonly Option<double?> _wordDropout = OptionKinds.Number("--word-dropout", "a: a word seen n times is hidden with probability a/(a + n) while training. Default 0.25.");
    private readonly Option<string?> _vectors = OptionKinds.Text("--vectors", "file", "Vectors of words in the text format of word2vec or GloVe; kept in the model, not trained.");
    private readonly Option<string?> _validation = OptionKinds.Text("--validation", "file", "A file that decides when training was best. Default: a share of the data.");
    private readonly Option<string?> _test = OptionKinds.Text("--test", "file", "A file that only measures. Default: a share of the data.");
    private readonly Option<double?> _validationShare = OptionKinds.Number("--validation-share", "Share of the data that validates, 0 to 0.5; 0 keeps the last epoch. Default 0.1.");
    private readonly Option<double?> _testShare = OptionKinds.Number("--test-share", "Share of the data that measures, 0.01 to 0.5. Default 0.1.");

    /// <summary>Which columns are read.</summary>
    public OptionGroup Columns => new("Columns", [_tokens, _labels]);

    /// <summary>What the network reads and how it decides.</summary>
    public OptionGroup Tagging => new("Tagging", [_causal, _decoder, _wordSize, _characters, _wordDropout, _vectors]);

    /// <summary>How the sentences are divided.</summary>
    public OptionGroup Parts => new("Parts", [_validation, _test, _validationShare, _testShare]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public TagOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new TagOptions
        {
            Fit = fit,
            Columns = new TokenColumns { Tokens = result.GetValue(_tokens), Labels = result.GetValue(_labels) },
            IsCausal = result.GetValue(_causal),
            IsChain = result.GetValue(_decoder)?.IsYes ?? !result.GetValue(_causal),
            WordSize = result.GetValue(_wordSize),
            CharacterHidden = result.GetValue(_characters),
            WordDropout = result.GetValue(_wordDropout),
            Vectors = result.GetValue(_vectors),
            Validation = result.GetValue(_validation),
            Test = result.GetValue(_test),
        };
        return options with
        {
            ValidationShare = result.GetValue(_validationShare) ?? options.ValidationShare,
            TestShare = result.GetValue(_testShare) ?? options.TestShare,
        };
    }
}
