using System.CommandLine;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Language;
using Carousel.Tasks.Text;

namespace Carousel.Cli.Options;

/// <summary>What a text is cut into, what the model is beside its layers, and how its text is divided.</summary>
internal sealed class LanguageOptionSet
{
    private readonly Option<UnitKind?> _units = OptionKinds.Choice(
        "--units", "What the text is cut into. Default characters, of FASTA residues.", ("characters", UnitKind.Characters), ("bytes", UnitKind.Bytes),
        ("words", UnitKind.Words), ("pieces", UnitKind.Pieces), ("residues", UnitKind.Residues));

    private readonly Option<int?> _pieces = OptionKinds.Whole("--pieces", "Byte-pair pieces trained on the text, 257 to 65,536. Default 1024.");
    private readonly Option<int?> _leastCount = OptionKinds.Whole("--least-count", "Words seen less often are the unknown word. Default 2.");
    private readonly Option<int?> _mostWords = OptionKinds.Whole("--most-words", "Most words in the vocabulary. Default 50,000.");
    private readonly Option<int?> _length = OptionKinds.Whole("--length", "Units between the places where back-propagation ends. Default 64, of words 35.");
    private readonly Option<int?> _embedding = OptionKinds.Whole("--embedding", "Values of a unit's row in the table. Default by the vocabulary; tied, as --hidden.");
    private readonly Option<bool> _tied = OptionKinds.Switch("--tied", "The last map has the table's rows as its weights. Default for words and pieces.");
    private readonly Option<bool> _untied = OptionKinds.Switch("--untied", "The last map has weights of its own.");
    private readonly Option<double?> _inputDropout = OptionKinds.Number("--input-dropout", "Share of the table's values dropped. Default 0, of words 0.4.");
    private readonly Option<double?> _outputDropout = OptionKinds.Number("--output-dropout", "Share dropped after the last layer. Default as --dropout.");
    private readonly Option<bool> _locked = OptionKinds.Switch("--locked", "Drop the same values at all steps of a batch (variational dropout). Default for words.");
    private readonly Option<bool> _unlocked = OptionKinds.Switch("--unlocked", "Draw what is dropped anew at every step.");
    private readonly Option<double?> _weightDrop = OptionKinds.Number("--weight-drop", "Share of recurrent weights dropped for a batch. Default 0, of words 0.3.");
    private readonly Option<double?> _weightDecay = OptionKinds.Number("--weight-decay", "Decay of weight matrices, for --optimizer adamw. Default 0.1.");
    private readonly Option<int?> _averageFrom = OptionKinds.Whole("--average-from", "Epoch from which weights are averaged over the steps. Default never.");
    private readonly Option<double?> _averageDecay = OptionKinds.Number("--average-decay", "How much of the averages a step keeps; 1 is the plain mean. Default 1.");
    private readonly Option<double?> _test = OptionKinds.Number("--test-share", "Share of the text, at its end, that measures the model. Default 0.1.");
    private readonly Option<double?> _validation = OptionKinds.Number("--validation-share", "Share before it that chooses the epoch; 0 keeps the last. Default 0.05.");
    private readonly Option<string?> _prime = OptionKinds.Text("--prime", "TEXT", "What samples begin with.");
    private readonly Option<int?> _sample = OptionKinds.Whole("--sample", "Units of the sample after each epoch; 0 for none. Default 160.");

    /// <summary>What the text is cut into.</summary>
    public OptionGroup Text => new("Text", [_units, _pieces, _leastCount, _mostWords]);

    /// <summary>What the model is beside its layers.</summary>
    public OptionGroup Network => new(
        "Language model",
        [_length, _embedding, _tied, _untied, _inputDropout, _outputDropout, _locked, _unlocked, _weightDrop, _weightDecay, _averageFrom, _averageDecay]);

    /// <summary>How it is measured and sampled.</summary>
    public OptionGroup Measuring => new("Measuring", [_test, _validation, _prime, _sample]);

    /// <summary>What the text is to be cut into, or null.</summary>
    public UnitKind? Units(ParseResult result) => result.GetValue(_units);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="fit">How the model is made and trained.</param>
    /// <exception cref="OptionException">A value is out of its range.</exception>
    public LanguageOptions Read(ParseResult result, FitOptions fit)
    {
        var options = new LanguageOptions
        {
            Fit = fit,
            Units = Units(result),
            Length = result.GetValue(_length),
            Embedding = result.GetValue(_embedding),
            Tied = Either(result, _tied, _untied),
            InputDropout = result.GetValue(_inputDropout),
            OutputDropout = result.GetValue(_outputDropout),
            Locked = Either(result, _locked, _unlocked),
            WeightDrop = result.GetValue(_weightDrop),
            WeightDecay = result.GetValue(_weightDecay),
            AverageFrom = result.GetValue(_averageFrom),
            Prime = result.GetValue(_prime),
        };
        return options with
        {
            Pieces = result.GetValue(_pieces) ?? options.Pieces,
            LeastCount = result.GetValue(_leastCount) ?? options.LeastCount,
            MostWords = result.GetValue(_mostWords) ?? options.MostWords,
            AverageDecay = result.GetValue(_averageDecay) ?? options.AverageDecay,
            Test = result.GetValue(_test) ?? options.Test,
            Validation = result.GetValue(_validation) ?? options.Validation,
            Sample = result.GetValue(_sample) ?? options.Sample,
        };
    }

    private static bool? Either(ParseResult result, Option<bool> yes, Option<bool> no) => (result.GetValue(yes), result.GetValue(no)) switch
    {
        (true, true) => throw new OptionException($"{yes.Name} and {no.Name} exclude each other: pass one of them."),
        (true, false) => true,
        (false, true) => false,
        _ => null,
    };
}
